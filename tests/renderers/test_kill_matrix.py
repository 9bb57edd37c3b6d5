"""The kill matrix: as text, and in Stryker's format."""

import json

import pytest

from harness.renderers.json import matrix_json
from harness.renderers.kill_matrix import KillMatrix, KillRow, MutantStatus, matrix_text
from harness.renderers.stryker import render

ROW = KillRow(
    id="dz-forgets-a-gate.f",
    title="dz forgets the forget gate.",
    status=MutantStatus.KILLED,
    correct="dz = dz_f + dz_i",
    buggy="dz = dz_i",
    line=2,
    column=5,
    end_line=2,
    end_column=21,
    killed_by=("gradients", "carry"),
    named_first="dz-forgets-a-gate.f",
)
IGNORED = KillRow(
    id="twin",
    title="\x1b[31mSame numbers",
    status=MutantStatus.IGNORED,
    correct="a",
    buggy="b",
    line=1,
    column=1,
    end_line=1,
    end_column=2,
    reason="no case can tell it from the reference",
    named_first="other",
)
MATRIX = KillMatrix(("interface", "gradients", "carry"), (ROW, IGNORED), "a\n    dz = dz_f + dz_i\n")
# The schema's constraints, in short (mutation-testing-report-schema 2).
REQUIRED = {"id", "mutatorName", "location", "status"}
STATUSES = {"Killed", "Survived", "NoCoverage", "CompileError", "RuntimeError", "Timeout", "Ignored", "Pending"}


def test_the_document_meets_the_constraints_of_schema_2() -> None:
    document = json.loads(render(MATRIX))
    assert document["schemaVersion"] == "2"
    assert 0 <= document["thresholds"]["low"] <= document["thresholds"]["high"] <= 100
    (file,) = document["files"].values()
    assert file["language"] == "python"
    assert file["source"] == MATRIX.source
    tests = {test["id"] for held in document["testFiles"].values() for test in held["tests"]}
    assert tests == set(MATRIX.checks)
    for mutant in file["mutants"]:
        assert mutant.keys() >= REQUIRED
        assert mutant["status"] in STATUSES
        assert set(mutant["killedBy"]) <= tests
        assert mutant["location"]["start"].keys() == mutant["location"]["end"].keys() == {"line", "column"}
        assert all(number >= 1 for end in mutant["location"].values() for number in end.values())
    assert file["mutants"][0]["mutatorName"] == "dz-forgets-a-gate"
    assert file["mutants"][0]["replacement"] == "dz = dz_i"
    assert "statusReason" not in file["mutants"][0]
    assert file["mutants"][1]["statusReason"] == IGNORED.reason


def test_the_place_of_a_mutant_is_its_text_in_the_source() -> None:
    place = json.loads(render(MATRIX))["files"]["reference.py"]["mutants"][0]["location"]
    line = MATRIX.source.splitlines()[place["start"]["line"] - 1]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] == ROW.correct


def test_the_statuses_are_those_of_the_schema() -> None:
    assert {status.value for status in MutantStatus} == STATUSES


def test_the_text_shows_who_killed_what_and_why_the_rest_lives() -> None:
    text = matrix_text(MATRIX)
    assert "dz-forgets-a-gate.f  Killed   ·  ●  ●\n" in text
    assert "twin                 Ignored  ·  ·  ·\n" in text
    assert "twin: no case can tell it from the reference" in text
    assert "twin: named other first" in text
    assert text.endswith("2 mutants: 1 killed, 1 ignored\n")


@pytest.mark.parametrize("matrix", [KillMatrix((), (), ""), KillMatrix(("a",), (), "x")])
def test_an_empty_matrix_is_still_a_document(matrix: KillMatrix) -> None:
    assert json.loads(render(matrix))["files"]["reference.py"]["mutants"] == []
    assert matrix_text(matrix).endswith("0 mutants: none\n")


def test_the_plain_json_has_the_names_of_the_record() -> None:
    document = json.loads(matrix_json(MATRIX))
    assert document["checks"] == ["interface", "gradients", "carry"]
    assert document["rows"][0]["killed_by"] == ["gradients", "carry"]
    assert document["rows"][1]["status"] == "Ignored"
