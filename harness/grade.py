"""From a submission to its report: load, run, check, diagnose."""

import platform
import shlex
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from harness import __version__, self_consistency, training_runs
from harness.checks import interface
from harness.checks._check import CONFIRMING, checks, run_checks
from harness.checks._contract import insist_on_answers
from harness.client import Worker
from harness.diagnosis import locate
from harness.diagnosis.diagnose import Diagnosis, diagnose, with_remarks
from harness.diagnosis.naming import in_order, masked
from harness.errors import HarnessError, UsageError
from harness.expectation import worst_errors
from harness.languages.words import ENGLISH, speaking
from harness.launching import Options
from harness.maps import begin_step_curve, derivatives, error_maps, norms, step_curve
from harness.measured import REFERENCE, Training
from harness.observations import Observations
from harness.opening import Session, opened
from harness.records import CheckResult, Isolation, Report, Reproduce, Score, Status, Verdict
from harness.submissions.submission import Submission, as_written
from mutants._mutant import Severity


class Judged(NamedTuple):
    """What checks and diagnosis say together."""

    verdict: Verdict
    headline: str


class Examined(NamedTuple):
    """A submission's report, and its text with all bugs mended, where such a text was found and proven.

    It is `unwritten` where a proven change could not be written into the code as its author has it.
    """

    report: Report
    mended: str | None = None
    unwritten: bool = False


def grade(
    path: Path, options: Options, worker: Worker | None = None, meanwhile: Callable[[], None] | None = None
) -> Report:
    """Grade the submission at `path`, in a `worker` that was started ahead, if any; the answer is always a report.

    `meanwhile` is called once the worker has enough to do for some tenths of a second.

    Raises UsageError where the options ask for something that is not there.
    """
    return examine(path, options, worker, meanwhile).report


def examine(
    path: Path, options: Options, worker: Worker | None = None, meanwhile: Callable[[], None] | None = None
) -> Examined:
    """Grade the submission at `path`, and mend it where the options ask for that. Raises what `grade` raises."""
    began = time.perf_counter()
    name = path.name or path.resolve().name or str(path.resolve())
    try:
        # A submission's numbers may be anything, and are judged by comparisons that NaN and Inf fail.
        # Records are English, whatever language they are shown in.
        with opened(path, options, worker) as session, np.errstate(all="ignore"), speaking(ENGLISH):
            found = _examined(session, name, meanwhile)
    except UsageError:
        raise  # the command's fault, not the submission's
    except HarnessError as error:
        found = Examined(ungradable(name, str(error), options))
    seconds = round(time.perf_counter() - began, 3)
    return found._replace(report=replace(found.report, seconds=seconds))


def judged(results: tuple[CheckResult, ...], diagnosis: Diagnosis) -> Judged:
    """Return the verdict, and the sentence that says it."""
    errors = [bug for bug in diagnosis.bugs if bug.severity is Severity.ERROR]
    remarks = len(diagnosis.bugs) - len(errors)
    failed = [result for result in results if result.status is Status.FAIL and result.id not in CONFIRMING]
    undecided = [r for r in results if r.status is Status.INCONCLUSIVE and r.id not in CONFIRMING]
    if errors:
        from harness.renderers._verdict import to_change  # now, as the worker waits for all imports above

        return Judged(Verdict.BUGS, to_change(errors))
    # These say why all other numbers are wrong.
    if leading := [result for result in failed if result.id in ("interface", "purity")]:
        return Judged(Verdict.UNEXPLAINED, leading[0].message)
    if failed:
        return Judged(Verdict.UNEXPLAINED, f"Wrong, and no documented bug explains it. {failed[0].message}")
    if undecided:
        return Judged(Verdict.INCONCLUSIVE, f"The numbers do not decide. {undecided[0].message}")
    aside = f", with {remarks} remark{'s' if remarks > 1 else ''}" if remarks else ""
    return Judged(Verdict.CLEAN, f"Right{aside}: every check agrees with the reference.")


def of_top_level(said: Judged, submission: Submission) -> Judged:
    """Return what is said of a submission whose training loop was judged as a function, which we may have misread.

    Right numbers, and wrong ones that a documented bug gives exactly, show that it was read rightly. Right predictions
    beside wrong gradients do not: what was taken for the gradients may be something else.
    """
    if submission.script is None or said.verdict is not Verdict.UNEXPLAINED:
        return said
    from harness.submissions.toplevel.lift import judged_part  # of scripts alone

    part = judged_part(submission)[0]
    return Judged(
        Verdict.INCONCLUSIVE,
        f"The numbers do not decide. {submission.where(part.line).capitalize()}: {part.reason}; either it is wrong, or "
        f"this is not how it is meant: put both passes into functions. {said.headline}",
    )


