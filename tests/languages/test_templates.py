"""What a translator sees of the texts that code makes."""

import ast

import pytest

from harness.languages.extraction import is_said
from harness.languages.templates import MOST_VARIANTS, texts


def found(code: str) -> list[str]:
    return [text for _, text in texts(ast.parse(code), frozenset()) if is_said(text) or "{" in text]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ('"What is right stays right."', ["What is right stays right."]),
        ('f"{name} is {off:.1e} off"', ["{name} is {off} off"]),
        ('f"{one.name}() is {self.limits.seconds} s"', ["{one}() is {seconds} s"]),
        ("f\"wrong: {', '.join(wrong)} ({len(wrong)} of {len(errors)})\"", ["wrong: {wrong} ({count} of {count2})"]),
        ("f\"{n} mark{'s' if n > 1 else ''}\"", ["{n} marks", "{n} mark"]),
        ("f\"{given.where(line).capitalize()}: {said(item.get('type'))}\"", ["{where}: {type}"]),
        ('f"{worst(errors)!r} and {found[0]} and {-code}"', ["{worst} and {found} and {code}"]),
        ('"Fragile with " + "; ".join(facts) + "."', ["Fragile with {facts}."]),
        ("f\"defined are {', '.join(names) or 'no functions'}\"", ["defined are {names}", "no functions"]),
        ("def f():\n    more = f' and {n} more' if n else ''\n    return f'{a}{more}.'", ["{a} and {n} more.", "{a}."]),
    ],
)
def test_each_text_that_can_be_is_a_template(code: str, wanted: list[str]) -> None:
    assert found(code) == wanted


def test_a_name_that_is_used_otherwise_too_stays_a_place() -> None:
    code = "def f():\n    where = f'line {n}'\n    note(where)\n    return f'at {where}.'"
    assert found(code) == ["line {n}", "at {where}."]


def test_a_text_of_too_many_conditions_keeps_them_as_places() -> None:
    parts = "".join(f"{{'left{n}' if a{n} else 'right{n}'}}" for n in range(9))
    told = found(f'f"{parts}"')
    assert len(told) == MOST_VARIANTS
    assert "{value}" in told[0]


@pytest.mark.parametrize("text", ["The loss is {scale}: not a number.", "memory", "line {line}", "not clipped"])
def test_sentences_are_said(text: str) -> None:
    assert is_said(text)


@pytest.mark.parametrize(
    "text",
    ["forward", "{name}: {value}", "W_f", "def {name}({given}):", "(inputs, h_prev, C_prev, p)", "--hints {hints}", ""],
)
def test_names_and_code_are_not_said(text: str) -> None:
    assert not is_said(text)
