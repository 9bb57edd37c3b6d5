"""Bugs that only several sequences at once show: documented ones, in some of their places or all, or what is known."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from harness.answers import distance
from harness.diagnosis import systems
from harness.diagnosis.batches import WrongInBatch, meant, sums_to_one_over_all, wrong_in_batch
from harness.diagnosis.locate import locate
from harness.diagnosis.naming import named
from harness.diagnosis.schema import schema
from harness.observations import Observations
from harness.records import Bug, Certainty
from mutants._catalogue import find
from mutants._mutant import MutantError, Severity

FAMILY = "unexplained"
ALONE = "In the case batch, and in no ordinary one, the reference with this bug does the same."
TOGETHER = "In the case batch, and in no ordinary one, the reference with {0} does the same."
PARTLY = "In the case batch, and in no ordinary one, the reference with this bug in {0} alone does the same."
MEANT = "The code is written for batches: it reads how many sequences there are."


def from_batch(observations: Observations, causes: frozenset[str]) -> list[Bug]:
    """Return the latent bugs that give the numbers of a batch; else one that says what is wrong, its cause unknown.

    They are errors of code that is written for batches, where a wrong gradient has its parameter's shape; what no bug
    explains is said by the checks then.
    """
    if any(answer.failure is not None for _, answer in observations.answers):
        return []  # it fails for one sequence too
    wrong = wrong_in_batch(observations, causes)
    if wrong is None:
        return []
    explained = [] if wrong.predictions else _documented(observations, wrong, causes)
    if meant(observations) and _sums(observations, wrong):
        return [
            replace(bug, severity=Severity.ERROR, certainty=Certainty.EXACT, evidence=f"{bug.evidence} {MEANT}")
            for bug in explained
        ]
    if explained or causes or not (wrong.measured and _sums(observations, wrong)):
        return explained
    return [_unknown(observations, wrong)]


@lru_cache(maxsize=1)  # two checks and the facts ask for the same
def error_in_batch(observations: Observations) -> WrongInBatch | None:
    """Return what is wrong with several sequences, of a submission that is written for them and right for one.

    None where nobody can tell: without derivatives a documented bug is the only evidence.
    """
    wrong = wrong_in_batch(observations) if meant(observations) else None
    if wrong is None or not _sums(observations, wrong):
        return None
    return wrong if wrong.measured or (not wrong.predictions and documented_places(observations, wrong)) else None


def _sums(observations: Observations, wrong: WrongInBatch) -> bool:
    """Whether some of the wrong gradients have the shape of their parameters.

    Gradients with a column for each sequence, and all others right: code that nobody meant for a batch.
    """
    return any(_has_shape(observations, wrong, name) for name in wrong.tensors)


def _documented(observations: Observations, wrong: WrongInBatch, causes: frozenset[str]) -> list[Bug]:
    """Return the records of the smallest set of latent bugs that gives these numbers."""
    places = documented_places(observations, wrong, causes)
    by_bug = {bug: [place for place in places if _bug(place) == bug] for bug in sorted(map(_bug, places))}
    if not by_bug:
        return []
    lines = locate(observations, frozenset(by_bug) | causes, wrong.scale, wrong.case)
    return [
        named(bug, _told(observations, wrong, bug, of, by_bug), location=lines.get(bug)) for bug, of in by_bug.items()
    ]


def documented_places(
    observations: Observations, wrong: WrongInBatch, causes: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the smallest set of latent bugs, or of places of theirs, that gives these numbers; else none."""
    for places in _sets(cell=observations.cell):
        try:
            expected = wrong.expected(observations, causes | places)
        except MutantError:
            continue  # it changes a line that a cause changes in another way
        found = observations.answer(wrong.case).gradients
        if expected and all(
            distance(found.get(name), value) < observations.tolerance for name, value in expected.items()
        ):
            return places
    return frozenset()


def _sets(*, cell: bool) -> Iterator[frozenset[str]]:
    """Yield sets of latent bugs, whole ones first, then by the number of places where they stand."""
    latent = [bug for bug in systems.bearing(cell=cell) if (mutant := find(bug)) is not None and mutant.latent]
    yield from (frozenset([bug]) for bug in latent)
    parts = {bug: [part for part in schema().parts if _bug(part) == bug] or [bug] for bug in latent}
    places = [place for bug in latent for place in parts[bug]]
    for count in range(1, len(places) + 1):
        yield from (frozenset(some) for some in combinations(places, count))


