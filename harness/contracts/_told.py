"""A contract in plain data: which functions there are, what each argument gets, how the arrays stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from harness.contracts import char_rnn, language_model
from harness.contracts._functions import Function, Namespace, Way, holders
from harness.contracts._layouts import Arrays, Layout, Shape, Steps
from harness.contracts._names import GATES, PARAMETERS, learn
from harness.contracts._plan import GATE_ORDER, ONE, PLAN, Candidate, Plan, current
from harness.contracts._reading import read_code

__all__ = ["Convention", "Shape", "Steps", "told"]

Find = Callable[[Namespace], dict[str, Function]]
Forward = Callable[[Namespace, Arrays], tuple[Arrays, object]]
Backward = Callable[[Namespace, Arrays, object], Arrays]
Outputs = Callable[[Namespace, Arrays], Arrays]


@dataclass(frozen=True)
class Convention:
    """How a submission of a course is called.

    `functions` are their names by role: forward and backward, or loss for one that does both. `owner` is the class,
    where they are methods. `arguments` says what each argument gets, in order: inputs, targets, h0, C0, p (all
    parameters), a single one such as W_f, a size (hidden, vocab, z, steps), rate; a number is that result of forward,
    -1 all of them; `keywords` those that are given by name. `parameters` are the submission's names by ours; empty
    where they come as a tuple, in this `order`; "f/W" is params["f"]["W"], ".Wf" the attribute of a record. `gates` is
    the order of the gates in arrays that hold them all; `gate_axes` are the axes that weights and biases
    have for the gates there, if any.
    """

    functions: Mapping[str, str]
    arguments: Mapping[str, Sequence[str | int]]
    owner: str = ""
    keywords: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = PARAMETERS
    inputs: Steps = Steps.COLUMNS
    targets: Steps = Steps.COLUMNS
    states: Shape = Shape.COLUMN
    biases: Shape = Shape.COLUMN
    turned: bool = False
    gates: str = GATES
    gate_axes: tuple[int, int] | None = None


def told(convention: Convention) -> tuple[Find, Forward, Backward, Outputs]:
    """Return the functions `find`, `forward`, `backward` and `outputs` of a contract."""
    one = ONE in convention.functions

    def find(namespace: Namespace) -> dict[str, Function]:
        functions = _planned(namespace, convention).ways[0].functions
        both = functions.get(ONE)
        return dict(functions) if both is None else {"forward": both, "backward": both}

    def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
        _planned(namespace, convention)
        return char_rnn.forward(namespace, case) if one else language_model.forward(namespace, case)

    def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
        _planned(namespace, convention)
        passes = char_rnn.backward if one else language_model.backward
        return passes(namespace, case, cache)

    def outputs(namespace: Namespace, case: Arrays) -> Arrays:
        _planned(namespace, convention)
        return char_rnn.outputs(namespace, case) if one else language_model.outputs(namespace, case)

    return find, forward, backward, outputs


def _planned(namespace: Namespace, convention: Convention) -> Plan:
    """Return the plan that says just this, made anew where the functions have changed; raises LookupError."""
    known = current(namespace)
    if known is not None and known.told:
        return known
    way = _way(namespace, convention)
    # So that gradients are found under such names, too.
    learn({theirs: ours for ours, theirs in convention.parameters.items()})
    layout = Layout(
        convention.inputs,
        convention.states,
        convention.biases,
        turned=convention.turned,
        gates=convention.gates,
        gate_axes=convention.gate_axes,
    )
    plan = Plan((way,), [Candidate(way, dict(convention.parameters), layout)])
    orders = dict.fromkeys(convention.functions, tuple(convention.order))
    plan.readings[id(way)] = read_code(namespace, way)._replace(orders=orders, forms=(dict(convention.parameters),))
    plan.targets = convention.targets
    plan.told = {
        role: ([*given], dict(convention.keywords.get(role, {}))) for role, given in convention.arguments.items()
    }
    namespace[PLAN], namespace[GATE_ORDER] = plan, convention.gates
    return plan


def _way(namespace: Namespace, convention: Convention) -> Way:
    owner = next((one for _, one in holders(namespace) if one and one.__name__ == convention.owner), None)
    if convention.owner and not isinstance(owner, type):
        raise LookupError(f"found no class {convention.owner}")
    functions: dict[str, Function] = {}
    for role, name in convention.functions.items():
        function = getattr(owner, name, None) if isinstance(owner, type) else namespace.get(name)
        kind = "method" if convention.owner else "function"
        if not callable(function):
            raise LookupError(f"found no {kind} {name} for {role}")  # noqa: TRY004  (what `find` raises)
        functions[role] = function
    return Way(functions, owner if isinstance(owner, type) else None, dict(convention.functions))
