"""Writes numbers the same way everywhere, for readers."""

import math

from harness.languages.numbers import number, share
from harness.languages.words import _

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS = 3  # significant: errors are read by their order of magnitude
_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e5  # outside, a power of ten reads better
_HALF_LAST_DIGIT = 0.005


def human(value: float | None) -> str:
    """Return a number with three significant digits: `0.412`, `3.1 × 10⁻⁹`, `not a number`."""
    if value is None:
        return "—"
    if not math.isfinite(value):
        return _("not a number") if math.isnan(value) else _("-infinite") if value < 0 else _("infinite")
    if value == 0:
        return "0"
    mantissa, _e, exponent = f"{value:.{_DIGITS - 1}e}".partition("e")
    if _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        return number(f"{value:.{max(0, _DIGITS - 1 - int(exponent))}f}")
    return (
        f"{number(mantissa.rstrip('0').rstrip('.'))}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{power_of_ten(int(exponent))}"
    )


def ascii_number(value: float) -> str:
    """Return a number with three significant digits as Python writes it: `0.412`, `3.1e-09`, `nan`."""
    return f"{value:.{_DIGITS}g}"


def power_of_ten(exponent: int) -> str:
    """Return `10⁻⁸` for -8."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def points(value: float) -> str:
    """Return points without needless decimals: `6`, `6.5`, `6.25`."""
    return number(f"{value:.2f}".rstrip("0").rstrip(".")) if math.isfinite(value) else human(value)


def percent(fraction: float) -> str:
    """Return a share in whole percent; only a whole share is 100 %, and only none is 0 %."""
    if not math.isfinite(fraction):
        return human(fraction)
    if 0 < fraction < _HALF_LAST_DIGIT:
        return _("under 1 %")
    if 1 - _HALF_LAST_DIGIT < fraction < 1:
        return _("over 99 %")
    return share(f"{100 * fraction:.0f}")


def coordinate(value: float) -> str:
    """Return a length in a drawing with at most one decimal, without `-0`."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
