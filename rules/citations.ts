/** The works that rules cite, by key. */
export const citations: Readonly<Record<string, string>> = {
  'MN 2':
    'J. R. Magnus and H. Neudecker, Matrix Differential Calculus with Applications in Statistics and Econometrics, Wiley, ch. 2 (Kronecker products, the vec operator and the Moore–Penrose inverse)',
  'MN 3':
    'J. R. Magnus and H. Neudecker, Matrix Differential Calculus, ch. 3 (Miscellaneous matrix results: the commutation matrix)',
  'MN 8': 'J. R. Magnus and H. Neudecker, Matrix Differential Calculus, ch. 8 (Some important differentials)',
};
