"""The JSON report: fixed names, its schema, and the way back."""

import copy
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from harness.records import Report
from harness.renderers.json import plain, render
from harness.renderers.json_reader import ReportError, load

from .samples import SAMPLES, clean, hostile, three_bugs_and_remarks

# Samples in which every number is one.
FINITE = sorted(name for name in SAMPLES if not name.startswith(("hostile", "inconclusive", "unexplained")))
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EACH = pytest.mark.parametrize("report", [sample() for sample in SAMPLES.values()], ids=list(SAMPLES))
Document = dict[str, object]


def refuse(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@EACH
def test_every_report_validates(report: Report) -> None:
    VALIDATOR.validate(json.loads(render(report), parse_constant=refuse))


@EACH
def test_every_report_is_ascii_and_always_the_same(report: Report) -> None:
    text = render(report)
    assert text.isascii()
    assert text == render(report)
    assert not any(0xD800 <= ord(c) <= 0xDFFF for c in json.loads(text)["headline"])


def test_every_field_of_a_report_is_described_in_the_schema() -> None:
    document = json.loads(render(three_bugs_and_remarks()))
    undescribed = list(undescribed_fields(SCHEMA, document, "report"))
    assert undescribed == []


def undescribed_fields(schema: Document, value: object, place: str) -> list[str]:
    """Return the places of fields without a description."""
    options = schema.get("anyOf")
    if isinstance(options, list):
        schema = options[0]
    if "$ref" in schema:
        schema = SCHEMA["$defs"][str(schema["$ref"]).rpartition("/")[2]]
    if isinstance(value, list):
        items = schema.get("items")
        return [x for item in value[:1] if isinstance(items, dict) for x in undescribed_fields(items, item, place)]
    if not isinstance(value, dict) or "additionalProperties" in schema:
        return []
    known = schema.get("properties", {})
    assert isinstance(known, dict)
    found = [f"{place}.{name}" for name in value if "description" not in known.get(name, {})]
    return found + [
        x for name in value if name in known for x in undescribed_fields(known[name], value[name], f"{place}.{name}")
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.update(format=2),
        lambda d: d.update(verdict="perfect"),
        lambda d: d.pop("score"),
        lambda d: d["score"].update(earned="all"),
        lambda d: d["checks"][0].update(status="ok"),
        lambda d: d["checks"][0].update(fraction=1.5),
        lambda d: d["bugs"][0].update(severity="fatal"),
        lambda d: d["bugs"][0].update(certainty="sure"),
        lambda d: d["bugs"][0].update(location={"line": 0, "code": "", "column": None}),
        lambda d: d["bugs"][0].update(location={"line": 1}),
        lambda d: d["bugs"][0].pop("fix"),
        lambda d: d["reproduce"].update(seed="0"),
        lambda d: d["training"]["updates"].append(-1),
        lambda d: d["tensors"][0].update(right="yes"),
        lambda d: d["source"]["left_out"].append([1]),
    ],
)
def test_the_schema_rejects_broken_reports(damage: Callable[[Document], object]) -> None:
    document = json.loads(render(three_bugs_and_remarks()))
    broken = copy.deepcopy(document)
    damage(broken)
    assert VALIDATOR.is_valid(document)
    assert not VALIDATOR.is_valid(broken)


def test_the_names_that_others_build_on_are_there_in_their_order() -> None:
    names = list(json.loads(render(clean())))
    assert names[:3] == ["format", "submission", "verdict"]
    fixed = ("score", "contract", "checks", "bugs", "training", "isolation", "reproduce")
    assert [name for name in names if name in fixed] == list(fixed)


def test_numbers_that_are_not_finite_become_null() -> None:
    document = json.loads(render(hostile()), parse_constant=refuse)
    assert document["score"]["earned"] is None
    assert document["tensors"][0]["errors"][0] == [None, None]


def test_the_order_of_a_mapping_does_not_show() -> None:
    report = clean()
    turned = replace(report.reproduce, versions=dict(reversed(list(report.reproduce.versions.items()))))
    assert render(replace(report, reproduce=turned)) == render(report)


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="holds a bytes"):
        plain(b"")


@pytest.mark.parametrize("name", FINITE)
def test_a_report_read_back_is_the_report(name: str) -> None:
    report = SAMPLES[name]()
    assert load(render(report)) == report


@EACH
def test_a_report_read_back_says_the_same(report: Report) -> None:
    text = render(report)
    assert json.loads(render(load(text))) == json.loads(text)


def test_null_is_read_as_not_a_number() -> None:
    assert math.isnan(load(render(hostile())).score.earned)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"format": 1', '"format": 2', "not of format 1"),
        ('"seed": 0', '"seed": true', r"report.reproduce.seed is True, expected int"),
        ('"seed": 0', '"sead": 0', "report.reproduce lacks seed"),
        ('"seed": 0', '"seed": 0, "seed": 1', "names a field twice"),
        ('"possible": 10', '"possible": Infinity', "holds Infinity"),
        ('"possible": 10', '"possible": "10"', "score.possible is '10', expected float"),
        ('"verdict": "clean"', '"verdict": "fine"', "report.verdict is 'fine', expected Verdict"),
        ('"bugs": []', '"bugs": {}', "report.bugs is not a list"),
        ('"updates": [', '"updates": 7, "x": [', "report.training.updates is not a list"),
        ('"submission": "correct.py"', '"submission": null', "report.submission is None, expected str"),
    ],
)
def test_reading_says_what_is_wrong(old: str, new: str, sentence: str) -> None:
    text = render(clean())
    assert old in text
    with pytest.raises(ReportError, match=sentence):
        load(text.replace(old, new, 1))


def test_a_field_with_a_default_that_an_earlier_version_did_not_know_may_be_missing() -> None:
    document = json.loads(render(clean()))
    del document["hints"]
    assert load(json.dumps(document)) == clean()


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000])
def test_what_is_no_report_at_all_is_refused(text: str) -> None:
    with pytest.raises(ReportError):
        load(text)


def test_a_pair_of_wrong_length_is_refused() -> None:
    document = json.loads(render(clean()))
    document["source"]["left_out"] = [[1]]
    with pytest.raises(ReportError, match="has 1 items, expected 2"):
        load(json.dumps(document))


def test_a_record_that_is_no_object_is_refused() -> None:
    document = json.loads(render(clean()))
    document["score"] = []
    with pytest.raises(ReportError, match=r"report\.score is not an object"):
        load(json.dumps(document))
