"""What the code of functions says, read once."""

from harness.contracts._binding import plan_for, reading_of
from harness.contracts._functions import Namespace, ways
from harness.contracts._plan import PLAN
from harness.contracts._reading import read_code
from tests.grading import reference_with

# The parameters stand in an object that is made anew whenever the definitions are executed.
HELD = """
class Weights:
    def __init__(self):
        self.W_f = None


def held(weights=Weights()):
    return weights


"""


def executed(code: str, namespace: Namespace) -> Namespace:
    exec(compile(code, "it.py", "exec"), namespace)  # noqa: S102  (a text of ours)
    return namespace


def test_functions_defined_again_from_the_same_lines_are_not_read_again_but_their_objects_are() -> None:
    code = HELD + reference_with()
    first = executed(code, {"__name__": "it"})
    way = ways(first)[0]
    before = reading_of(first, plan_for(first, [way]), way)
    second = executed(code, dict(first))
    way = ways(second)[0]
    plan = plan_for(second, [way])
    assert plan is not first[PLAN]
    assert plan.readings[id(way)].forms is before.forms
    assert plan.readings[id(way)] == read_code(second, way)
    assert [*map(id, plan.readings[id(way)].objects)] != [*map(id, before.objects)]


def test_other_functions_are_read_anew() -> None:
    namespace = executed(reference_with(), {"__name__": "it"})
    way = ways(namespace)[0]
    before = reading_of(namespace, plan_for(namespace, [way]), way)
    executed("\n" + reference_with(), namespace)
    moved = ways(namespace)[0]
    assert plan_for(namespace, [moved]).readings[id(moved)].forms is not before.forms
