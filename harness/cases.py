"""The constructed test inputs: each shows something that a drawn one would hide."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from reference.arrays import PARAMETER_NAMES, Array, Parameters

# All dimensions differ from each other, from H+V, and from T and T+1, so that no wrong shape fits by chance.
HIDDEN, VOCABULARY = 5, 4
ONE, TWO, MANY, FRESH = 1, 2, 6, 7
# The cases that nobody can draw before the submission is written.
UNSEEN = frozenset({"fresh", "long", "fresher"})
# Steps, and how many of them are predicted wrongly: neither sums nor means over steps come near each other, so that
# only a clip gives them gradients of one norm.
STEEP = ((10, 10), (10, 9), (10, 8))
# W_v is so many times larger: what goes through h then outweighs the last layer.
STEEPNESS = 8
# As long as the course's sequences get; only --thorough waits for it.
LONG = 21
BATCH = 3
# At small weights tanh x ≈ x and half of the bugs cannot be seen; at 0.5 all can (DESIGN section 6).
WEIGHT_SCALE = 0.5
# A bias that makes every prediction nearly right: gradients of norm about 0.02, below any customary clip.
CONFIDENT = 8.0
# exp overflows a double above 709 and underflows to 0 below -745.
OVERFLOW, UNDERFLOW = 900.0, 400.0
SATURATED = 40.0
# The extreme case in which only the loss of right code is infinite, where it has no eps.
LOG_ZERO = "log-zero"


@dataclass(frozen=True, eq=False)
class Case:
    """One input, in canonical arrays: `inputs`, `targets` (T, V, B), `h0`, `C0` (H, B), and the ten parameters.

    Equal to itself alone, so that what is computed of it can be kept.

    One of the cell alone (`cell_cases`) has real inputs `x` (T, V, B) and upstream gradients `dh` (T, H, B) in place of
    `inputs` and `targets`.
    """

    name: str
    arrays: Mapping[str, Array]
    gradients: tuple[str, ...] = PARAMETER_NAMES  # the arrays whose gradients are asked for

    @cached_property
    def parameters(self) -> Parameters:
        """The ten parameters in the order of the course; those that a cell has not are empty."""
        return tuple(np.asarray(self.arrays.get(name, np.zeros((0, 0)))) for name in PARAMETER_NAMES)

    @property
    def cell(self) -> bool:
        """Whether the cell alone is asked for, without a last layer and a loss."""
        return "dh" in self.arrays

    @property
    def length(self) -> str:
        """The first word of the name: "many" of "many-gentle"."""
        return self.name.partition("-")[0]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the predictions; a cell's output is its hidden states (T, H, B)."""
        return self.arrays["dh" if self.cell else "targets"].shape

    @property
    def T(self) -> int:  # noqa: N802  (the field's name)
        """Number of time steps."""
        return self.output_shape[0]

    @property
    def H(self) -> int:  # noqa: N802
        """Hidden size."""
        return len(self.arrays["W_f"])

    @property
    def V(self) -> int:  # noqa: N802
        """Size of the vocabulary, or of a cell's input."""
        return int(self.arrays["W_f"].shape[1]) - self.H

    def having(self, name: str, **changes: Array) -> "Case":
        """Return the case under another name, with some arrays replaced."""
        return replace(self, name=name, arrays={**self.arrays, **changes})


class Sizes(NamedTuple):
    """Dimensions of the cases."""

    hidden: int = HIDDEN
    vocabulary: int = VOCABULARY


Draw = Callable[[str, int, Sizes, np.random.Generator], Case]


def draw(name: str, steps: int, sizes: Sizes, rng: np.random.Generator, batch: int = 1) -> Case:
    """Draw an ordinary case: non-zero initial states, a symbol that repeats and one that is absent."""
    H, V = sizes.hidden, sizes.vocabulary
    arrays: dict[str, Array] = {}
    for gate in "figo":
        arrays[f"W_{gate}"] = WEIGHT_SCALE * rng.standard_normal((H, H + V))
        arrays[f"b_{gate}"] = WEIGHT_SCALE * rng.standard_normal((H, 1))
    arrays["W_v"] = WEIGHT_SCALE * rng.standard_normal((V, H))
    arrays["b_v"] = WEIGHT_SCALE * rng.standard_normal((V, 1))
    arrays["h0"] = WEIGHT_SCALE * rng.standard_normal((H, batch))
    arrays["C0"] = WEIGHT_SCALE * rng.standard_normal((H, batch))
    # The last symbol never occurs in the input; with V-1 symbols for T > V-1 steps another one must repeat.
    arrays["inputs"] = _one_hot(rng.integers(max(1, V - 1), size=(steps, batch)), V)
    arrays["targets"] = _one_hot(rng.integers(V, size=(steps, batch)), V)
    return Case(name, arrays)


