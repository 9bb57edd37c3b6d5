"""SARIF 2.1.0, one log for each student: a rule for each bug, with help, place and a fingerprint."""

from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote

from harness import __version__
from harness.classroom.exports._findings import Finding, findings
from harness.classroom.exports._form import File, Setting, Source, Student, as_json, text
from harness.classroom.results import State
from harness.records import Report, Verdict
from harness.renderers.json import JSON
from mutants._mutant import Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.ROBUSTNESS: "warning", Severity.ADVICE: "note"}
# Characters of one text.
MOST = 8000
# Of the method below: results of one version are compared with those of the same.
FINGERPRINT = "harnessRuleAndLine/v1"


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `sarif/NAME.sarif` for each student."""
    del setting
    for student in source():
        yield File(f"sarif/{student.row.slug}.sarif", [log(student)])


def log(student: Student) -> str:
    """Return a student's log."""
    report = student.report
    found = list(findings(report)) if report is not None else []
    rules = {one.rule: one for one in reversed(found)}
    places = {rule: index for index, rule in enumerate(sorted(rules))}
    judged = report is not None and report.verdict is not Verdict.UNGRADABLE and student.row.state is State.GRADED
    invocation: dict[str, JSON] = {"executionSuccessful": judged}
    if not judged:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": text(student.sentence, MOST)}}
        ]
    driver: dict[str, JSON] = {"name": "harness", "version": __version__}
    driver["rules"] = [_rule(rules[rule]) for rule in places]
    run: dict[str, JSON] = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, places[one.rule], report) for one in found if report is not None],
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(one: Finding) -> JSON:
    return {
        "id": text(one.rule, MOST),
        "shortDescription": {"text": text(one.title, MOST) or one.rule},
        "help": {"text": text(one.help, MOST) or one.rule},
        "defaultConfiguration": {"level": LEVELS[one.severity]},
    }


def _result(one: Finding, place: int, report: Report) -> JSON:
    region: dict[str, JSON] = {"startLine": 1}
    code = ""
    if one.location is not None:
        code = text(one.location.code, MOST)
        region = {"startLine": max(one.location.line, 1), "snippet": {"text": code}}
        if one.location.column is not None:
            region["startColumn"] = one.location.column + 1  # SARIF counts from 1
    # Not the line's number: the same mistake is the same result when lines are added above it.
    print_of = sha256("\0".join((one.rule, one.title, " ".join(code.split()))).encode("utf-8", "replace")).hexdigest()
    uri = quote(text(report.submission, MOST), safe="/")
    return {
        "ruleId": text(one.rule, MOST),
        "ruleIndex": place,
        "level": LEVELS[one.severity],
        "message": {"text": text(one.title, MOST) or one.rule},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "partialFingerprints": {FINGERPRINT: print_of},
    }
