// Products of matrices. Places and strides are in bytes, numbers of rows and columns in entries. C lies row by row.

// @ts-ignore: decorator
@inline
function at(place: usize, offset: usize = 0): v128 {
  return v128.load(place + offset);
}

// @ts-ignore: decorator
@inline
function grow(place: usize, sum: v128, alpha: v128): void {
  v128.store(place, f64x2.add(v128.load(place), f64x2.mul(alpha, sum)));
}

// @ts-ignore: decorator
@inline
function growBy(place: usize, sum: f64, alpha: f64): void {
  store<f64>(place, load<f64>(place) + alpha * sum);
}

/** Two entries of a tile: put there, or added to what is there. */
// @ts-ignore: decorator
@inline
function give(place: usize, sum: v128, alpha: v128, fresh: bool): void {
  if (fresh) v128.store(place, f64x2.mul(alpha, sum));
  else grow(place, sum, alpha);
}

// @ts-ignore: decorator
@inline
function giveOne(place: usize, sum: f64, alpha: f64, fresh: bool): void {
  if (fresh) store<f64>(place, alpha * sum);
  else growBy(place, sum, alpha);
}

/** A row of a tile, or its first `count` entries. */
// @ts-ignore: decorator
@inline
function giveRow(place: usize, left: v128, right: v128, count: i32, alpha: v128, fresh: bool): void {
  if (count >= 4) {
    give(place, left, alpha, fresh);
    give(place + 16, right, alpha, fresh);
    return;
  }
  const x = f64x2.extract_lane(alpha, 0);
  giveOne(place, f64x2.extract_lane(left, 0), x, fresh);
  if (count > 1) giveOne(place + 8, f64x2.extract_lane(left, 1), x, fresh);
  if (count > 2) giveOne(place + 16, f64x2.extract_lane(right, 0), x, fresh);
}

/** Four rows of A by four columns of B: alone in a function, so that all sums of its loop stay in registers. */
function tile(
  c: usize, ci: usize, a: usize, ai: usize, ap: usize, b: usize, bp: usize, k: i32, count: i32, alpha: f64, fresh: bool,
): void {
  let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
  for (; k != 0; --k) {
    const b0 = at(b), b1 = at(b, 16);
    let x = v128.load_splat<f64>(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a + ai);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a + 2 * ai);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load_splat<f64>(a + 3 * ai);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
    a += ap;
    b += bp;
  }
  const s = f64x2.splat(alpha);
  giveRow(c, c00, c01, count, s, fresh);
  giveRow(c + ci, c10, c11, count, s, fresh);
  giveRow(c + 2 * ci, c20, c21, count, s, fresh);
  giveRow(c + 3 * ci, c30, c31, count, s, fresh);
}

/** One row of A by four columns of B. */
function strip(
  c: usize, a: usize, ap: usize, b: usize, bp: usize, k: i32, count: i32, alpha: f64, fresh: bool,
): void {
  let c0 = f64x2.splat(0), c1 = f64x2.splat(0);
  for (; k != 0; --k) {
    const x = v128.load_splat<f64>(a);
    c0 = f64x2.add(c0, f64x2.mul(x, at(b)));
    c1 = f64x2.add(c1, f64x2.mul(x, at(b, 16)));
    a += ap;
    b += bp;
  }
  giveRow(c, c0, c1, count, f64x2.splat(alpha), fresh);
}

/**
 * C += alpha A B, or C = alpha A B where it is `fresh`. Of four rows of A entry (i, p) lies at a + i*ai + p*ap, the next
 * four rows begin aj behind; four columns of B lie side by side, rows of the four bp apart, and the next four bj behind.
 * Where m is no multiple of 4 there must be four columns to read all the same.
 */
export function multiply(
  c: usize, ci: usize,
  a: usize, ai: usize, ap: usize, aj: usize,
  b: usize, bp: usize, bj: usize,
  n: i32, k: i32, m: i32, alpha: f64, fresh: bool,
): void {
  for (let j = 0; j < m; j += 4) {
    let i = 0;
    let pc = c + (<usize>j << 3);
    let row = a;
    for (; i + 3 < n; i += 4) {
      tile(pc, ci, row, ai, ap, b, bp, k, m - j, alpha, fresh);
      pc += 4 * ci;
      row += aj;
    }
    for (; i < n; i++) {
      strip(pc, row, ap, b, bp, k, m - j, alpha, fresh);
      pc += ci;
      row += ai;
    }
    b += bj;
  }
}

/**
 * Four columns after four columns of a k by m matrix, as multiply reads them best: entry (p, j) lies at b + p*bp + j*bj.
 * The last four are filled up with zeros.
 */
