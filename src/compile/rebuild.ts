/** A value, and a program, with its parts put anew. */
import type { Code, Program, Statement } from './code.js';

/** The value with other parts in their places; itself where all are what they were. */
export function withParts(code: Code, of: (part: Code) => Code): Code {
  const list = (before: readonly Code[]): readonly Code[] => {
    const after = before.map(of);
    return after.every((c, i) => c === before[i]) ? before : after;
  };
  switch (code.op) {
    case 'number':
    case 'size':
    case 'name':
    case 'fill':
    case 'identity':
      return code;
    case 'sum': {
      const codes = code.terms.map((t) => t.code);
      const made = list(codes);
      return made === codes ? code : { ...code, terms: code.terms.map((t, i) => ({ ...t, code: made[i] as Code })) };
    }
    case 'times': {
      const [over, under] = [list(code.over), list(code.under)];
      return over === code.over && under === code.under ? code : { ...code, over, under };
    }
    case 'product':
    case 'dot':
    case 'solve': {
      const [left, right] = [of(code.left), of(code.right)];
      return left === code.left && right === code.right ? code : { ...code, left, right };
    }
    case 'transpose':
    case 'total':
    case 'slice': {
      const inner = of(code.of);
      return inner === code.of ? code : { ...code, of: inner };
    }
    case 'power': {
      const [base, exponent] = [of(code.base), of(code.exponent)];
      return base === code.base && exponent === code.exponent ? code : { ...code, base, exponent };
    }
    case 'choose': {
      const operands = list(code.operands);
      return operands === code.operands ? code : { ...code, operands: operands as typeof code.operands };
    }
    case 'call': {
      const args = list(code.args);
      return args === code.args ? code : { ...code, args };
    }
    case 'fold': {
      const body = of(code.body);
      return body === code.body ? code : { ...code, body };
    }
    default:
      return code satisfies never;
  }
}

/** Every value of a program put anew. */
export function mapped(program: Program, of: (code: Code) => Code): Program {
  const statement = (s: Statement): Statement =>
    s.kind === 'assign' ? { ...s, value: of(s.value) } : { ...s, body: s.body.map(statement) };
  return {
    ...program,
    statements: program.statements.map(statement),
    ...(program.value ? { value: of(program.value) } : {}),
    derivatives: program.derivatives.map((d) => ({ ...d, parts: d.parts.map((p) => ({ ...p, value: of(p.value) })) })),
  };
}

/** All values of a program, those within others not. */
export function valuesOf({ statements, value, derivatives }: Program): Code[] {
  const inside = (s: Statement): Code[] => (s.kind === 'assign' ? [s.value] : s.body.flatMap(inside));
  return [
    ...statements.flatMap(inside),
    ...(value ? [value] : []),
    ...derivatives.flatMap((d) => d.parts.map((p) => p.value)),
  ];
}
