/** What macros of LaTeX stand for in formulas: letters, operators, functions, fonts, and what is only layout. */
import type { Accent } from './formula.js';

const LETTERS =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega';

/** Macro → the letter's English name. */
export const GREEK: ReadonlyMap<string, string> = new Map([
  ...LETTERS.split(' ').map((name): [string, string] => [name, name]),
  ['varepsilon', 'epsilon'],
  ['vartheta', 'theta'],
  ['varphi', 'phi'],
  ['varsigma', 'sigma'],
  ['varrho', 'rho'],
  ['ell', 'l'],
  ['imath', 'i'],
  ['jmath', 'j'],
]);

/** Unicode letters of Greek in the text itself. */
export const GREEK_SIGNS: ReadonlyMap<string, string> = new Map(
  [...'αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ'].map((sign, k) => [sign, LETTERS.split(' ')[k] ?? sign]),
);

export const ACCENTS: ReadonlyMap<string, Accent> = new Map<string, Accent>([
  ['hat', 'hat'],
  ['widehat', 'hat'],
  ['bar', 'bar'],
  ['overline', 'bar'],
  ['tilde', 'tilde'],
  ['widetilde', 'tilde'],
  ['dot', 'dot'],
]);

/** Macros whose argument is set in another font, and the switches that hold to the end of their group. */
export const FONTS: ReadonlySet<string> = new Set(
  'mathbf boldsymbol bm mathit mathcal mathfrak mathsf mathtt mathnormal mathscr pmb vec mathbb textit textbf'.split(
    ' ',
  ),
);
export const BOLD: ReadonlySet<string> = new Set('mathbf boldsymbol bm pmb vec bf bfseries textbf'.split(' '));
export const SWITCHES: ReadonlySet<string> = new Set(
  'bf rm it sf tt cal bfseries rmfamily itshape sffamily displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits'.split(
    ' ',
  ),
);
/** Their argument is words. */
export const WORDS: ReadonlySet<string> = new Set(
  'text mathrm textrm operatorname operatorname* mbox mathop hbox textnormal textsc'.split(' '),
);

/** Room and fences that say nothing. */
export const LAYOUT: ReadonlySet<string> = new Set(
  ', ; : ! > quad qquad space enspace thinspace medspace thickspace hspace vspace phantom hphantom vphantom label tag notag nonumber nobreak allowbreak cr hfill left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr mathstrut strut relax noindent boxed'.split(
    ' ',
  ),
);
/** Layout macros whose argument is to be dropped with them. */
export const DROPPED: ReadonlySet<string> = new Set('hspace vspace phantom hphantom vphantom label tag'.split(' '));

export const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['cdot', '*'],
  ['times', '×'],
  ['ast', '*'],
  ['odot', '.*'],
  ['circ', '.*'],
  ['oslash', './'],
  ['otimes', 'kron'],
  ['div', '/'],
  ['colon', ':'],
  ['pm', '?'],
  ['equiv', '='],
  ['triangleq', '='],
  ['coloneqq', '='],
  ['leftarrow', '←'],
  ['gets', '←'],
  ['le', '<='],
  ['leq', '<='],
  ['leqslant', '<='],
  ['ge', '>='],
  ['geq', '>='],
  ['geqslant', '>='],
  ['ne', '≠'],
  ['neq', '≠'],
  ['lt', '<'],
  ['gt', '>'],
  ['in', 'in'],
  ['succ', '≻'],
  ['succeq', '⪰'],
  ['succcurlyeq', '⪰'],
]);

/** Functions by their macro or by the word they are written as; the value is the name in the input language. */
const SAME =
  'exp log sin cos tan sinh cosh tanh det tr diag vec unvec softmax logsoftmax sigmoid relu softplus erf erfc sqrt sign max min sum mean prod rank trace sym skew tril triu logdet adj logsumexp gelu silu elu selu leakyrelu softsign expm logm sqrtm kron commutation norm digamma trigamma polygamma toeplitz phi lyap pad eigvec eigvals svdvals nucnorm specnorm lambdamax log1p expm1 cbrt square crossentropy dexpm dlogm dsinm dcosm others diagonal sinm cosm';
export const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...SAME.split(' ').map((name): [string, string] => [name, name]),
  ['ln', 'log'],
  ['lg', 'log10'],
  ['Tr', 'tr'],
  ['trace', 'tr'],
  ['ReLU', 'relu'],
  ['sgn', 'sign'],
  ['arcsin', 'asin'],
  ['arccos', 'acos'],
  ['arctan', 'atan'],
  ['arsinh', 'asinh'],
  ['arcosh', 'acosh'],
  ['artanh', 'atanh'],
  ['arcsinh', 'asinh'],
  ['arccosh', 'acosh'],
  ['arctanh', 'atanh'],
  ['logistic', 'sigmoid'],
  ['Diag', 'diag'],
  ['etr', 'etr'],
]);
/** Words short enough to be products of letters are functions only where an argument in parentheses follows. */
export const NEEDS_PARENTHESES: ReadonlySet<string> = new Set([
  'sum',
  'mean',
  'prod',
  'phi',
  'pad',
  'max',
  'min',
  'adj',
  'sign',
  'norm',
  'rank',
  'sym',
]);

export const FENCES: ReadonlyMap<string, string> = new Map([
  ['lbrace', '{'],
  ['rbrace', '}'],
  ['{', '{'],
  ['}', '}'],
  ['lbrack', '['],
  ['rbrack', ']'],
  ['lVert', '‖<'],
  ['rVert', '>‖'],
  ['|', '‖'],
  ['Vert', '‖'],
  ['lvert', '|<'],
  ['rvert', '>|'],
  ['vert', '|'],
  ['langle', '⟨'],
  ['rangle', '⟩'],
]);

/** Macros that are read with so many arguments, optional ones first. */
export const ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ['frac', 2],
  ['dfrac', 2],
  ['tfrac', 2],
  ['sqrt', 1],
  ['binom', 2],
  ['underbrace', 1],
  ['overbrace', 1],
  ['norm', 1],
  ['abs', 1],
  ['htmlClass', 2],
]);
/** Macros that the grammar knows by their names. */
export const BIG: ReadonlySet<string> = new Set([
  'sum',
  'prod',
  'partial',
  'nabla',
  'infty',
  'top',
  'intercal',
  'prime',
  'dagger',
  'star',
  'mathbb',
  'mathbf',
  'dots',
  'ldots',
  'cdots',
  'vdots',
  'ddots',
  'eqalign',
  'to',
  'forall',
  'mid',
  'sim',
  'approx',
  'propto',
  'Rightarrow',
  'implies',
  'Longrightarrow',
  'Leftrightarrow',
  'iff',
  'because',
  'therefore',
  'int',
  'mathds',
]);