def gentle(case: Case, name: str) -> Case:
    """Return the case with confident, right predictions: its gradients stay below any customary clip."""
    target = np.eye(case.V)[0]
    bias = cast("Array", case.arrays["b_v"] + CONFIDENT * target[:, None])
    targets = np.broadcast_to(target[None, :, None], case.arrays["targets"].shape).copy()
    return case.having(name, b_v=bias, targets=cast("Array", targets))


def steep(seed: int, sizes: Sizes) -> tuple[Case, ...]:
    """Return cases with confident, wrong predictions: a clip that acts on any ordinary case acts on all of these.

    At 40 seeds their gradients had 1.8 times the norms of every ordinary case; averaged over steps, 0.9 times.
    """
    rng = np.random.default_rng([seed, 6])
    cases = []
    for steps, wrong in STEEP:
        case = draw(f"steep-{wrong}", steps, sizes, rng)
        predicted, other = np.eye(case.V)[:2]
        bias = cast("Array", case.arrays["b_v"] + CONFIDENT * predicted[:, None])
        targets = np.where(np.arange(steps)[:, None] < wrong, other, predicted)[:, :, None]
        cases.append(
            case.having(case.name, b_v=bias, W_v=STEEPNESS * case.arrays["W_v"], targets=cast("Array", targets))
        )
    return tuple(cases)


def ordinary(seed: int, sizes: Sizes, text: str = "", *, thorough: bool = False) -> tuple[Case, ...]:
    """Return the cases that decide: one step, two steps, many; the first three again with small gradients; a fresh one.

    The fresh one is drawn for the submission with this `text`, which cannot hold the answer to it: whoever writes that
    down changes the text, and with it the case. `thorough` adds a long one and a second fresh one.
    """
    return (*common(seed, sizes), *fresh(seed, sizes, text, thorough=thorough))


def common(seed: int, sizes: Sizes) -> tuple[Case, ...]:
    """Return those of the ordinary cases that are the same whatever the submission."""
    first = drawn(seed, sizes, draw)
    return (*first, *(gentle(case, f"{case.name}-gentle") for case in first))


def drawn(seed: int, sizes: Sizes, draw_one: Draw) -> tuple[Case, ...]:
    """Draw the first cases of any model: one step, two, many."""
    rng = np.random.default_rng([seed, 1])
    return tuple(draw_one(name, steps, sizes, rng) for name, steps in (("one", ONE), ("two", TWO), ("many", MANY)))


def fresh(seed: int, sizes: Sizes, text: str, draw_one: Draw = draw, *, thorough: bool) -> tuple[Case, ...]:
    """Draw the cases of one submission, of any model."""
    lengths = [("fresh", FRESH), *((("long", LONG), ("fresher", FRESH)) if thorough else ())]
    rng = np.random.default_rng([seed, 7, *hashlib.sha256(text.encode()).digest()])
    return tuple(draw_one(name, steps, sizes, rng) for name, steps in lengths)


def extreme(seed: int, sizes: Sizes) -> tuple[Case, ...]:
    """Return the cases that only robust code survives: overflow in exp, log of 0, saturated gates."""
    base = draw("base", TWO, sizes, np.random.default_rng([seed, 2]))
    V = sizes.vocabulary
    column = np.arange(V)[:, None]
    first = _one_hot(np.zeros((TWO, 1), dtype=int), V)
    sign = np.where(np.arange(sizes.hidden)[:, None] % 2, 1.0, -1.0)
    return (
        base.having("overflow", b_v=cast("Array", OVERFLOW - 0.5 * column)),
        base.having(LOG_ZERO, b_v=np.where(column == 0, -UNDERFLOW, UNDERFLOW), targets=first),
        base.having("saturated", b_f=SATURATED * sign, b_i=SATURATED * np.roll(sign, 1), b_o=SATURATED * np.abs(sign)),
    )


def odd(seed: int, sizes: Sizes) -> tuple[Case, ...]:
    """Return the cases outside the course's habits: odd initial states, a batch, equal dimensions, float32."""
    rng = np.random.default_rng([seed, 3])
    base = draw("base", TWO, sizes, rng)
    batch = draw("batch", TWO, sizes, rng, BATCH)
    square = draw("square", TWO, Sizes(sizes.vocabulary, sizes.vocabulary), rng)
    # Typed like all others: what the submission does with single precision is the question.
    single = {name: cast("Array", value.astype(np.float32)) for name, value in base.arrays.items()}
    return (
        base.having("integer-state", C0=cast("Array", np.zeros((sizes.hidden, 1), dtype=np.int64))),
        base.having("broadcast-state", C0=np.zeros((1, 1))),
        batch,
        square,
        Case("float32", single),
    )


def _one_hot(symbols: NDArray[np.int64], size: int) -> Array:
    """Return the one-hot columns (T, V, B) of `symbols` (T, B)."""
    return np.eye(size)[symbols].transpose(0, 2, 1)
