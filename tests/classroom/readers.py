"""Strict readers of the formats of other systems, written from their documentation: what does not fit raises."""

import csv
import json
import re
from collections.abc import Callable, Mapping
from io import StringIO
from xml.etree import ElementTree as ET

import jsonschema

from classroom.schemas import CHECK50, GRADESCOPE, PRAIRIELEARN, SARIF, JSONSchema


def of_json(schema: JSONSchema, most_bytes: int = 10**7) -> Callable[[bytes], None]:
    """Return a reader of JSON without NaN and without fields given twice."""

    def read(data: bytes) -> None:
        assert len(data) <= most_bytes
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
        jsonschema.Draft202012Validator(schema).validate(value)

    return read


def _refuse(name: str) -> float:
    raise ValueError(name)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def sarif(data: bytes) -> None:
    """Read SARIF, and hold each result against the rule it names (section 3.27.6)."""
    of_json(SARIF)(data)
    for run in json.loads(data)["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def junit(data: bytes) -> None:
    """Read JUnit XML as Jenkins does: known elements and attributes only, and counts that add up."""
    root = ET.fromstring(data.decode("utf-8"))  # noqa: S314  (ours)
    assert root.tag == "testsuites"
    assert set(root.keys()) <= {"name"}
    for suite in root:
        assert suite.tag == "testsuite"
        assert set(suite.keys()) == {"name", "tests", "failures", "errors", "skipped"}
        assert int(suite.attrib["tests"]) == len(suite)
        for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{kind}"))
        for case in suite:
            assert case.tag == "testcase"
            assert set(case.keys()) == {"classname", "name"}
            assert len(case) <= 1
            for inside in case:
                assert inside.tag in ("failure", "error", "skipped")
                assert set(inside.keys()) == {"message"} | ({"type"} if inside.tag != "skipped" else set())


# https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
ANNOTATION = re.compile(r"::(error|warning|notice) (\w+=[^,:\r\n]*(,\w+=[^,:\r\n]*)*)::[^\r\n]*")
STOP = re.compile(r"::stop-commands::([0-9a-f]{64})")


def github(data: bytes) -> None:
    """Read a log as the runner does: what is no command of ours stands where commands are not obeyed."""
    token, annotations = "", 0
    for line in data.decode("utf-8").split("\n"):
        if token:
            token = "" if line == f"::{token}::" else token
        elif stop := STOP.fullmatch(line):
            token = stop[1]
        elif "::" in line or "##[" in line:
            assert ANNOTATION.fullmatch(line), line
            annotations += 1
    assert not token
    assert annotations <= 10


def table(columns: tuple[str, ...], number: str, separator: str = "\n") -> Callable[[bytes], None]:
    """Return a reader of CSV with these columns, in which no cell is a formula and marks have no separators."""

    def read(data: bytes) -> None:
        text = data.decode("utf-8")
        assert text.endswith(separator)
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
        assert tuple(rows[0]) == columns
        place = columns.index(number)
        for row in rows[1:]:
            assert len(row) == len(columns)
            assert re.fullmatch(r"(\d+(\.\d{1,2})?)?", row[place])
            assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
            assert not [cell for cell in row if cell.startswith("-") and cell != "-"]

    return read


NBGRADER = "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score"
MOODLE = "Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments"
LEFT = table(("student", "earned"), "earned")
READERS: Mapping[str, Callable[[bytes], None]] = {
    "canvas": table(("Student", "ID", "SIS Login ID", "Section", "LSTM (77)"), "LSTM (77)"),
    "check50": of_json(CHECK50),
    "github": github,
    "gradescope": of_json(GRADESCOPE),
    "junit": junit,
    "moodle": table(tuple(MOODLE.split(",")), "Grade", "\r\n"),
    "nbgrader": table((*NBGRADER.split(","), "max_score"), "score"),
    "prairielearn": of_json(PRAIRIELEARN, 1_000_000),
    "sarif": sarif,
}
