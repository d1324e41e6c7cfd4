/** Problems whose code is not straightforward in some language: names, lists with boundaries, branches without a value. */
export const HARD: Readonly<Record<string, string>> = {
  'names that are words or functions': `
    data end_, lambda : n x n
    param I, value : n x n
    param sum, zeros : n
    param λ : scalar positive
    data Entry, dims : n
    f = sum'*I*zeros + λ*norm2(dims - Entry)^2 + tr(end_*I*lambda*value)
    grad f wrt I, sum, zeros, λ, dims, value`,
  'members numbered by another letter than where they are used': `
    param W[i] : n x n
    data h[0] : n
    for k = 1..K
      h[k] = tanh(W[k]*h[k-1])
    end
    L = sum(h[K])
    grad L wrt W`,
  'matrices that are numbers': `
    param x : 1
    param A : 1 x 1 posdef
    f = det(A) + tr(inv(A)) + logdet(A) + norm2(x)*norm1(x) + sum(expm(A)) + lambdamax(A) + tr(logm(A)) + nucnorm(A)
    grad f wrt x, A`,
  'along an axis of a number': `
    param x : 2 positive
    L = softmax(x(1), 2)*x(2) + logsoftmax(x(2), 2) + logsumexp(x(2), 1)^2
    grad L wrt x`,
  'parts of a number': `
    param x : 2 positive
    g = pinv(x(1))*tril(x(2)) + adj(x(1))*skew(x(2))
    L = g + triu(x(2))*diag(x(1))^2
    grad L wrt x`,
  'extremes and the mean of a number': `
    param x : 2 positive
    L = sym(x(1))*prod(x(1))*max(x(2)) + mean(x(1), 2)*min(x(2))
    grad L wrt x`,
  'families of one recurrence over different ranges': `
    param u, x[0] : scalar
    for t = 0..T-1
      a[t] = u*x[t]
      x[t+1] = x[t] + sin(a[t])
    end
    L = x[T]^2
    grad L wrt u, x[0]`,
  'a family that others use ahead of them': `
    param u, v, b[0], h[1] : scalar
    b[1] = tanh(u)
    for t = 2..T
      a[t+1] = v*h[t-1]^2
      b[t] = a[t+1]*h[t-1]
      h[t] = v*tanh(b[t-2]) + sin(a[t+1])
    end
    L = sum(t = 2..T, h[t]^2)
    grad L wrt u, v, b[0], h[1]`,
  'a family that does not matter, and tells a size': `
    param X[t] : n
    param a, c : scalar
    param H[0] : n
    for t = 1..T
      H[t] = sin(H[t-1]*a)
    end
    L = sum(t = 1..T, sum(H[t])) + c*0*sum(t = 1..T, sum(X[t]))
    grad L wrt X, a`,
  'a list and its boundary': `
    data  X[t] : n
    data  X[0] : n
    param A : n x n
    param B : n x n invertible
    for t = 1..T
      R[t] = X[t] - A*X[t-1]
    end
    L = sum(t = 1..T, R[t]'*(B\\R[t])) + logdet(B)
    grad L wrt A, B`,
  'branches that have no value everywhere': `
    param x : n
    data a : n
    y = log(x)
    z = x.^1.5
    f = sum(where(x > 0, y + z + sqrt(x), a.*x)) + where(a(1) > 0, log(a(1)), a(1))
    grad f wrt x`,
  'layers, and one of them': `
    param W[l] : n x n
    data x : n
    data H[0] : n
    for l = 1..M
      H[l] = tanh(W[l]*H[l-1])
    end
    f = norm2(H[M] - x)^2
    grad f wrt W
    grad f wrt H[0]
    grad f wrt W[1]`,
  'numbers in a recurrence whose length is given': `
    param a, b : scalar
    data s[0] : scalar
    for t = 1..T
      s[t] = a*s[t-1]^2 + b
    end
    f = s[T]
    grad f wrt a, b, s[0]`,
  'a system solved often': `
    data K : n x n posdef
    data A : n x n invertible
    data Y[t] : n x m
    param s : scalar positive
    param x, y : n
    f = logdet(K) + y'*(K\\y) + sum(t = 1..T, norm2(A\\Y[t])^2) + x'*inv(A)'*x + (x'*K*y)/s
    grad f wrt K, A, x, y, s`,
  'families of columns and of numbers': `
    param X : n x d
    param c[k] : d
    param w[k] : scalar positive
    f = sum(k = 1..K, w[k]*sum(exp(X*c[k])))
    grad f wrt X, c, w`,
  'two indices, a part of the members': `
    param U[l,t] : n x n
    data x : n
    f = sum(l = 1..M, sum(t = 1..T, x'*U[l,t]*x + norm2(U[l,t])^2))
    grad f wrt U, x`,
  rows: `
    param r : 1 x m
    data A : n x m
    data b, c : n
    f = sum(sigmoid(A + r).*b) + r*A'*c + norm2(r)^2 + softmax(r)*r' + A(2,:)*r' + tr(r'*(c'*A))
    grad f wrt r, A, c`,
  'sums that may be empty': `
    param x : n
    param s : scalar
    f = sum(i = 3..n, x(i)^2)*s + sum(i = 1..n-3, x(i)*x(i+3)) + s
    grad f wrt x, s`,
  'names that are local elsewhere': `
    param name, array, shape, member, place, row : n
    f = name'*array + shape'*(member.*place) + norm2(row)^2*name'*row
    grad f wrt name, array, shape, row`,
  'sizes called as members and keys are': `
    data y[t] : a
    param x[t] : k
    param W : a x k
    f = norm2(W*x[1])^2 + norm2(x[3])^2 + sum(t = 1..T, y[t]'*W*x[1])
    grad f wrt W, x`,
  'a size called as a counter is': `
    param h[l,0] : k
    data A : k x k
    for l = 1..M
      for t = 1..T
        h[l,t] = tanh(A*h[l,t-1])
      end
    end
    f = sum(l = 1..M, norm2(h[l,T])^2)
    grad f wrt A`,
  'families called as members and counters are': `
    param a[t] : n
    param i[k] : n
    data j[p,q] : n
    f = sum(t = 1..T, norm2(a[t])^2) + sum(k = 1..K, norm2(i[k] - j[k,k])^2)
    grad f wrt a, i`,
  'sizes that are the index of a sum': `
    param x : n
    data A : n x n
    g = sum(i = 1..n, tr(eye(i))*sum(ones(i,1))*x(i))
    f = g + sum(i = 1..n, sum(x(1:i))*tr(A(1:i,1:i)) + mean(x(i:n)))
    grad f wrt x`,
  'an inner sum that ends at the index of the recurrence': `
    param x[0] : scalar
    for t = 1..T
      x[t] = sum(k = 1..t, k*x[t-1])/t^2
    end
    f = x[T]^2
    grad f wrt x[0]`,
  'an attention over states, whose pieces need all of one another': `
    param q : h
    param U : h x h
    data X[t] : n x h
    for t = 1..T
      H[t] = tanh(X[t]*U)
    end
    c = sum(t = 1..T, sum(exp(H[t]*q)))
    L = sum(t = 1..T, sum(exp(H[t]*q)*norm2(H[t])^2))/c
    grad L wrt q, U`,
  'a recurrence from 0': `
    param A : n x n
    param x[-1] : n
    for t = 0..T
      x[t] = tanh(A*x[t-1])
    end
    L = sum(t = 0..T, norm2(x[t])^2)
    grad L wrt A`,
  'a recurrence in stretches': `
    param A : n x n
    param x, h[0] : n
    for t = 1..T
      h[t] = tanh(A*h[t-1] + x)
    end
    f = sum(t = 3..T-2, h[t]'*h[t+2])
    grad f wrt A, x, h[0]`,
  'a boundary spelt as a variable is': `
    data H[0] : n
    param H_0, H_0_in : n
    data H[-1] : n
    param A : n x n
    for t = 1..T
      H[t] = tanh(A*H[t-1] + H[t-2] + H_0.*H_0_in)
    end
    L = norm2(H[T] - H_0_in)^2
    grad L wrt A, H_0, H_0_in, H[0]`,
  'what is asked by, and has fallen out': `
    param x : n
    param A : n x m
    param z[t] : n
    data y : k
    L = 5 + 0*sum(x) + sum(y) + 0*sum(A) + 0*sum(t = 1..T, sum(z[t]))
    grad L wrt x, A, y`,
  'members and blocks spelt alike': `
    param W[l] : n x n
    param W_1 : n x n
    param a, a_b, c, b_c : scalar
    data x : n
    f = norm2(W[1]*W[2]*x)^2 + a*a_b*c^2*b_c*x'*W_1*x
    grad f wrt W[1], W_1
    hessian f wrt a, a_b, c, b_c`,
  'a column beside a column by a row, as a factor': `
    param x, y : n
    param A, C : n x n
    param M : n x m
    param c : 1 x m
    param a : scalar
    f = sum((x*y' + y)*A) + norm2((x*y' + mean(A,2))*A)
    g = sum((a*x*y' - y)*M) + sum((x*c + x)*M')
    h = sum(M'*(x*y' + y)) + ((x*y' + y)*A) : C + norm2((y*y' + y)*A)^2
    p = sum((x*y' + y)*inv(A + 9*eye(n))) + sum(i = 1..n, sum((x*A(i,:) + y)*C))
    grad f wrt x, y, A
    grad g wrt x, y, a, c, M
    grad h wrt x, A, M
    grad p wrt y, A`,
  'triangles of what the index of a sum moves': `
    param A : n x n
    param T : n x n posdef
    param x : n
    f = sum(i = 1..n, sum(tril(i*A))) + sum(i = 1..n, sum(triu(A)(i,:))^2)
    g = prod(i = 1..n, sum(tril(A)(i,:)) + 2)
    h = sum(i = 1..n, log(chol(T)(i,i))*i) + sum(j = 1..n, sum(tril(x(j)*A))*x(j))
    grad f wrt A
    grad g wrt A
    grad h wrt T, x, A`,
  'singular values of a wide matrix': `
    param C : 2 x 3
    param B : 2 x 4
    f = nucnorm(C)*specnorm(B)
    grad f wrt C, B`,
  'conditions that are the same everywhere': `
    param x, y : m
    param V : n x m
    param b : 1 x m
    q = 1/2
    f = sum(where(ones(m,1) > 0, ones(m,1), x))*x'*where(ones(m,1) > 0, ones(m,1), x)
    g = sum(where(ones(n,m) > 0, b, V)) + sum(where(m > 1, x, 1)) + sum(where(1 > 2, x, y'))
    h = sum(where(q > 0, x, y.^2))*where(q > 0, 2, q)
    grad f wrt x
    grad g wrt b, x, y
    grad h wrt x`,
  'the larger of a matrix and what is spread over it': `
    param V : n x m
    param b : 1 x m
    param x : n
    param a : scalar
    f = sum(max(V, b)) + norm2(min(V, x) - V)^2
    g = sum(max(V, ones(1,m))) + sum(min(V, a))
    grad f wrt V, b, x
    grad g wrt V, a`,
  'Kronecker products with a number': `
    param A : n x n
    param a : scalar
    f = sum(kron(A, 3)) + norm2(kron(A, -a/2) + kron(2, A))^2 + kron(a, a)
    grad f wrt A, a`,
  'numbers that hang on nothing': `
    param x : n
    data k : scalar integer
    q = 1/2
    r = q^2 + 1
    f = sum(max(x, q)) + sum(min(x, r))*max(q, 2) + sum(tanh(q)*x) + sum(max(x, 2^0.3)) + norm2(q)*sum(max(x, k))
    g = sum(max(x, sum(i = 1..3, 1/i)))
    grad f wrt x
    grad g wrt x`,
  'diagonal matrices that something is spread over': `
    param x, y : n
    param A : n x n
    D = diag(x)
    f = sum(logsoftmax(eye(n))*x) + sum(softmax(D)*y) + sum(exp(D - y')) + norm2(D + x)^2
    g = sum(logsumexp(2*eye(n))*x) + sum(exp(diag(x) + 3*eye(n) - y')) + sum(softmax(diag(x)*diag(y), 1)*x)
    h = sum(exp(kron(eye(2), diag(x)) - 1/2)) + sum(exp(expm(diag(x)) - x)) + sum(exp(diag(x)^2 + inv(diag(y)) - x'))
    grad f wrt x, y
    grad g wrt x, y
    grad h wrt x, y`,
  'layers over time': `
    data x[t], h[l,0] : n
    param W[l], V[l] : n x n
    for t = 1..T
      h[0,t] = x[t]
      for l = 1..M
        h[l,t] = tanh(W[l]*h[l-1,t] + V[l]*h[l,t-1])
      end
    end
    L = sum(t = 1..T, norm2(h[M,t])^2)`,
  'the last member of a grid, with a corner before its first': `
    param D[i,j] : scalar
    data R[0,j], R[i,0] : scalar
    for i = 1..n
      for j = 1..m
        R[i,j] = D[i,j] - log(exp(-R[i-1,j]) + exp(-R[i,j-1]) + exp(-R[i-1,j-1]))
      end
    end
    L = R[n,m]
    grad L wrt D`,
  'a family of which a triangle is used': `
    param W : d x d
    data x[t] : d
    for i = 1..T
      for j = 1..T
        e[i,j] = exp(x[i]'*W*x[j])
      end
      z[i] = sum(j = 1..i, e[i,j])
      o[i] = sum(j = 1..i, e[i,j]/z[i]*x[j])
    end
    L = sum(i = 1..T, norm2(o[i])^2)`,
  'a loop that ends at the index of another': `
    param W : d x d
    param b[i] : scalar
    data x[i] : d
    for i = 1..n
      for j = 1..i
        e[i,j] = exp(x[i]'*W*x[j] + b[i])
      end
      z[i] = sum(j = 1..i, e[i,j])
      o[i] = sum(j = 1..i, e[i,j]/z[i]*x[j])
    end
    L = sum(i = 1..n, norm2(o[i])^2)`,
  'members of two indices in several pieces': `
    param A[i,j], B[j,t] : scalar positive
    param p[j] : scalar positive
    for j = 1..N
      a[1,j] = p[j]*B[j,1]
    end
    for t = 2..T
      for j = 1..N
        a[t,j] = sum(i = 1..N, a[t-1,i]*A[i,j])*B[j,t]
      end
    end
    L = log(sum(j = 1..N, a[T,j]))
    grad L wrt B, p`,
  'sums and products that may be empty, and numbers, in functions': `
    param w[j] : scalar
    param W : n x n
    data x[j] : n
    r[0] = 2
    for i = 1..T
      c[i] = tanh(sum(j = 1..i-1, W*x[j]))
      u[i] = tanh(sum(j = 1..i-1, w[j]^2))
      v[i] = exp(prod(j = 1..i-1, w[j]))
      r[i] = sin(r[i-1])*w[i] + norm2(c[i])^2
    end
    L = sum(i = 1..T, u[i]*v[i] + r[i])
    grad L wrt W`,
  'causal attention over slices of different lengths': `
    param K : T x d
    data q : d
    for t = 1..T
      a[t] = softmax(K(1:t,:)*q)
    end
    L = sum(t = 1..T, norm2(a[t])^2)
    grad L wrt K`,
  'two layers of convolutions': `
    param v[k], w[k] : scalar
    param x[t] : scalar
    data y[t] : scalar
    for t = 1..T+2
      h[t] = tanh(sum(k = 1..3, v[k]*x[t+k-1]))
    end
    L = sum(t = 1..T, (sum(k = 1..3, w[k]*h[t+k-1]) - y[t])^2)/2
    grad L wrt v, w, x`,
  'all earlier members of a recurrence': `
    param W : d x d
    param a[k] : scalar
    data x[t] : p x d
    for t = 1..T
      H[t] = x[t]*W + sum(j = 1..t-1, a[t-j]*tanh(H[j]*W))
    end
    L = normF(H[T])^2
    grad L wrt W, a`,
  'a triangle whose diagonal is used beside it': `
    param B : d x d
    param w[j] : d
    data H[i,0] : d
    for i = 1..T
      for j = 1..i
        H[i,j] = tanh(B*H[i,j-1] + w[j])
      end
    end
    L = sum(i = 1..T, norm2(H[i,i])^2)
    grad L wrt B, w`,
  'attention over a window of symbolic length, of a family called as the index of printed lists is': `
    param q[t], k[t], v[t] : d
    for t = K..T
      s[t] = sum(j = 1..K, exp(q[t]'*k[t-j+1]))
      o[t] = sum(j = 1..K, exp(q[t]'*k[t-j+1])/s[t]*v[t-j+1])
    end
    L = sum(t = K..T, norm2(o[t])^2)
    grad L wrt q, k, v`,
  'a recurrence of symbolic order': `
    param a[k], u[t], s[t] : scalar
    for t = 1..p
      y[t] = tanh(s[t])
    end
    for t = p+1..T
      y[t] = tanh(u[t] + sum(k = 1..p, a[k]*y[t-k]))
    end
    L = sum(t = p+1..T, y[t]^2)
    grad L wrt a, u, s`,
  'a convolution in two dimensions': `
    param X[i,j], W[a,b] : scalar
    for i = 1..N-K+1
      for j = 1..M-K+1
        Y[i,j] = tanh(sum(a = 1..K, sum(b = 1..K, W[a,b]*X[i+a-1,j+b-1])))
      end
    end
    L = sum(i = 1..N-K+1, sum(j = 1..M-K+1, Y[i,j]^2))
    grad L wrt X, W`,
  'Jacobians through a recurrence': `
    param h[0] : n
    param W : n x n
    data x[t] : n
    for t = 1..T
      h[t] = tanh(W*h[t-1] + x[t])
    end
    jacobian h[T] wrt h[0]
    jacobian h[T] wrt W, h[0]`,
  'a Hessian through a recurrence': `
    param W : n x n
    param V : n x n
    data x[t] : n
    data y : n
    h[0] = zeros(n,1)
    for t = 1..T
      h[t] = sigmoid(W*V*h[t-1] + x[t])
    end
    L = norm2(h[T] - y)^2
    hessian L wrt W, V`,
  'a Jacobian over two indices': `
    param q : scalar
    data c[i,j] : scalar
    data p[0,j] : scalar
    data p[i,0] : scalar
    for i = 1..N
    for j = 1..M
      p[i,j] = q*p[i-1,j] + c[i,j]*p[i,j-1]*q
    end
    end
    jacobian p[N,M] wrt q`,
  'a Hessian of what runs back': `
    param W : n x n
    data x[t] : n
    data g[T+1] : n
    for t = T..1
      g[t] = tanh(W*g[t+1] + x[t])
    end
    L = sum(t = 1..T, sum(g[t]))
    jacobian g[1] wrt W
    hessian L wrt W`,
  'members on a diagonal': `
    param w[t] : scalar positive
    param a : scalar positive
    for i = N..1
      c[i,i] = w[i]
      for j = i+1..N
        c[i,j] = a*sum(k = i..j-1, c[i,k]*c[k+1,j])
      end
    end
    L = log(c[1,N])
    grad L wrt w, a`,
};
