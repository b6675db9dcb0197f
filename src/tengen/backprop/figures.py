"""Numbers as the textbook prints them: nine decimals, no trailing zeros."""

from __future__ import annotations

from collections.abc import Sequence

DIGITS = 9
_LEAST_FIXED = 1e-6  # below this, nine decimals would leave fewer than three figures


def show(value: float) -> str:
    """Print a number with nine decimals and without trailing zeros.

    Numbers below 0.000001 are printed with an exponent instead.

    >>> show(0.751365069552), show(0.40), show(-0.0190491184), show(2.5e-9)
    ('0.75136507', '0.4', '-0.019049118', '2.500e-09')
    """
    value = float(value)
    if value != 0 and abs(value) < _LEAST_FIXED:
        return f"{value:.3e}"
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def operand(value: float) -> str:
    """Print a number that stands behind a sign: negative ones in parentheses.

    >>> operand(0.5), operand(-0.5)
    ('0.5', '(-0.5)')
    """
    text = show(value)
    return f"({text})" if text.startswith("-") else text


def chain(values: Sequence[float], sign: str) -> str:
    """Join numbers by ``sign``, as in ``0.4 * 0.5`` or ``0.4 + (-0.5)``.

    >>> chain([-1, 0.5, -0.25], "*")
    '-1 * 0.5 * (-0.25)'
    """
    return f" {sign} ".join([show(values[0]), *map(operand, values[1:])])


def long_sum(terms: Sequence[str], most: int = 6) -> str:
    """Join terms by ``+``; of more than ``most`` show the first two and the last.

    >>> long_sum(["a", "b", "c"]), long_sum(list("abcdefgh"))
    ('a + b + c', 'a + b + ... + h')
    """
    if len(terms) > most:
        terms = [*terms[:2], "...", terms[-1]]
    return " + ".join(terms)
