"""Matches the arguments of a function to what they stand for, by name first, then by what is left."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from harness.contracts._names import (
    FUSED,
    PARAMETER_ALIASES,
    PARAMETERS,
    ROLES,
    SIZES,
    STATE,
    as_parts,
    covered,
    plain,
    role_of,
)

Function = Callable[..., object]
# What each argument gets: a role, or a place among the results of forward.
Places = list[str | int]

TAKES = {
    "forward": ("inputs", "h0", "C0", STATE, "p", *SIZES, "targets", "rate"),
    "backward": ("targets", "p", *SIZES, "rate"),
    "loss": ("inputs", "targets", "h0", "C0", STATE, "p", *SIZES, "rate"),
}
# What backward may ask for beside its usual arguments, where its names leave no other reading.
GIVEN_AGAIN = ("inputs", "h0", "C0")
NEEDED = {"forward": ("inputs",), "loss": ("inputs", "targets")}
COURSE_ORDER = {
    "forward": ("inputs", "h0", "C0", "p"),
    "backward": ("targets", "p"),  # after forward's results
    "loss": ("inputs", "targets", "h0", "C0"),
}
EXPECTED = {
    "forward": "(inputs, h_prev, C_prev, p)",
    "backward": "(z, f, i, g, C, o, h, v, outputs, targets, p)",
    "loss": "(inputs, targets, h_prev, C_prev)",
}
# The course's z, h and C are results of forward in backward, never a size or an initial state.
RESULT_NAMES = ("z", "h", "c", "y")
TARGET = "y"  # where there are no other targets
RESULTS = -1  # the place of an argument that gets the list of all of forward's results


def match(
    function: Function, role: str, results: int, names: Sequence[str] = (), held: bool = False
) -> tuple[Places, dict[str, str]]:
    """Return what each positional argument gets, and each one by keyword; the rest gets forward's `results`, in order.

    `names` are those of the results in the code of forward, where they are known: an argument of the same name gets
    that one. `held`: an object keeps the parameters. Raises TypeError where the number of arguments cannot be matched.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError as error:
        raise TypeError(f"{role} does not tell its arguments: expected a Python function") from error
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    keywords = {p.name: given for p in parameters if p.kind is p.KEYWORD_ONLY and (given := _given(p, role))}
    variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    required = sum(p.default is p.empty for p in positional)
    places, more = _places(function, role, positional, required, results, names, keywords, held=held, variadic=variadic)
    parts = as_parts([one for one in (*places, *keywords.values()) if isinstance(one, str)])
    return [parts.get(one, one) if isinstance(one, str) else one for one in places], {
        name: parts.get(given, given) for name, given in {**keywords, **more}.items()
    }


def _places(
    function: Function,
    role: str,
    positional: Sequence[inspect.Parameter],
    required: int,
    results: int,
    names: Sequence[str],
    keywords: Mapping[str, str],
    *,
    held: bool,
    variadic: bool,
) -> tuple[Places, dict[str, str]]:
    own = _by_result_name([p.name for p in positional], role, names) if results else None
    if own is not None:
        return own, {}
    told = [_given(p, role) for p in positional]
    # The y of a backward that takes targets under another name are predictions.
    kept = [name for name in RESULT_NAMES if name != TARGET or told.count("targets") > 1 or role != "backward"]
    left = {name for name in names if name} if role == "backward" else set()
    roles = [
        None
        if (place < results and plain(p.name) in kept and not annotated(p)) or (given == "p" and p.name in left)
        else given
        for place, (p, given) in enumerate(zip(positional, told, strict=True))
    ]
    short = {place: PARAMETER_ALIASES.get(plain(p.name), "") for place, p in enumerate(positional)}
    if any(part == f"b_{FUSED}" for part in short.values()):
        # Beside a b, W is the weight of all gates.
        roles = [given or (short[place] if FUSED in short[place] else None) for place, given in enumerate(roles)]
    roles = _with_states_apart(_with_one_target(roles, results), [*keywords.values()])
    roles = _with_needed(roles, [*NEEDED.get(role, ())], keywords, required)
    free = [place for place, given in enumerate(roles) if given is None]
    rest: Places = [*range(results)]
    course = [*rest, *(one for one in COURSE_ORDER[role] if one not in keywords.values())]
    if variadic:
        taken = [given if given is not None else rest.pop(0) if rest else "" for given in roles]
        if "" not in taken:
            return [*taken, *rest, *(one for one in course if isinstance(one, str) and one not in taken)], {}
    if len(free) == 1 and results > 1:
        rest = [RESULTS]
    if results and (not free or all(place >= required for place in free)) and (held or "targets" in roles):
        rest = []  # caches are kept elsewhere: on the object, or in globals
    if len(free) < len(rest) or any(place < required for place in free[len(rest) :]):
        again = _given_again(positional, roles, role)
        if again is not None:
            return again, {}
        if required <= len(course) <= len(positional):
            return course, {}
        listed = ", ".join(p.name for p in positional)
        raise TypeError(f"{getattr(function, '__name__', role)} takes ({listed}): expected {EXPECTED[role]}")
    stop = free[len(rest)] if len(free) > len(rest) else len(roles)  # from there on, defaults
    places: Places = [given if given is not None else rest.pop(0) for given in roles[:stop]]
    later = {p.name: given for p, given in zip(positional[stop:], roles[stop:], strict=True) if given is not None}
    return places, later


