"""Functions of each entry, and of pairs of entries."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tengen.ops._dispatch import op
from tengen.ops._families import binary, bitwise, floats, tensor, unary

# fmt: off
__all__ = [
    "abs", "absolute", "add", "allclose", "angle", "arccos", "arccosh", "arcsin",
    "arcsinh", "arctan", "arctan2", "arctanh", "bitwise_and", "bitwise_invert",
    "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift",
    "bitwise_xor", "cbrt", "ceil", "clip", "conj", "conjugate", "cos", "cosh",
    "deg2rad", "divide", "divide_no_nan", "equal", "erf", "erfc", "erfinv", "exp",
    "exp2", "expm1", "fabs", "floor", "floor_divide", "fmax", "fmin", "fmod", "gcd",
    "greater", "greater_equal", "heaviside", "hypot", "i0", "imag", "isclose",
    "isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "lcm", "ldexp",
    "left_shift", "less", "less_equal", "log", "log10", "log1p", "log2",
    "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or",
    "logical_xor", "maximum", "minimum", "mod", "multiply", "nan_to_num",
    "negative", "nextafter", "not_equal", "polar", "positive", "power", "rad2deg",
    "real", "reciprocal", "right_shift", "round", "rsqrt", "select", "sign",
    "signbit", "sin", "sinc", "sinh", "sqrt", "square", "subtract", "tan", "tanh",
    "true_divide", "trunc", "view_as_complex", "view_as_real", "where",
]
# fmt: on

# Signs, roundings and powers
abs = unary("abs", "Return the absolute value of each entry.")
absolute = abs
fabs = unary("fabs", "Return the absolute value of each entry as a float.")
negative = unary("negative", "Return each entry with its sign changed.")
positive = unary("positive", "Return each entry as it is.")
sign = unary("sign", "Return -1, 0 or 1 by the sign of each entry.")
signbit = unary("signbit", "Say of each entry whether its sign bit is set.")
ceil = unary(
    "ceil",
    "Return the smallest integer not below each entry, as a float.",
    lambda x: jnp.ceil(floats(x)),
)
floor = unary(
    "floor",
    "Return the largest integer not above each entry, as a float.",
    lambda x: jnp.floor(floats(x)),
)
trunc = unary("trunc", "Return each entry without its fractional part.")
square = unary("square", "Return each entry times itself.")
sqrt = unary("sqrt", "Return the square root of each entry; NaN below zero.")
rsqrt = unary("rsqrt", "Return one over the square root.", lambda x: 1 / jnp.sqrt(x))
cbrt = unary("cbrt", "Return the real cube root of each entry.")
reciprocal = unary("reciprocal", "Return one over each entry.")

# Exponentials and logarithms
exp = unary("exp", "Return e to the power of each entry.")
exp2 = unary("exp2", "Return 2 to the power of each entry.")
expm1 = unary("expm1", "Return exp(x) - 1, exact also near zero.")
log = unary("log", "Return the natural logarithm of each entry.")
log10 = unary("log10", "Return the logarithm of base 10 of each entry.")
log1p = unary("log1p", "Return log(1 + x), exact also near zero.")
log2 = unary("log2", "Return the logarithm of base 2 of each entry.")

# Angles
sin = unary("sin", "Return the sine of each entry, in radians.")
cos = unary("cos", "Return the cosine of each entry, in radians.")
tan = unary("tan", "Return the tangent of each entry, in radians.")
arcsin = unary("arcsin", "Return the angle whose sine each entry is.")
arccos = unary("arccos", "Return the angle whose cosine each entry is.")
arctan = unary("arctan", "Return the angle whose tangent each entry is.")
sinh = unary("sinh", "Return the hyperbolic sine of each entry.")
cosh = unary("cosh", "Return the hyperbolic cosine of each entry.")
tanh = unary("tanh", "Return the hyperbolic tangent of each entry.")
arcsinh = unary("arcsinh", "Return the inverse hyperbolic sine of each entry.")
arccosh = unary("arccosh", "Return the inverse hyperbolic cosine of each entry.")
arctanh = unary("arctanh", "Return the inverse hyperbolic tangent of each entry.")
deg2rad = unary("deg2rad", "Return degrees as radians.")
rad2deg = unary("rad2deg", "Return radians as degrees.")
sinc = unary("sinc", "Return sin(pi x) / (pi x), and 1 at zero.")

# Special functions
i0 = unary("i0", "Return the modified Bessel function of the first kind, order 0.")
erf = unary(
    "erf", "Return the error function of each entry.", lambda x: lax.erf(floats(x))
)
erfc = unary(
    "erfc", "Return 1 - erf(x), exact for large x.", lambda x: lax.erfc(floats(x))
)
erfinv = unary(
    "erfinv",
    "Return the inverse of the error function.",
    lambda x: lax.erf_inv(floats(x)),
)

# Complex numbers
real = unary("real", "Return the real part of each entry.")
imag = unary("imag", "Return the imaginary part of each entry.")
conj = unary("conj", "Return the complex conjugate of each entry.")
conjugate = conj
angle = unary("angle", "Return the angle of each entry in the complex plane.")

# Questions
isfinite = unary("isfinite", "Say of each entry whether it is a finite number.")
isinf = unary("isinf", "Say of each entry whether it is infinite.")
isnan = unary("isnan", "Say of each entry whether it is NaN.")
isneginf = unary("isneginf", "Say of each entry whether it is minus infinity.")
isposinf = unary("isposinf", "Say of each entry whether it is plus infinity.")
isreal = unary("isreal", "Say of each entry whether its imaginary part is zero.")
logical_not = unary("logical_not", "Return the truth of 'not x' for each entry.")

# Pairs: arithmetic
add = binary("add", "Return x1 + x2.")
subtract = binary("subtract", "Return x1 - x2.")
multiply = binary("multiply", "Return x1 * x2.")
divide = binary("divide", "Return x1 / x2 as floats.")
true_divide = divide
floor_divide = binary("floor_divide", "Return x1 / x2 rounded down.")
mod = binary("mod", "Return the remainder of x1 / x2, with the sign of x2.")
fmod = binary("fmod", "Return the remainder of x1 / x2, with the sign of x1.")
power = binary("power", "Return x1 to the power of x2.")
maximum = binary("maximum", "Return the larger of x1 and x2; NaN wins.")
minimum = binary("minimum", "Return the smaller of x1 and x2; NaN wins.")
fmax = binary("fmax", "Return the larger of x1 and x2; NaN loses.")
fmin = binary("fmin", "Return the smaller of x1 and x2; NaN loses.")
arctan2 = binary("arctan2", "Return the angle of the point (x2, x1).")
hypot = binary("hypot", "Return sqrt(x1^2 + x2^2) without overflow.")
logaddexp = binary("logaddexp", "Return log(exp(x1) + exp(x2)) without overflow.")
logaddexp2 = binary("logaddexp2", "Return log2(2^x1 + 2^x2) without overflow.")
heaviside = binary("heaviside", "Return the step: 0 below, x2 at, 1 above zero.")
nextafter = binary("nextafter", "Return the next float from x1 towards x2.")
ldexp = binary("ldexp", "Return x1 * 2^x2.")
gcd = binary("gcd", "Return the greatest common divisor.")
lcm = binary("lcm", "Return the least common multiple.")

# Pairs: comparisons and truth
equal = binary("equal", "Say whether x1 == x2.")
not_equal = binary("not_equal", "Say whether x1 != x2.")
greater = binary("greater", "Say whether x1 > x2.")
greater_equal = binary("greater_equal", "Say whether x1 >= x2.")
less = binary("less", "Say whether x1 < x2.")
less_equal = binary("less_equal", "Say whether x1 <= x2.")
logical_and = binary("logical_and", "Say whether both are true (not zero).")
logical_or = binary("logical_or", "Say whether at least one is true (not zero).")
logical_xor = binary("logical_xor", "Say whether exactly one is true (not zero).")

# Bits
bitwise_and = bitwise("bitwise_and", "Return the bits set in both integers.")
bitwise_or = bitwise("bitwise_or", "Return the bits set in either integer.")
bitwise_xor = bitwise("bitwise_xor", "Return the bits set in exactly one integer.")
bitwise_invert = unary("bitwise_invert", "Return each integer with all bits turned.")
bitwise_not = bitwise_invert
left_shift = bitwise("left_shift", "Return x with its bits moved left by y places.")
bitwise_left_shift = left_shift
right_shift = bitwise("right_shift", "Return x with its bits moved right by y places.")
bitwise_right_shift = right_shift


@op
def clip(x: Any, x_min: Any, x_max: Any) -> jax.Array:
    """Return `x` with entries below `x_min` and above `x_max` set to these limits.

    The derivative is one inside and zero outside the limits.
    """
    return jnp.clip(tensor(x), tensor(x_min), tensor(x_max))


@op
def round(x: Any, decimals: int = 0) -> jax.Array:
    """Round to a number of decimals; halves go to the even neighbour."""
    return jnp.round(tensor(x), decimals)


@op
def divide_no_nan(x1: Any, x2: Any) -> jax.Array:
    """Return x1 / x2, and 0 where x2 is 0 (the derivative there is 0 as well)."""
    x1, x2 = jnp.asarray(x1), jnp.asarray(x2)
    safe = jnp.where(x2 == 0, jnp.ones_like(x2), x2)
    return jnp.where(x2 == 0, 0, x1 / safe)


@op
def isclose(
    x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> jax.Array:
    """Say entry by entry whether |x1 - x2| <= atol + rtol |x2|."""
    return jnp.isclose(tensor(x1), tensor(x2), rtol, atol, equal_nan)


@op
def allclose(
    x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> jax.Array:
    """Say whether |x1 - x2| <= atol + rtol |x2| holds everywhere."""
    return jnp.allclose(tensor(x1), tensor(x2), rtol, atol, equal_nan)


@op
def nan_to_num(
    x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> jax.Array:
    """Replace NaN and infinities; infinities by the largest floats where not given."""
    return jnp.nan_to_num(tensor(x), nan=nan, posinf=posinf, neginf=neginf)


@op
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """Return `x1` where the condition holds and `x2` elsewhere.

    With the condition alone: a tuple of the indices of its true entries, one array
    per axis (not possible inside compiled functions: the count is not known there).
    """
    if x1 is None and x2 is None:
        return jnp.where(tensor(condition))
    return jnp.where(tensor(condition), tensor(x1), tensor(x2))


@op
def select(condlist: list[Any], choicelist: list[Any], default: Any = 0) -> jax.Array:
    """Return, entry by entry, the first choice whose condition holds."""
    conditions = [jnp.asarray(c) for c in condlist]
    return jnp.select(conditions, [jnp.asarray(c) for c in choicelist], default)


@op
def polar(abs_: Any, angle: Any) -> jax.Array:
    """Return the complex numbers of given absolute values and angles."""
    abs_, angle = floats(abs_), floats(angle)
    return lax.complex(abs_ * jnp.cos(angle), abs_ * jnp.sin(angle))


@op
def view_as_complex(x: Any) -> jax.Array:
    """Return `(..., 2)` real numbers as `(...)` complex ones."""
    x = floats(x)
    return lax.complex(x[..., 0], x[..., 1])


@op
def view_as_real(x: Any) -> jax.Array:
    """Return `(...)` complex numbers as `(..., 2)` real ones."""
    x = tensor(x)
    return jnp.stack([jnp.real(x), jnp.imag(x)], axis=-1)
