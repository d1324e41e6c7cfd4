/** Calls that the help of each command shows, and the man page; the tests run every one. Under '' are those of the whole. */

export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  '': [
    `frobenius derive "tr(A'*X*B)" --wrt X`,
    `frobenius grad "x'*A*x" --wrt x`,
    `frobenius check "logdet(X)" --declare "X : n x n posdef"`,
    `frobenius report "norm2(A*x - y)^2" --wrt x -o report.html`,
  ],
  derive: [
    `echo "param W : h x n; data x : n; L = norm2(tanh(W*x))^2" | frobenius derive -`,
    `frobenius derive "norm2(A*x - y)^2" --wrt x --declare "A : n x m" --detail full`,
    `frobenius derive "A*x" --wrt x --kind jacobian`,
    `frobenius derive '\\frac12 x^\\top A x' --wrt x --format latex`,
  ],
  grad: [
    `frobenius grad "-x'*x"`,
    `frobenius grad "logdet(S)" --declare "S : n x n posdef"`,
    `frobenius grad "x'*A*x" --wrt x --kind hessian`,
    `frobenius grad "x'*A*x" --wrt x --kind hvp --along v`,
    `echo "param W : h x n; data x : n; L = norm2(tanh(W*x))^2" | frobenius grad -`,
  ],
  report: [
    `frobenius report "tr(A*X*B)" "norm2(A*x - y)^2" -o two.html`,
    `frobenius report "x'*A*x" --wrt x --detail brief -o form.html`,
  ],
  code: [
    `frobenius code "norm2(X*W - Y)^2" --wrt W --to numpy -o loss.py`,
    `frobenius code "norm2(A*x - y)^2" --wrt x --to julia --test`,
    `frobenius code "tr(A'*X*B)" --cost`,
  ],
  check: [
    `frobenius check "norm2(X*W - Y)^2" --wrt W`,
    `frobenius check "tr(inv(X))" --declare "X : n x n invertible" --seed 7`,
  ],
  eval: [
    `echo '{"x": [1, 2], "A": [[1, 2], [3, 4]]}' | frobenius eval "x'*A*x" --values -`,
    `echo '{"id": 1, "source": "a^2", "values": {"a": 3}}' | frobenius eval --batch -`,
  ],
  verify: [
    `echo "d(tr(X*X)) = 2*X' : dX" | frobenius verify -`,
    `echo "claim tr(A*B) = tr(B*A)" | frobenius verify - --format html -o judged.html`,
  ],
  read: [`echo '$f = x^\\top A x$, $A$ symmetric' | frobenius read -`, `frobenius read '\\lVert Ax - b \\rVert^2'`],
  equal: [`frobenius equal "tr(A*B)" "tr(B*A)"`, `frobenius equal "inv(A*B)" "inv(A)*inv(B)"`],
  rules: ['frobenius rules', 'frobenius rules inv', 'frobenius rules inverse/jacobi'],
  completion: ['frobenius completion bash'],
};

/** What `frobenius help` tells beside the commands. */
export const TOPICS: readonly string[] = ['language', 'errors'];