export function pack(into: usize, b: usize, bp: usize, bj: usize, k: i32, m: i32): void {
  for (let j = 0; j < m; j += 4) {
    const count = m - j;
    let place = b;
    if (count >= 4 && bj == 8) {
      for (let p = k; p != 0; --p) {
        v128.store(into, at(place));
        v128.store(into, at(place, 16), 16);
        into += 32;
        place += bp;
      }
    } else if (count >= 4) {
      for (let p = k; p != 0; --p) {
        store<f64>(into, load<f64>(place));
        store<f64>(into, load<f64>(place + bj), 8);
        store<f64>(into, load<f64>(place + 2 * bj), 16);
        store<f64>(into, load<f64>(place + 3 * bj), 24);
        into += 32;
        place += bp;
      }
    } else {
      for (let p = k; p != 0; --p) {
        store<f64>(into, load<f64>(place));
        store<f64>(into, count > 1 ? load<f64>(place + bj) : 0, 8);
        store<f64>(into, count > 2 ? load<f64>(place + 2 * bj) : 0, 16);
        store<f64>(into, 0, 24);
        into += 32;
        place += bp;
      }
    }
    b += 4 * bj;
  }
}

/** The sum of products of two runs. */
export function dot(a: usize, b: usize, k: i32): f64 {
  let s = f64x2.splat(0), t = f64x2.splat(0), u = f64x2.splat(0), v = f64x2.splat(0);
  for (; k >= 8; k -= 8) {
    s = f64x2.add(s, f64x2.mul(at(a), at(b)));
    t = f64x2.add(t, f64x2.mul(at(a, 16), at(b, 16)));
    u = f64x2.add(u, f64x2.mul(at(a, 32), at(b, 32)));
    v = f64x2.add(v, f64x2.mul(at(a, 48), at(b, 48)));
    a += 64;
    b += 64;
  }
  s = f64x2.add(f64x2.add(s, t), f64x2.add(u, v));
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; k != 0; --k) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}

/** y += x v for runs. */
export function axpy(y: usize, v: usize, k: i32, x: f64): void {
  const s = f64x2.splat(x);
  for (; k >= 4; k -= 4) {
    grow(y, at(v), s);
    grow(y + 16, at(v, 16), s);
    y += 32;
    v += 32;
  }
  for (; k != 0; --k) {
    growBy(y, load<f64>(v), x);
    y += 8;
    v += 8;
  }
}

/** y += alpha A x, rows of A ai apart: products of four rows at a time. */
export function rows(y: usize, a: usize, ai: usize, x: usize, n: i32, k: i32, alpha: f64): void {
  for (; n >= 4; n -= 4) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let pa = a;
    let px = x;
    let p = k;
    for (; p >= 2; p -= 2) {
      const v = at(px);
      s0 = f64x2.add(s0, f64x2.mul(v, at(pa)));
      s1 = f64x2.add(s1, f64x2.mul(v, at(pa + ai)));
      s2 = f64x2.add(s2, f64x2.mul(v, at(pa + 2 * ai)));
      s3 = f64x2.add(s3, f64x2.mul(v, at(pa + 3 * ai)));
      pa += 16;
      px += 16;
    }
    const last = p != 0 ? load<f64>(px) : 0;
    for (let r = 0; r < 4; r++) {
      const s = r == 0 ? s0 : r == 1 ? s1 : r == 2 ? s2 : s3;
      let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
      if (p != 0) sum += last * load<f64>(pa + <usize>r * ai);
      growBy(y, sum, alpha);
      y += 8;
    }
    a += 4 * ai;
  }
  for (; n != 0; --n) {
    growBy(y, dot(a, x, k), alpha);
    y += 8;
    a += ai;
  }
}

/** y += alpha A'x, A with k rows of n entries, ap apart: multiples of four rows at a time. */
export function columns(y: usize, a: usize, ap: usize, x: usize, n: i32, k: i32, alpha: f64): void {
  for (; k >= 4; k -= 4) {
    const f0 = alpha * load<f64>(x), f1 = alpha * load<f64>(x, 8);
    const f2 = alpha * load<f64>(x, 16), f3 = alpha * load<f64>(x, 24);
    const x0 = f64x2.splat(f0), x1 = f64x2.splat(f1), x2 = f64x2.splat(f2), x3 = f64x2.splat(f3);
    let pa = a;
    let py = y;
    let j = n;
    for (; j >= 2; j -= 2) {
      const near = f64x2.add(f64x2.mul(x0, at(pa)), f64x2.mul(x1, at(pa + ap)));
      const far = f64x2.add(f64x2.mul(x2, at(pa + 2 * ap)), f64x2.mul(x3, at(pa + 3 * ap)));
      v128.store(py, f64x2.add(at(py), f64x2.add(near, far)));
      pa += 16;
      py += 16;
    }
    if (j != 0) {
      const sum = f0 * load<f64>(pa) + f1 * load<f64>(pa + ap) + f2 * load<f64>(pa + 2 * ap) + f3 * load<f64>(pa + 3 * ap);
      store<f64>(py, load<f64>(py) + sum);
    }
    x += 32;
    a += 4 * ap;
  }
  for (; k != 0; --k) {
    axpy(y, a, n, alpha * load<f64>(x));
    x += 8;
    a += ap;
  }
}
