"""JUnit XML: a suite for each student, a case for each check."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from harness.classroom.exports._findings import findings
from harness.classroom.exports._form import File, Setting, Source, Student, text
from harness.classroom.results import State
from harness.records import CheckResult, Status

# Characters of one text.
MOST = 4000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="harness">\n'
# A failure is the submission's, an error is ours or keeps us from judging, a skipped case was not asked or not decided.
KINDS = {Status.FAIL: "failure", Status.SKIP: "skipped", Status.INCONCLUSIVE: "skipped"}


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `junit.xml`, written suite by suite."""
    del setting
    yield File("junit.xml", _parts(source))


def _parts(source: Source) -> Iterator[str]:
    yield HEAD
    for student in source():
        yield ET.tostring(_suite(student), encoding="unicode") + "\n"
    yield "</testsuites>\n"


def _suite(student: Student) -> ET.Element:
    name = text(student.row.student, MOST)
    cases = [_case(name, "grading", "error" if _stopped(student) else "skipped", student.sentence, student.sentence)]
    if student.report is not None and student.report.checks:
        told = "\n".join(f"{one.rule}: {one.title}" for one in findings(student.report))
        cases = [_of_check(name, check, told) for check in student.report.checks]
        if student.row.state is State.FAULT:
            cases.append(_case(name, "grading", "error", student.sentence, ""))
    suite = ET.Element("testsuite", name=name, tests=str(len(cases)))
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(kind) is not None for case in cases)))
    suite.extend(cases)
    return suite


def _stopped(student: Student) -> bool:
    return student.row.state is not State.MISSING


def _of_check(name: str, check: CheckResult, told: str) -> ET.Element:
    kind = KINDS.get(check.status, "")
    return _case(name, check.id, kind, check.message, f"{check.message}\n{told}" if kind == "failure" else "")


def _case(student: str, name: str, kind: str, message: str, told: str) -> ET.Element:
    case = ET.Element("testcase", classname=student, name=text(name, MOST))
    if kind:
        attributes = {"message": " ".join(text(message, MOST).split())}
        if kind != "skipped":
            attributes["type"] = f"harness.{kind}"
        ET.SubElement(case, kind, attributes).text = text(told, MOST) or None
    return case
