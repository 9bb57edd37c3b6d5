"""Is every part of the submission Python, in the spelling of today's Python and NumPy?"""

from collections.abc import Iterable

from harness.checks._check import Check, Finding
from harness.observations import Observations
from harness.records import Fact, Status
from harness.submissions.submission import Hole, Mend, Submission

# A line for each of so many; a script of Python 2 prints in hundreds of places.
MOST_PLACES = 5


def judge(observations: Observations) -> Finding:
    """Tell what could not be parsed, and what was mended in memory; neither costs points here."""
    given = observations.submission
    holes = [(_span(given, hole), f"left out: {hole.message} ({given.where(hole.at)})") for hole in given.holes]
    spellings = list(_spellings(given))
    if not holes and not spellings:
        return Finding(Status.PASS, "All of it is Python, in the spelling of today's Python and NumPy.")
    facts = tuple(Fact(name, value) for name, value in [*holes, *spellings])
    said = []
    if holes:
        said.append(
            f"Left out, because Python cannot parse it: {'; '.join(where for where, _ in holes[:MOST_PLACES])}."
        )
    if spellings:
        said.append("Read as newer spelling: " + "; ".join(f"{old}: {how}" for old, how in spellings) + ".")
    return Finding(Status.ADVICE, " ".join(said), facts)


def _span(given: Submission, hole: Hole) -> str:
    more = f"–{given.place(hole.last).line}" if hole.last > hole.line else ""
    return given.where(hole.line) + more


def _spellings(given: Submission) -> Iterable[tuple[str, str]]:
    """Yield each old spelling, with what to write for it and where it stands."""
    by_kind: dict[tuple[str, str], list[Mend]] = {}
    for mend in given.mends:
        by_kind.setdefault((mend.found, mend.better), []).append(mend)
    for (found, better), mends in by_kind.items():
        places = list(dict.fromkeys(given.where(mend.line) for mend in mends))
        more = f" and {len(places) - MOST_PLACES} more lines" if len(places) > MOST_PLACES else ""
        yield found, f"write {better} ({', '.join(places[:MOST_PLACES])}{more})"


CHECK = Check(order=85, judge=judge)
