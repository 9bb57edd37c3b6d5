"""What holds parameters by name: objects, slots, tuples, namespaces, lists by gate, closures."""

from itertools import count

import numpy as np
import pytest

from harness.contracts import _places
from harness.contracts._holders import Holder, attributes, built, closure_of
from harness.contracts._layouts import Layout
from harness.contracts._names import PARAMETERS
from harness.contracts._nested import parts_at
from harness.contracts._results import MOST_YIELDED, drained, handed, results_in
from harness.contracts._trial import small_case

CASE = small_case()
GATE = """
import numpy as np
from collections import namedtuple
from dataclasses import dataclass
from types import SimpleNamespace

class Gate:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.ones_like(W), np.ones_like(b)

@dataclass(slots=True)
class Slotted:
    W: object
    b: object
    dW: object = None

Pair = namedtuple("Pair", "W b")
def of(make, H=31, V=29):
    made = {k: make(np.zeros((H, H + V)), np.zeros((H, 1))) for k in ("forget", "input", "cand", "output")}
    return made | {"logit": make(np.zeros((V, H)), np.zeros((V, 1)))}

class Model:
    pass
model = Model()
"""
HELD = {
    "objects in a dictionary": "model.gates = of(Gate)",
    "objects as attributes": "vars(model).update(of(Gate))",
    "objects with slots": "model.gates = of(Slotted)",
    "named tuples": "model.gates = of(Pair)",
    "plain tuples": "model.gates = of(lambda W, b: (W, b))",
    "namespaces": "model.net = SimpleNamespace(**of(lambda W, b: SimpleNamespace(weight=W, bias=b)))",
    "dictionaries": "model.gates = of(lambda W, b: {'W': W, 'b': b, 'dW': W + 1})",
    "gradients first": "model.grads = of(lambda W, b: {'W': W, 'b': b}); model.gates = of(Gate)",
    "a cell and a last layer": (
        "g = of(Gate); model.out = g.pop('logit')\n"
        "model.lstm = {'W' + k[0]: one.W for k, one in g.items()} | {'b' + k[0]: one.b for k, one in g.items()}"
    ),
    "closures": (
        "def make(Wf, Wi, Wc, Wo, Wy, bf, bi, bc, bo, by):\n"
        "    def one(): return Wf, Wi, Wc, Wo, Wy, bf, bi, bc, bo, by\n"
        "    return lambda: one()\n"
        "g = of(Gate)\n"
        "model = make(*[one.W for one in g.values()], *[one.b for one in g.values()])"
    ),
}


@pytest.mark.parametrize("text", HELD.values(), ids=HELD.keys())
def test_parameters_are_found_set_and_found_again_wherever_they_are_held(text: str) -> None:
    namespace: dict[str, object] = {"__name__": "submission"}
    exec(GATE + text, namespace)  # noqa: S102  (a text of ours)
    model = namespace["model"]
    held = closure_of(model) or model
    places = _places.places_in(held)
    assert {*places} == {*PARAMETERS}
    _places.fill(places, CASE, Layout())
    again = _places.places_in(held)
    for name in PARAMETERS:
        np.testing.assert_array_equal(np.asarray(again[name].value()), CASE[name])
    # A gradient that stands beside a parameter has its shape, and nothing in it.
    assert all(not np.any(np.asarray(kept)) for place in again.values() if (kept := place.gradient()) is not None)


def test_lists_by_gate_are_one_array_of_all_gates() -> None:
    H, V = CASE["W_f"].shape[0], CASE["W_v"].shape[0]
    namespace: dict[str, object] = {
        "W": [np.zeros((H, H + V)) for _ in range(4)],
        "b": [np.zeros((H, 1)) for _ in range(4)],
        "Wy": np.zeros((V, H)),
        "by": np.zeros((V, 1)),
    }
    places = _places.places_of_globals(namespace, namespace, ())
    assert {*places} == {"W_*", "b_*", "W_v", "b_v"}
    _places.fill(places, CASE, Layout(gates="ofig"))
    W = namespace["W"]
    assert isinstance(W, list)
    for piece, gate in zip(W, "ofig", strict=True):
        np.testing.assert_array_equal(piece, CASE[f"W_{gate}"])


def test_paths_are_built_of_dictionaries_records_and_tuples() -> None:
    made = built([("f/.W", 1), ("f/.b", 2), ("y/#0", 3), ("y/#1", 4), ("Wx", 5)])
    assert isinstance(made, dict)
    assert (made["f"].W, made["f"].b, made["y"], made["Wx"]) == (1, 2, (3, 4), 5)


def test_what_an_iterator_yields_is_read_and_handed_on_as_an_iterator_each_time() -> None:
    items = results_in(entry for entry in "abc")
    assert items == [["a", "b", "c"]]
    assert next(iter(handed(items[0]))) == next(handed(items[0])) == "a"  # type: ignore[call-overload]  # an iterator
    loss, steps = results_in((1.0, zip("ab", "cd", strict=True)))
    assert (loss, steps) == (1.0, [("a", "c"), ("b", "d")])


def test_an_iterator_without_end_is_told() -> None:
    with pytest.raises(ValueError, match=str(MOST_YIELDED)):
        drained(count())


def test_a_slot_that_nothing_has_filled_yet_is_not_there() -> None:
    held = object_with("__slots__ = ('W', 'db')", W=np.zeros(1))
    assert [*held] == ["W"]
    assert held.get("db") is None
    assert "db" not in held


def object_with(slots: str, **values: object) -> Holder:
    """Return what an object of a class of the submission's own with these slots holds."""
    namespace: dict[str, object] = {"__name__": "submission"}
    exec(f"class Own:\n    {slots}\nown = Own()", namespace)  # noqa: S102  (our own text)
    for name, value in values.items():
        setattr(namespace["own"], name, value)
    return attributes(namespace["own"])


@pytest.mark.parametrize("cell", ["cell", "candidate"])
def test_an_output_gate_inside_a_layer_is_no_layer_itself(cell: str) -> None:
    gates = [("lstm", gate, kind) for gate in ("forget", "input", cell, "output") for kind in ("W", "b")]
    parts = parts_at([*gates, ("output", "W"), ("output", "b")])
    assert {*parts.values()} == {*PARAMETERS}
    assert parts["lstm", "output", "W"] == "W_o"
    assert parts["output", "W"] == "W_v"


def test_lists_by_gate_are_places_of_whole_weights_alone() -> None:
    """Of weights for h and for x apart, the shapes do not tell which axis is H."""
    held = {"W": [np.zeros((5, 9))] * 4, "Wx": [np.zeros((5, 4))] * 4, "Wh": [np.zeros((5, 5))] * 4}
    assert [*_places.named(held, {"W_*": "W"})] == ["W_*"]
    assert _places.named(held, {"W_*:x": "Wx", "W_*:h": "Wh"}) == {}
