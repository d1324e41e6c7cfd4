# The benchmark's problems as SymPy's matrix expressions, and the numbers of what SymPy answers.
import functools

import numpy as np
import sympy as sp
from sympy import (
    Determinant,
    HadamardPower,
    HadamardProduct,
    Identity,
    MatrixSymbol,
    OneMatrix,
    Trace,
    exp,
    log,
    sin,
    sqrt,
    tanh,
)
from sympy.core.cache import clear_cache

entry = sp.Dummy("entry")


def each(function, X):
    """A function of every entry."""
    return X.applyfunc(sp.Lambda(entry, function(entry)))


def total(X):
    """The sum of all entries."""
    return Trace(OneMatrix(X.cols, X.rows) * X)


def square(X):
    """The squared norm."""
    return Trace(X.T * X)


def below(X, row):
    """A row beneath itself as often as X has rows."""
    return OneMatrix(X.rows, 1) * row


def declared(declarations):
    """Symbols for [name, rows, columns]: sizes are numbers or names."""
    sizes = {}

    def size(word):
        if word.isdigit():
            return sp.Integer(word)
        return sizes.setdefault(word, sp.Symbol(word, integer=True, positive=True))

    made = {
        name: sp.Symbol(name) if rows == "1" and cols == "1" else MatrixSymbol(name, size(rows), size(cols))
        for name, rows, cols in declarations
    }
    return made, sizes


def numbers(term, values, sizes):
    """What an expression is worth, a scalar or a two-dimensional array; a ValueError where it is left undone."""

    def at(t):
        if isinstance(t, sp.MatrixSymbol):
            return values[t.name]
        if t.is_Symbol:
            return float(sizes[t.name]) if t.name in sizes else float(values[t.name])
        if t.is_number:
            return float(t)
        if isinstance(t, (sp.MatAdd, sp.Add)):
            return sum_of([at(x) for x in t.args])
        if isinstance(t, sp.MatMul) or t.is_Mul:
            return product([at(x) for x in t.args])
        if isinstance(t, sp.MatPow) or (t.is_Pow and isinstance(at(t.args[0]), np.ndarray)):
            base, power = at(t.args[0]), at(t.args[1])
            return base**power if base.shape == (1, 1) else np.linalg.matrix_power(base, exactly(power))
        if isinstance(t, sp.Transpose):
            return np.transpose(at(t.arg))
        if isinstance(t, Trace):
            return float(np.trace(at(t.arg)))
        if isinstance(t, Determinant):
            return float(np.linalg.det(at(t.arg)))
        if isinstance(t, HadamardProduct):
            return functools.reduce(np.multiply, [at(x) for x in t.args])
        if isinstance(t, HadamardPower):
            return at(t.base) ** at(t.exp)
        if isinstance(t, sp.matrices.expressions.applyfunc.ElementwiseApplyFunction):
            return sp.lambdify(entry, t.function(entry), "numpy")(at(t.expr)) * np.ones_like(at(t.expr))
        if isinstance(t, OneMatrix):
            return np.ones([int(at(x)) for x in t.shape])
        if isinstance(t, sp.DiagMatrix):
            return np.diag(np.ravel(at(t.arg)))
        if isinstance(t, sp.ZeroMatrix):
            return np.zeros([int(at(x)) for x in t.shape])
        if isinstance(t, Identity):
            return np.eye(int(at(t.rows)))
        if isinstance(t, sp.matrices.expressions.matexpr.MatrixElement):
            return float(at(t.parent)[int(at(t.i)), int(at(t.j))])
        if isinstance(t, (sp.Pow, sp.Function)) and not t.has(sp.Derivative):
            inner = [at(x) for x in t.args]
            if all(isinstance(x, float) for x in inner):
                return float(t.func(*map(sp.Float, inner)))
        raise ValueError(f"left undone: {type(t).__name__}")

    return at(term)


def exactly(power):
    if power != int(power):
        raise ValueError(f"left undone: a matrix to the power {power}")
    return int(power)


def sum_of(parts):
    shapes = {np.shape(x) for x in parts}
    if len(shapes) > 1:
        raise ValueError(f"sizes that do not agree: {shapes}")
    return sum(parts[1:], parts[0])


def product(parts):
    scale, factors = 1.0, []
    for x in parts:
        if isinstance(x, np.ndarray) and (not factors or factors[-1].shape[1] == x.shape[0]):
            factors.append(x)
        elif np.shape(x) == ():
            scale *= x
        else:
            raise ValueError(f"sizes that do not agree: {[np.shape(y) for y in parts]}")
    return scale * functools.reduce(np.matmul, factors) if factors else scale
