"""Students in every state, made from the sample reports: what an export is given."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from renderers.samples import HOSTILE, SAMPLES

from harness.classroom.exporting import student
from harness.classroom.exports._form import Setting, Student
from harness.classroom.grading import marked, missing_row
from harness.classroom.results import Result, State
from harness.classroom.rubric import Rubric
from harness.hints import Hints
from harness.records import Report, Verdict

# Whom a system may take for a command, a formula, markup or an end of something.
NAMES = ("=cmd|' /C calc'!A0", "::error::owned", "]]></testsuite>", 'Doe, "Jane"\r\n;x', "\ud800", "😀", HOSTILE)
# A bug that no reader of a lower level may know.
BUG = "cell-double-tanh"


@cache
def made(slug: str) -> Report:
    """Return a sample, made once."""
    return SAMPLES[slug]()


def class_of(rubric: Rubric | None = None) -> tuple[Student, ...]:
    """Return a student for each sample report and each state without one."""
    rubric = rubric or Rubric()
    found = []
    for number, slug in enumerate(SAMPLES):
        report = made(slug)
        name = NAMES[number % len(NAMES)]
        state = State.UNGRADABLE if report.verdict is Verdict.UNGRADABLE else State.GRADED
        result = Result(name, slug, state, report, identity=str(1000 + number))
        found.append(student(marked(result, rubric), report, rubric))
    earlier = made("one_bug")
    fault = Result("fault", "fault", State.FAULT, None, "OSError: /home/grader/secret", "2000")
    rows = (fault, replace(fault, student="kept", slug="kept", report=earlier, identity="2001"))
    found += [student(marked(result, rubric), result.report, rubric) for result in rows]
    nothing = Result("empty", "empty", State.UNGRADABLE, None, "There is no file in empty; hand one in.", "2002")
    return (*found, student(marked(nothing, rubric), None, rubric), student(missing_row("late"), None, rubric))


@cache
def class_at(level: Hints) -> tuple[Student, ...]:
    """Return the class under the default rubric with another level of help."""
    return class_of(at(level))


def named(slug: str) -> Student:
    """Return the student of this slug."""
    return next(one for one in class_at(Hints.EXPLAIN) if one.row.slug == slug)


def having(one: Student, **changes: object) -> Student:
    """Return a student with another report."""
    assert one.report is not None
    return replace(one, report=replace(one.report, **changes))


def setting(rubric: Rubric | None = None, **changes: object) -> Setting:
    """Return what an export may ask."""
    return replace(Setting("LSTM", rubric or Rubric(), numbered=True), **changes)


def source(students: tuple[Student, ...]) -> Iterator[Student]:
    """Yield the students, as often as it is called."""
    return iter(students)


def at(level: Hints) -> Rubric:
    """Return the default rubric with another level of help."""
    return replace(Rubric(), hints=level)