def scored(results: tuple[CheckResult, ...]) -> Score:
    """Return the points that the checks earn."""
    points = {check_id: check.points for check_id, (_, check) in checks().items()}
    earned = sum(points[result.id] * result.fraction for result in results)
    return Score(round(earned, 2), float(sum(points.values())))


def ungradable(name: str, sentence: str, options: Options) -> Report:
    """Return the report of a submission that cannot be judged."""
    return Report(
        submission=name,
        verdict=Verdict.UNGRADABLE,
        headline=sentence,
        score=Score(0.0, float(sum(check.points for _, check in checks().values()))),
        contract=options.contract,
        checks=(),
        bugs=(),
        training=Training(),
        isolation=Isolation(options.isolation),
        reproduce=_reproduce(name, options),
    )


def _examined(session: Session, name: str, meanwhile: Callable[[], None] | None) -> Examined:
    observations = session.observations
    insist_on_answers(observations, session.contract.name)
    answered = interface.judge(observations).status is Status.PASS
    if answered:
        _ask_ahead(observations)
    if meanwhile is not None:
        meanwhile()
    found = diagnose(observations)
    runs = answered and not observations.quick
    # What needs no further answer first: the worker is still busy.
    training = training_runs.with_bugs(observations, found.causes) if runs and not observations.cell else Training()
    tensors = error_maps(observations) if answered else ()
    through_time = norms(observations, found.causes) if answered else ()
    results = run_checks(observations)
    checked_derivatives = derivatives(observations) if runs else ()
    curve = step_curve(observations) if runs else None
    diagnosis = with_remarks(observations, found)
    said = of_top_level(judged(results, diagnosis), session.submission)
    report = Report(
        submission=name,
        verdict=said.verdict,
        headline=said.headline,
        score=scored(results),
        contract=session.contract.name,
        checks=results,
        bugs=diagnosis.bugs,
        training=training,
        isolation=session.isolation,
        reproduce=_reproduce(name, session.options),
        tensors=tensors,
        derivatives=checked_derivatives,
        step_curve=curve,
        norms=through_time,
        source=session.source(),
    )
    unexplained = answered and said.verdict is Verdict.UNEXPLAINED
    if not (unexplained or session.options.mends):
        return Examined(report)
    return _followed_up(session, diagnosis, report, unexplained=unexplained)


def _followed_up(session: Session, diagnosis: Diagnosis, report: Report, *, unexplained: bool) -> Examined:
    """Return the report with the edits that mend the submission, and with what is known of bugs nothing explains."""
    from harness.repair.mend import Mended, fix_of, mend  # few need it, and the worker waits for all imports above
    from harness.repair.unexplained import unexplained as facts

    found = mend(session, diagnosis) if session.options.mends else Mended()
    bugs = [replace(bug, fix=found.fixes.get(bug.id)) for bug in report.bugs]
    report = replace(
        report,
        bugs=in_order([*bugs, *masked(bugs, found.uncovered)]),
        mended=None if found.text is None else fix_of(session, found.text),
        unexplained=facts(session) if unexplained else None,
    )
    mended = None if found.text is None else as_written(session.submission, found.text)
    return Examined(report, mended, unwritten=found.text is not None and mended is None)


def _quoted(name: str) -> str:
    """Return a file name as a shell takes it; one that begins with - would be an option."""
    return shlex.quote(f"./{name}" if name.startswith("-") else name)


def _ask_ahead(observations: Observations) -> None:
    """Send what diagnosis and checks will ask, in that order: the worker computes while we think."""
    observations.prefetch([*observations.extreme, *observations.odd.values()])
    _, errors = worst_errors(observations)
    if not all(off < observations.tolerance for off in errors.values()):
        locate.begin(observations, locate.traced_case(observations))
    if observations.quick:
        return
    common = None if observations.cell else training_runs.begin(observations)
    self_consistency.start(observations)
    begin_step_curve(observations)
    if common is not None:
        training_runs.of_system(common, REFERENCE, frozenset())  # kept for the check, which comes later


def _reproduce(name: str, options: Options) -> Reproduce:
    versions = {"harness": __version__, "numpy": np.__version__, "python": platform.python_version()}
    return Reproduce(f"harness check {_quoted(name)} {options.arguments}".rstrip(), options.seed, versions)
