"""Which numbers of a module are sizes."""

import linecache
from types import CodeType

import pytest

from harness.contracts._measures import measures


def code_of(text: str) -> CodeType:
    whole = f"def backward(z, loss, v):\n    {text}\n"
    linecache.cache["measures.py"] = (len(whole), None, whole.splitlines(keepends=True), "measures.py")
    namespace: dict[str, object] = {}
    exec(compile(whole, "measures.py", "exec"), namespace)  # noqa: S102  (a test's own text)
    return namespace["backward"].__code__  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["return z[:K]", "return z[K:, :]", "return np.zeros((K, K + 1))", "return [0 for _ in range(K)]"]
)
def test_bounds_and_shapes_measure(text: str) -> None:
    assert measures([code_of(text)], "K")


@pytest.mark.parametrize("text", ["return loss * K", "loss /= K", "return np.exp(v / K)", "return K", "z[:K] *= K"])
def test_a_factor_or_a_temperature_measures_nothing(text: str) -> None:
    assert not measures([code_of(text)], "K")