def _with_one_target(roles: list[str | None], results: int) -> list[str | None]:
    """Return the roles with the last of several targets: what comes before is predicted, as in (ys, caches, labels)."""
    last = max((place for place, role in enumerate(roles) if role == "targets" and results), default=0)
    return [None if role == "targets" and place < last else role for place, role in enumerate(roles)]


def _with_states_apart(roles: list[str | None], keywords: Sequence[str]) -> list[str | None]:
    """Return the roles with one state for what may be both, where the other one has an argument of its own."""
    single = {"h0", "C0"} & {*roles, *keywords}
    other = {"h0": "C0", "C0": "h0"}[single.pop()] if len(single) == 1 else None
    return [other if given == STATE and other else given for given in roles]


def _with_needed(
    roles: list[str | None], needed: Sequence[str], keywords: Mapping[str, str], required: int
) -> list[str | None]:
    """Return the roles with what is needed in the one place that is open, whatever it is called."""
    missing = [one for one in needed if one not in (*roles, *keywords.values())]
    free = [place for place, given in enumerate(roles) if given is None and place < required]
    single = missing[0] if len(missing) == len(free) == 1 else None
    return [single if place in free and single else given for place, given in enumerate(roles)]


class MisfitError(TypeError):
    """A function that takes some parameters and not the others: it is no language model's."""


@cache
def insist_on_parameters(role: str, given: tuple[str, ...], *, held: bool) -> None:
    """Raise MisfitError where a function takes some parameters one by one, and nothing else holds the others."""
    alone = [one for one in given if one.startswith(("W_", "b_"))]
    if not alone or held or "p" in given:
        return
    if missing := sorted({*PARAMETERS} - covered(alone)):
        raise MisfitError(f"{role} takes no {', '.join(missing)}: expected all ten parameters")


def required(function: Function) -> list[inspect.Parameter]:
    """Return the arguments that a function takes by position and does not do without."""
    parameters = inspect.signature(function).parameters.values()
    return [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty]


def annotated(parameter: inspect.Parameter) -> str | None:
    """Return the role that an argument says itself: `x: "inputs"`."""
    note = parameter.annotation
    text = note.strip("'\"") if isinstance(note, str) else ""
    return text if text in ROLES else None


def _given(parameter: inspect.Parameter, role: str) -> str | None:
    name = parameter.name
    found = annotated(parameter) or role_of(name, TAKES[role])
    return found if found is not None else PARAMETER_ALIASES.get(plain(name)) if len(plain(name)) > 1 else None


def _by_result_name(arguments: Sequence[str], role: str, names: Sequence[str]) -> Places | None:
    """Return the places if every argument is a result of forward by name, or has a role by name."""
    known = {_stem(name): place for place, name in enumerate(names) if name}
    found: Places = []
    for argument in arguments:
        place = known.get(_stem(argument))
        given = role_of(argument, (*TAKES[role], *GIVEN_AGAIN)) or PARAMETER_ALIASES.get(plain(argument))
        if place is not None:
            found.append(place)
        elif given is not None and plain(argument) not in RESULT_NAMES:
            found.append(given)
        elif "targets" not in found and all(names):
            found.append("targets")  # what else would be asked for beside forward's results
        else:
            return None
    fits = any(isinstance(place, int) for place in found) and found.count("targets") <= 1
    return found if fits else None


def _stem(name: str) -> str:
    """Return a name without the s of a list, so that z finds z_s."""
    short = plain(name)
    return short.removesuffix("s") if len(short) > 1 else short


def _given_again(positional: Sequence[inspect.Parameter], roles: Sequence[str | None], role: str) -> Places | None:
    """Return the places where what is left is what forward was given, or a single argument for its results."""
    if role != "backward":
        return None
    found: Places = []
    for parameter, given in zip(positional, roles, strict=True):
        again = given or role_of(parameter.name, GIVEN_AGAIN)
        if again is not None:
            found.append(again)
        elif RESULTS not in found and parameter.default is parameter.empty:
            found.append(RESULTS)
        else:
            return None
    return found if any(given in found for given in GIVEN_AGAIN) else None
