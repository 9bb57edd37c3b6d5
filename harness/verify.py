"""The harness grades itself: the reference must pass, every planted bug must be found and named first."""

import tempfile
from collections.abc import Callable
from concurrent.futures import as_completed
from pathlib import Path
from typing import NamedTuple

from harness.checks._check import checks
from harness.classroom import executors
from harness.grade import grade
from harness.launching import Options
from harness.records import Certainty, Report, Status, Verdict
from harness.renderers.kill_matrix import KillMatrix, KillRow, MutantStatus
from mutants._bundle import reference_source
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant

KILLING = frozenset({Status.FAIL, Status.ADVICE})
# Not in the catalogue: gradients that no bug explains, and that a harness which cannot fail would let pass.
PLANTED = {
    "all-zero gradients": ("return loss, tuple(0 * W for W in p)", Verdict.UNEXPLAINED),
    "random gradients": (
        "return loss, tuple(np.random.default_rng(0).standard_normal(W.shape) for W in p)",
        Verdict.UNEXPLAINED,
    ),
}
RETURN = "return loss, (dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"


class Verified(NamedTuple):
    """The kill matrix, and a sentence for everything that is not as it must be."""

    matrix: KillMatrix
    problems: tuple[str, ...]


def subjects() -> dict[str, str]:
    """Return what is graded, by name: the reference, wrong gradients of two kinds, every mutant."""
    reference = reference_source()
    planted = {name: reference.replace(RETURN, line) for name, (line, _) in PLANTED.items()}
    return {"reference": reference, **planted, **{mutant.id: mutant.source() for mutant in catalogue()}}


def verified(*, seed: int, jobs: int, progress: Callable[[], object]) -> Verified:
    """Grade every subject in `jobs` processes at a time; `progress` is called after each."""
    texts = subjects()
    reports: dict[str, Report] = {}
    with tempfile.TemporaryDirectory() as folder, executors.stoppable(jobs, Path(folder)) as pool:
        waiting = {}
        for number, (name, text) in enumerate(texts.items()):
            path = Path(folder) / f"{number}.py"
            path.write_text(text, encoding="utf-8")
            waiting[pool.submit(grade, path, Options(seed=seed))] = name
        for future in as_completed(waiting):
            reports[waiting[future]] = future.result()
            progress()
    rows = tuple(_row(mutant, reports[mutant.id]) for mutant in catalogue())
    problems = [sentence for name in texts if (sentence := _problem(name, reports[name]))]
    return Verified(KillMatrix(tuple(checks()), rows, reference_source()), tuple(problems))


def _row(mutant: Mutant, report: Report) -> KillRow:
    """Return what the checks, and the diagnosis, made of one mutant."""
    source = reference_source().splitlines()
    first, last = min(mutant.edits), max(mutant.edits)
    killed_by = tuple(result.id for result in report.checks if result.status in KILLING)
    status = MutantStatus.KILLED if killed_by else MutantStatus.SURVIVED
    return KillRow(
        id=mutant.id,
        title=mutant.title,
        status=MutantStatus.IGNORED if mutant.equivalent and not killed_by else status,
        correct=mutant.correct,
        buggy=mutant.buggy,
        line=first,
        column=1,
        end_line=last,
        end_column=len(source[last - 1]) + 1,
        killed_by=killed_by,
        reason=mutant.equivalent,
        named_first=report.bugs[0].id if report.bugs else "",
    )


def _problem(name: str, report: Report) -> str:
    """Return what is wrong with the harness, judged by one subject whose bug is known; "" where nothing is."""
    mutant = find(name)
    if mutant is None:
        return _problem_of_planted(name, report)
    if mutant.equivalent:
        blamed = report.verdict is not Verdict.CLEAN or bool(report.bugs)
        return f"{name}: equivalent to the reference, and yet blamed ({report.headline})" if blamed else ""
    if not any(result.status in KILLING for result in report.checks):
        return f"{name}: no check notices it ({report.headline})"
    certainty = Certainty.LATENT if mutant.latent else Certainty.EXACT
    wanted = (name, mutant.severity, certainty)
    first = next(((bug.id, bug.severity, bug.certainty) for bug in report.bugs), ())
    told = ", ".join(first) or "nothing"
    return "" if first == wanted else f"{name}: named first is {told}; expected {', '.join(wanted)} ({report.headline})"


def _problem_of_planted(name: str, report: Report) -> str:
    """Judge what is not in the catalogue: the reference must be clean, wrong gradients unexplained."""
    wanted = PLANTED[name][1] if name in PLANTED else Verdict.CLEAN
    if report.verdict is wanted and (report.bugs == () or wanted is not Verdict.CLEAN):
        return ""
    return f"{name}: the verdict is {report.verdict}, expected {wanted} ({report.headline})"