def _bug(place: str) -> str:
    return place.partition("@")[0]


def _told(
    observations: Observations, wrong: WrongInBatch, bug: str, places: list[str], all_bugs: dict[str, list[str]]
) -> str:
    if len(all_bugs) > 1:
        return TOGETHER.format(", ".join(sorted(all_bugs)))
    if places == [bug]:
        return ALONE
    right = wrong.expected(observations, frozenset())
    bugged = wrong.expected(observations, frozenset(places))
    moved = [name for name in right if not distance(bugged[name], right[name]) < observations.tolerance]
    return PARTLY.format(", ".join(moved))


def _has_shape(observations: Observations, wrong: WrongInBatch, name: str) -> bool:
    gradient = observations.answer(wrong.case).gradients.get(name)
    return gradient is not None and gradient.shape == wrong.case.arrays[name].shape


def _unknown(observations: Observations, wrong: WrongInBatch) -> Bug:
    B = wrong.case.output_shape[2]
    told = [*_off(observations, wrong), "No documented bug gives these numbers: the cause is not known."]
    return Bug(
        id=f"{FAMILY}:batch",
        family=FAMILY,
        title="With several sequences at once the numbers are wrong.",
        severity=Severity.ROBUSTNESS,
        certainty=Certainty.LATENT,
        where="batch of sequences",
        symptom=f"Wrong with {B} sequences at once: {', '.join(wrong.tensors)}.",
        hint="Over which axis does each sum, mean and maximum go when there are several columns?",
        explanation=(
            "The code takes a batch, one column a sequence, and its loss counts all of them, but its gradients are not "
            "those of that loss. With one sequence at a time there is a single column, so that a sum over the batch, a "
            "mean over it and no sum at all are the same, and nothing shows. With more columns they are not: the "
            "gradient of a parameter is the sum over the columns, and a softmax is taken over each column alone. Look "
            "at every sum, mean, maximum and division that goes over an axis, and at what it does to several columns."
        ),
        formula=r"\mathrm{d}\theta = \sum_{batch} \mathrm{d}\theta_{sequence}",
        correct="",
        buggy="",
        evidence=" ".join(told),
    )


def _off(observations: Observations, wrong: WrongInBatch) -> list[str]:
    """Return in sentences how predictions and gradients differ from the right ones."""
    B = wrong.case.output_shape[2]
    if wrong.predictions:
        return [_of_predictions(observations, wrong), *_not_of_loss(wrong.tensors)]
    found, right = observations.answer(wrong.case).gradients, wrong.expected(observations, frozenset())
    shaped = [name for name in wrong.tensors if _has_shape(observations, wrong, name)]
    divided = divided_by_batch(observations, wrong)
    others = [name for name in shaped if name not in divided]
    misshapen = [name for name in wrong.tensors if name not in shaped]
    told = []
    if divided:
        told.append(f"With {B} sequences at once the right gradients of {', '.join(divided)} come out divided by {B}.")
    if others:
        off = max(distance(found[name], right[name]) for name in others)
        told.append(f"With {B} sequences at once the gradients of {', '.join(others)} are off by up to {off:.1e}.")
    if misshapen:
        told.append(f"With {B} sequences at once the gradients of {', '.join(misshapen)} have another shape.")
    return [*told, *_not_of_loss(shaped)]


def divided_by_batch(observations: Observations, wrong: WrongInBatch) -> list[str]:
    """Return the tensors whose gradients are the right ones over the number of sequences."""
    B = wrong.case.output_shape[2]
    found, right = observations.answer(wrong.case).gradients, wrong.expected(observations, frozenset())
    shaped = [name for name in wrong.tensors if _has_shape(observations, wrong, name)]
    return [name for name in shaped if distance(found[name] * B, right[name]) < observations.tolerance]


def _not_of_loss(tensors: Sequence[str]) -> list[str]:
    return [f"Finite differences of the code's own loss say so too, for {', '.join(tensors)}."] if tensors else []


def _of_predictions(observations: Observations, wrong: WrongInBatch) -> str:
    B = wrong.case.output_shape[2]
    outputs = observations.answer(wrong.case).outputs
    if outputs is not None and sums_to_one_over_all(outputs):
        return f"With {B} sequences at once the predictions of all sequences of a step sum to 1, not those of each."
    return f"With {B} sequences at once the predictions are off by {wrong.predictions:.1e} of the largest."
