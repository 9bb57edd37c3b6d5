"""A number on the command line that is one."""

import math
from typing import cast

import click


class FiniteRange(click.FloatRange):
    """A range of floats without NaN, which compares as neither too small nor too large, and without infinity."""

    def convert(self, value: float | str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; fails with one sentence."""
        number = float(super().convert(cast("float", value), param, ctx))  # it converts text as well
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number
