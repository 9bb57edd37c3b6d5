"""How else backward may be called, where it raises, or its loss tells that the likeliest way is not right."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import permutations
from operator import itemgetter

from harness.contracts import _binding
from harness.contracts._arguments import RESULTS, Function, Places, annotated, required
from harness.contracts._forward_results import predicted
from harness.contracts._functions import Namespace
from harness.contracts._layouts import Array, Arrays, Layout, fresh
from harness.contracts._names import PARAMETERS, role_of
from harness.contracts._other_layouts import Predict, following, others
from harness.contracts._passes import backward_pass, forward_pass
from harness.contracts._plan import LAYOUT, PLAN, READING, Plan, Ran
from harness.contracts._results import is_cross_entropy

# What tells the predictions that forward does not return.
Tell = Callable[[Namespace, Arrays], Arrays]

# What backward needs beside what forward has left.
NEEDED = ("targets", "p")
# Right gradients that tell a layout though the others are wrong: those of the last layer, and of one gate.
LEAST_RIGHT = 4
LEFT = "what forward has left"


def first_backward(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran, tell: Tell) -> Arrays:
    """Run backward for the first time, with one step or with several; what calls it may have been misread.

    Where it raises, or its loss is wrong, a reading of its arguments is taken under which the loss is right, or else a
    layout under which the gradients are, too; if there is none, the likeliest stays.
    """
    first = READING not in namespace
    namespace.setdefault(READING, None)
    if len(case["inputs"]) > 1:
        namespace.setdefault(LAYOUT, None)
    before, told = fresh(case), predicted(cache, case) or tell(namespace, fresh(case))
    arrays: Arrays = {}
    failure: Exception | None = None
    try:
        arrays = backward_pass(namespace, plan, case, cache)
    except _binding.TRIAL_ERRORS as error:
        failure = error
    if failure is None and _is_right(arrays, told, before):
        return arrays
    found = (_with_other_arguments(namespace, plan, before, cache, told) if first else {}) or _in_another_layout(
        namespace, plan, before, cache, told, tell, raises=failure is not None
    )
    if found:
        return found
    namespace[PLAN] = plan
    if failure is not None:
        raise failure
    return arrays


def _with_other_arguments(namespace: Namespace, plan: Plan, case: Arrays, cache: Ran, told: Arrays) -> Arrays:
    """Return what backward returns with a reading of its arguments that makes its loss right; nothing without one."""
    taken = plan.arguments[id(cache.candidate.way), "forward", 0].places
    for places in readings(cache.functions["backward"], len(cache.items), shared(cache.functions["forward"], taken)):
        namespace[READING] = places
        found = _tried(namespace, plan, case)
        if "loss" in found and _is_right(found, told, case):
            return found
    namespace[READING] = None
    return {}


def _in_another_layout(
    namespace: Namespace, plan: Plan, case: Arrays, cache: Ran, told: Arrays, tell: Tell, *, raises: bool
) -> Arrays:
    """Return what backward returns in a layout with the same predictions and right gradients; nothing without one.

    Where backward raises in the likeliest, that one serves in which the most gradients are right, and enough of them.
    """

    def predict(moved: Arrays) -> Array:
        again = _binding.plan_for(namespace, plan.ways)
        found = forward_pass(namespace, again, fresh(moved))[0]
        return (found or tell(namespace, moved))["outputs"]

    known = namespace.get(LAYOUT)
    best: tuple[int, Layout | None] = (0, None)
    for layout in others(cache.candidate.layout):
        namespace[LAYOUT] = layout
        found = _tried(namespace, plan, case)
        right = _following(found, predict, case, told) if found and _is_right(found, told, case) else 0
        best = max(best, (right, layout), key=itemgetter(0))
        if right == len(PARAMETERS):
            break
    right, namespace[LAYOUT] = best
    if right < (LEAST_RIGHT if raises else len(PARAMETERS)):
        namespace[LAYOUT] = known
        return {}
    if right < len(PARAMETERS):
        found = _tried(namespace, plan, case)
    if len(case["inputs"]) == 1:
        _leave_others(namespace, plan, known)
    return found


def _leave_others(namespace: Namespace, plan: Plan, known: object) -> None:
    """Make the layout that fits one step the first to be tried, not the only one: several steps may take another."""
    used = namespace.pop(PLAN)
    namespace.pop(LAYOUT)
    namespace.update({} if known is None else {LAYOUT: known})
    if isinstance(used, Plan):
        _binding.plan_for(namespace, plan.ways, plan.readings).settle(used.candidates[0], 1)


def _following(found: Arrays, predict: Predict, case: Arrays, told: Arrays) -> int:
    """Return how many gradients are those of the predictions, none where these are others."""
    with suppress(Exception):  # the submission's, which has run in this layout once
        return following(found, predict, case, told["outputs"]) if "outputs" in told else 0
    return 0


def _is_right(arrays: Arrays, told: Arrays, case: Arrays) -> bool:
    """Whether a loss is that of the predictions; one from which they were told is, and none."""
    if "outputs" not in told or "loss" not in arrays:
        return True
    return is_cross_entropy(arrays["loss"], told["outputs"], case["targets"])


def _tried(namespace: Namespace, plan: Plan, case: Arrays) -> Arrays:
    """Return what backward returns with a plan made anew; nothing where something raises."""
    namespace.pop(PLAN, None)
    again, given = _binding.plan_for(namespace, plan.ways, plan.readings), fresh(case)
    try:
        return backward_pass(namespace, again, given, forward_pass(namespace, again, given)[1])
    except Exception:  # noqa: BLE001  (it is called otherwise)
        return {}


def readings(function: Function, results: int, shared: Mapping[str, str]) -> Iterator[Places]:
    """Yield what the positional arguments of backward may get: one of them what forward has left, whole or in part.

    `shared` are forward's arguments by name: one of the same name gets the same. A name such as y, which may be a
    result or the targets, is taken for the targets first, then for either.
    """
    named = [annotated(p) or shared.get(p.name) or role_of(p.name, NEEDED) for p in required(function)]
    either = [[None if role == "targets" else role for role in named]] if "targets" in named else []
    for known in (named, *either):
        free = [place for place, role in enumerate(known) if role is None]
        # The parameters where forward is given them, and the targets where it is not.
        missing = [role for role in NEEDED if role not in known and (role in shared.values()) is (role == "p")]
        # Caches may be kept elsewhere: on the object, or in globals.
        elsewhere = bool(free) and len(free) == len(missing)
        if elsewhere or len(free) == len(missing) + 1:
            for order in permutations(missing if elsewhere else [*missing, LEFT]):
                given = dict(zip(free, order, strict=True))
                roles = [role or given[place] for place, role in enumerate(known)]
                for left in (RESULTS, *range(0 if elsewhere else results)):
                    yield [left if role == LEFT else role for role in roles]


def shared(function: Function, places: Sequence[str | int]) -> dict[str, str]:
    """Return what a function's positional arguments get, by their names."""
    named = zip(inspect.signature(function).parameters, places, strict=False)
    return {name: role for name, role in named if isinstance(role, str)}
