"""Other layouts, where forward ran in one that is not what the submission was written for."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from harness.contracts._layouts import LAYOUTS, Array, Arrays, Layout, fresh
from harness.contracts._names import PARAMETERS
from harness.contracts._results import cross_entropy

Predict = Callable[[Arrays], Array]

# At such weights every gate is open in part, and nothing is near zero.
SCALE = 0.5
# Rounding moves predictions by less, and the first input moves the last prediction by more.
SAME = 1e-9
# Central differences with this step are off by 1e-4 of a derivative; in single precision rounding adds 1e-5.
STEP = 1e-2
DIRECTIONS = 3
TOLERANCE = 1e-2
# Derivatives of a parameter that has no effect in a case.
NOTHING = 1e-9


def others(used: Layout) -> Iterator[Layout]:
    """Yield the layouts beside the one in use, with the gates in the same places."""
    return (layout for one in LAYOUTS if (layout := one._replace(gates=used.gates, gate_axes=used.gate_axes)) != used)


def carries(run: Callable[[Arrays], object], case: Arrays) -> bool:
    """Whether the last prediction depends on the first input; also where `run` does not tell predictions.

    Where it does not, T steps of one sequence may have been taken for one step of T sequences.
    """
    T, _, B = case["inputs"].shape
    if T == 1 or B > 1:
        return True
    rng = np.random.default_rng(0)
    # Whatever the case is made for, gates that are shut let nothing through.
    drawn: Arrays = {name: SCALE * rng.standard_normal(value.shape) for name, value in case.items()}
    drawn |= {name: np.array(case[name]) for name in ("inputs", "targets")}
    moved = {**drawn, "inputs": np.concatenate([np.roll(drawn["inputs"][:1], 1, axis=1), drawn["inputs"][1:]])}
    try:
        before, after = run(fresh(drawn)), run(moved)
    except Exception:  # noqa: BLE001  (the submission's; whoever runs it next meets it again)
        return True
    if not isinstance(before, dict) or not isinstance(after, dict) or "outputs" not in before:
        return True
    return not np.allclose(before["outputs"][-1], after["outputs"][-1], rtol=0, atol=SAME)


def following(gradients: Mapping[str, Array], predict: Predict, case: Arrays, outputs: Array) -> int:
    """Return how many gradients are those of these predictions, but for one factor of each; 0 where others come.

    Along a few Gaussian directions, by central differences: a clip and the scale of the loss are such factors.
    """
    if not np.allclose(predict(case), outputs, rtol=0, atol=SAME):
        return 0
    rng = np.random.default_rng(0)
    found = 0

    def loss(name: str, moved: Array) -> float:
        return cross_entropy(np.asarray(predict({**case, name: moved}), float), case["targets"]).real

    for name in PARAMETERS:
        value, gradient = case[name], gradients.get(f"d{name}")
        if gradient is None or gradient.shape != value.shape:
            continue
        directions = rng.standard_normal((DIRECTIONS, *value.shape))
        claimed = np.array([np.sum(gradient * direction) for direction in directions])
        measured = [loss(name, value + STEP * by) - loss(name, value - STEP * by) for by in directions]
        found += _proportional(claimed, np.array(measured))
    return found


def _proportional(claimed: NDArray[np.float64], measured: NDArray[np.float64]) -> bool:
    """Whether one vector is a positive multiple of the other, or both are zero."""
    sizes = float(np.linalg.norm(claimed)), float(np.linalg.norm(measured))
    return max(sizes) < NOTHING or float(claimed @ measured) > (1 - TOLERANCE**2) * sizes[0] * sizes[1]
