"""Reads what a run over a class wrote, `results.jsonl`, and a single report, strictly."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from harness.classroom.entries import plain
from harness.classroom.results import Outcome, State, outcome_of
from harness.errors import UsageError
from harness.records import Report, Score
from harness.renderers.json_reader import ReportError, parsed, report_of


@dataclass(frozen=True)
class Line:
    """A student's line of the file."""

    student: str
    slug: str
    identity: str
    state: State
    sentence: str
    earned: Decimal | None
    possible: Decimal | None
    report: Report | None

    @property
    def outcome(self) -> Outcome:
        """What became of the submission in that run."""
        return outcome_of(self.state, self.report.verdict if self.report else None)


@dataclass(frozen=True)
class Chosen:
    """A report to look at, under a plain name; where there is none, the sentence says why."""

    name: str
    report: Report | None
    sentence: str = ""


def lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a class's results, one in memory at a time; raises UsageError."""
    empty = True
    for number, text in _numbered(path):
        empty = False
        try:
            yield _line(parsed(text))
        except ReportError as problem:
            raise UsageError(f"{path}, line {number}: {problem}; give a results.jsonl of harness grade.") from None
    if empty:
        raise UsageError(f"{path} is empty; give a results.jsonl of harness grade.")


def chosen(path: Path, student: str) -> Chosen:
    """Return the report of a file; of a class's results that of `student`, who may be "" where there is but one.

    Raises UsageError.
    """
    if _is_of_a_class(path):
        line = _of_student(path, tuple(lines(path)), student)
        return Chosen(plain(line.slug), _marked(line), line.sentence)
    if student:
        raise UsageError(f"{path} holds the report of one submission: leave --student out.")
    try:
        report = report_of(parsed("".join(f"{text}\n" for _, text in _numbered(path))))
    except ReportError as problem:
        raise UsageError(f"{path} is no result of harness check --json or harness grade: {problem}.") from None
    return Chosen(plain(Path(report.submission).stem), report)


def _marked(line: Line) -> Report | None:
    """Return a line's report with the mark that stands beside it."""
    if line.report is None or line.possible is None:
        return line.report
    return replace(line.report, score=Score(float(line.earned or 0), float(line.possible)))


def _of_student(path: Path, found: Sequence[Line], student: str) -> Line:
    names = [line.student for line in found]
    if not student:
        if len(found) == 1:
            return found[0]
        raise UsageError(f"{path} holds {len(found)} students; name one of them with --student, such as {names[0]!r}.")
    # The name under which a report is kept is nobody else's.
    own = [line for line in found if line.slug == student] or [line for line in found if line.student == student]
    if len(own) > 1:
        slugs = ", ".join(line.slug for line in own)
        raise UsageError(f"{path} holds {len(own)} students named {student!r}; give one of {slugs}.")
    if not own:
        close = difflib.get_close_matches(student, names, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {len(found)}, such as {names[0]!r}."
        raise UsageError(f"{path} holds no student {student!r}; {hint}")
    return own[0]


def _is_of_a_class(path: Path) -> bool:
    """Whether the first line is a student's; a report alone has many lines, or no student."""
    _, first = next(_numbered(path), (0, ""))
    try:
        data = parsed(first)
    except ReportError:
        return False
    return isinstance(data, dict) and "student" in data


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines with something in them, and their numbers; raises UsageError."""
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    yield number, text.removesuffix("\n")
    except UnicodeDecodeError:
        raise UsageError(
            f"{path} is no text in UTF-8; give a file that harness check or harness grade wrote."
        ) from None
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from None


def _line(data: object) -> Line:
    if not isinstance(data, dict):
        raise ReportError("it is no object")
    state = _text(data, "state")
    if state not in list(State):
        raise ReportError(f"state is {state!r:.60}, expected one of {', '.join(State)}")
    report = data.get("report")
    return Line(
        student=_text(data, "student"),
        slug=_text(data, "slug"),
        identity=_text(data, "identity"),
        state=State(state),
        sentence=_text(data, "sentence"),
        earned=_number(data, "earned"),
        possible=_number(data, "possible"),
        report=None if report is None else report_of(report),
    )


def _text(data: dict[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise ReportError(f"{name} is {value!r:.60}, expected text")
    return value


def _number(data: dict[str, object], name: str) -> Decimal | None:
    """Return an exact decimal, which stands there as text."""
    value = data.get(name)
    if value is None:
        return None
    try:
        number = Decimal(value if isinstance(value, str) else "")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ReportError(f"{name} is {value!r:.60}, expected a decimal as text, or null")
    return number
