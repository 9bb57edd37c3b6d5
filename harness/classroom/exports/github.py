"""GitHub annotations, one file of workflow commands for each student: printed in a step, they stand beside the code."""

from collections.abc import Iterator
from hashlib import sha256

from harness.classroom.exports._findings import Finding, findings
from harness.classroom.exports._form import File, Setting, Source, Student, text
from harness.records import Report
from mutants._mutant import Severity

# GitHub shows no more of a kind for each step.
MOST_ANNOTATIONS = 10
# Characters of one text, and of what the submission printed.
MOST, MOST_PRINTED = 1000, 4000
COMMANDS = {Severity.ERROR: "error", Severity.ROBUSTNESS: "warning", Severity.ADVICE: "notice"}


def render(source: Source, setting: Setting) -> Iterator[File]:
    """Yield `github/NAME.txt` for each student."""
    del setting
    for student in source():
        yield File(f"github/{student.row.slug}.txt", [annotations(student)])


def annotations(student: Student) -> str:
    """Return the workflow commands, root causes first, and what the submission printed, where no command is obeyed."""
    report = student.report
    found = list(findings(report)) if report is not None else []
    # That nothing could be judged is an annotation too.
    lines = [_command(one, report) for one in found[:MOST_ANNOTATIONS] if report is not None]
    if not found and (student.mark is None or report is None or not report.checks):
        lines = [f"::error title=harness::{data(text(student.sentence, MOST))}"]
    if len(found) > MOST_ANNOTATIONS:
        lines.append(f"{len(found) - MOST_ANNOTATIONS} more stand in the report.")
    lines += _fenced(report.source.printed if report is not None and report.source else "")
    return "".join(f"{line}\n" for line in lines)


def data(words: str) -> str:
    """Return the text of a command: in one line, and nothing in it a command."""
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def parameter(words: str) -> str:
    """Return the value of a command's parameter."""
    return data(words).replace(":", "%3A").replace(",", "%2C")


def _command(one: Finding, report: Report) -> str:
    parameters = {"file": text(report.submission, MOST), "title": text(one.rule, MOST)}
    if one.location is not None:
        parameters["line"] = str(max(one.location.line, 1))
    told = ",".join(f"{name}={parameter(value)}" for name, value in parameters.items())
    return f"::{COMMANDS[one.severity]} {told}::{data(text(one.title, MOST))}"


def _fenced(printed: str) -> list[str]:
    """Return what was printed between commands that end and resume the reading of commands."""
    words = text(printed, MOST_PRINTED)
    if not words.strip():
        return []
    # No text holds its own digest, so that none can end the fence; and the same text gives the same file.
    token = sha256(words.encode()).hexdigest()
    return [f"::stop-commands::{token}", words.rstrip("\n"), f"::{token}::"]
