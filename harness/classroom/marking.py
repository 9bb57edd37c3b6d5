"""Turns a report into a mark by the rubric, exactly: fractions inside, decimals of two places outside."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isfinite

from harness.checks._check import EARNING
from harness.classroom.rubric import Rubric
from harness.measured import TensorError
from harness.records import Bug, CheckResult, Report, Score, Status, Verdict

# What the courses' systems keep of a mark.
CENT = Decimal("0.01")
# A check's fraction is a count over a small number that came as a float: this finds it again.
MOST_PARTS = 1000


@dataclass(frozen=True)
class Part:
    """What one check earned."""

    check: str
    earned: Decimal
    possible: Decimal


@dataclass(frozen=True)
class Deduction:
    """What one bug cost."""

    bug: str
    points: Decimal


@dataclass(frozen=True)
class Mark:
    """A student's mark and how it came about; `earned` is None where the rubric gives none."""

    earned: Decimal | None
    possible: Decimal
    parts: tuple[Part, ...] = ()
    deductions: tuple[Deduction, ...] = ()


def mark(report: Report, rubric: Rubric) -> Mark:
    """Return the mark of a report, never below 0."""
    if report.verdict is Verdict.UNGRADABLE:
        return ungradable(rubric)
    parts = tuple(_parts(report, rubric))
    deductions = tuple(_deductions(report, rubric))
    total = sum((part.earned for part in parts), Decimal(0)) - sum((one.points for one in deductions), Decimal(0))
    return Mark(tidy(max(total, Decimal(0))), tidy(rubric.possible), parts, deductions)


def ungradable(rubric: Rubric) -> Mark:
    """Return the mark of a submission that could not be judged."""
    return Mark(None if rubric.ungradable is None else tidy(rubric.ungradable), tidy(rubric.possible))


def seen_by(report: Report, rubric: Rubric, given: Mark) -> Report:
    """Return the report with the rubric's severities and mark; the verdict stays what the numbers say."""
    bugs = tuple(replace(bug, severity=rubric.severity(bug)) for bug in report.bugs)
    score = Score(float(given.earned or 0), float(given.possible))
    return replace(report, bugs=bugs, score=score)


def tidy(number: Decimal) -> Decimal:
    """Return a number rounded to cents, without zeros at its end, and never in powers of ten."""
    rounded = number.quantize(CENT, ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded.normalize()


def _parts(report: Report, rubric: Rubric) -> Iterator[Part]:
    found = {check.id: check for check in report.checks}
    forward = found.get("forward")
    for check_id, points in rubric.points.items():
        if not points:
            continue
        share = Fraction(0)
        if check_id in found:
            share = _share(found[check_id])
        # Where the forward pass differs the check was judged by the code's own loss, and the tensors by another; and
        # where all of them are right, by several sequences at once, of which the tensors know nothing.
        if check_id == "gradients" and check_id in found and found[check_id].status is Status.FAIL:
            if not rubric.gradients.partial:
                share = Fraction(0)
            elif forward is not None and forward.status in EARNING and not all(one.right for one in report.tensors):
                share = _share_of_tensors(report.tensors, rubric)
        yield Part(check_id, tidy(_decimal(Fraction(points) * share)), tidy(points))


def _share(check: CheckResult) -> Fraction:
    return Fraction(check.fraction).limit_denominator(MOST_PARTS)


def _share_of_tensors(tensors: tuple[TensorError, ...], rubric: Rubric) -> Fraction:
    weights = {tensor.name: Fraction(rubric.gradients.weights.get(tensor.name, Decimal(1))) for tensor in tensors}
    earned = sum(weights[tensor.name] * _share_of_tensor(tensor, rubric) for tensor in tensors)
    return Fraction(earned, sum(weights.values())) if any(weights.values()) else Fraction(0)


def _share_of_tensor(tensor: TensorError, rubric: Rubric) -> Fraction:
    if tensor.right:
        return Fraction(1)
    if not isfinite(tensor.relative_error):
        return Fraction(0)
    off = Decimal(tensor.relative_error)
    return max((Fraction(level.share) for level in rubric.gradients.levels if off <= level.up_to), default=Fraction(0))


def _deductions(report: Report, rubric: Rubric) -> Iterator[Deduction]:
    """Yield what the bugs cost, within the limit of their family and that of all; help given must not cost marks."""
    by_key: dict[str, Decimal] = defaultdict(Decimal)
    left = rubric.deductions.most
    for bug in (one for one in report.bugs if one.counts):
        key, each, most = _charge(bug, rubric)
        points = each if most is None else min(each, max(most - by_key[key], Decimal(0)))
        by_key[key] += points
        if left is not None:
            points = min(points, left)
            left -= points
        if points:
            yield Deduction(bug.id, tidy(points))


def _charge(bug: Bug, rubric: Rubric) -> tuple[str, Decimal, Decimal | None]:
    """Return under which name a bug is charged, its cost, and the most that this name may cost."""
    for key in (bug.id, bug.family):
        if key in rubric.deductions.bugs:
            charge = rubric.deductions.bugs[key]
            return key, charge.each, charge.most
    return bug.id, rubric.deductions.of(rubric.severity(bug)), None


def _decimal(number: Fraction) -> Decimal:
    """Return a fraction to cents, half a cent upwards: exact where it has two places."""
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(CENT, ROUND_HALF_UP)
