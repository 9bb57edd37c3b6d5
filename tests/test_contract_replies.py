"""What a worker says of contracts is data: what it may be is known, and anything else is one sentence."""

import pytest

from harness.contract_replies import Used, read_tried, read_used
from harness.contracts._layouts import Shape, Steps
from harness.errors import ProtocolError, WorkerError
from harness.wire import JSON, Message

CALL: dict[str, JSON] = {"role": "forward", "function": "run", "line": 3, "places": ["inputs", 0], "keywords": {}}
USED: dict[str, JSON] = {
    "functions": {"forward": "run"},
    "calls": [CALL],
    "inputs": Steps.ROWS.value,
    "targets": Steps.INDICES.value,
    "states": Shape.ROW.value,
    "biases": Shape.FLAT.value,
    "turned": True,
    "gates": "ifog",
    "gate_axes": [1, 0],
}


def used(**changes: JSON) -> Used | None:
    return read_used(Message("contract", {"used": {**USED, **changes}}))


def test_what_there_is_comes_out_as_it_went_in() -> None:
    found = used()
    assert found is not None
    assert (found.inputs, found.targets, found.states, found.biases) == (
        Steps.ROWS, Steps.INDICES, Shape.ROW, Shape.FLAT,
    )  # fmt: skip
    assert found.gate_axes == (1, 0)
    assert (found.gates, found.functions, found.calls[0].places) == ("ifog", {"forward": "run"}, ("inputs", 0))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("inputs", "one-hot spirals"),
        ("targets", None),
        ("states", Steps.ROWS.value),
        ("biases", ["a column (n, 1)"]),
        ("gates", 'figo"'),
        ("gates", "fig"),
        ("gate_axes", [0, 3]),
        ("gate_axes", [0]),
        ("functions", {'forward"': "run"}),
        ("calls", [{**CALL, "role": "sideways"}]),
        ("calls", [{}]),
    ],
)
def test_what_there_is_not_is_a_sentence(field: str, value: JSON) -> None:
    with pytest.raises(ProtocolError, match=r"The worker told of a .* that does not exist: .*forged it\.$"):
        used(**{field: value})


@pytest.mark.parametrize("line", [-1, 0, 10**30, "3", None])
def test_a_line_that_no_file_has_is_none(line: JSON) -> None:
    found = used(calls=[{**CALL, "line": line}])
    assert found is not None
    assert found.calls[0].line is None


@pytest.mark.parametrize("value", [None, {}, [], "used"])
def test_where_nothing_binds_by_names_there_is_nothing(value: JSON) -> None:
    assert read_used(Message("contract", {"used": value})) is None


@pytest.mark.parametrize("value", [None, [], ["x"], "tried"])
def test_where_nothing_was_tried_the_worker_is_at_fault(value: JSON) -> None:
    with pytest.raises(WorkerError, match="did not say"):
        read_tried(Message("contract", {"tried": value}))
