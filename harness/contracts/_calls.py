"""Calls one function of a submission; what its arguments stand for is worked out once, and kept with the plan."""

from collections.abc import Mapping, Sequence

from harness.contracts._arguments import RESULTS, insist_on_parameters, match
from harness.contracts._layouts import Values
from harness.contracts._names import CELL_FIRST, STATE
from harness.contracts._plan import Call, Plan, Ran
from harness.contracts._results import handed, left_by


def call(ran: Ran, plan: Plan, role: str, values: Values, results: Sequence[object]) -> object:
    """Call the function of this role with what it takes; raises TypeError where that is not known."""
    key = (id(ran.candidate.way), role, len(results))
    known = plan.arguments.get(key)
    if known is None:
        known = plan.arguments[key] = _matched(ran, plan, role, len(results))
    ran.rated = ran.rated or known.rated
    ran.given = ran.given or known.whole or known.single
    if known.single and not known.whole and role != "backward":
        reading = plan.readings[key[0]]
        insist_on_parameters(role, known.given, held=bool(ran.places or reading.containers or reading.around))
    ran.parts += known.given
    if known.whole and not values.form:
        ran.parts += (*values.order,)
    left = [handed(one) for one in results]
    given = [values.of(p) if isinstance(p, str) else left_by(left) if p == RESULTS else left[p] for p in known.places]
    return ran.functions[role](*given, **{name: values.of(given_as) for name, given_as in known.keywords.items()})


def _matched(ran: Ran, plan: Plan, role: str, results: int) -> Call:
    """Match the arguments of the function of a role, or take what a contract file says of them."""
    places: Sequence[str | int]
    keywords: Mapping[str, str]
    if role in plan.told:
        places, keywords = plan.told[role]
    else:
        names = plan.readings[id(ran.candidate.way)].returned.get("forward", ())
        names = names if len(names) == results else ()
        places, keywords = match(ran.functions[role], role, results, names, held=ran.instance is not None)
    if plan.cell_first:
        places = [CELL_FIRST if place == STATE else place for place in places]
        keywords = {name: CELL_FIRST if given == STATE else given for name, given in keywords.items()}
    given = tuple(map(str, (*places, *keywords.values())))
    single = any(one.startswith(("W_", "b_")) for one in given)
    return Call(tuple(places), keywords, given, rated="rate" in given, whole="p" in given, single=single)
