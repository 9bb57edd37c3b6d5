"""How a sentence of a record is found, and what stays as it is."""

import pytest

from harness.languages.sentences import gap, sentence
from harness.languages.words import ENGLISH, _, ngettext, speaking, spoken

CHINESE = "zh_Hant"
EXACT = "What is right in one step stays right in many."
NOT_OURS = "An exception of Python, which nobody has translated"


def chinese(text: str) -> str:
    with speaking(CHINESE):
        return sentence(text)


def test_english_is_as_it_was_written() -> None:
    assert spoken() == ENGLISH
    assert sentence(EXACT) == EXACT
    assert _("{count} right: {names}", count=2, names="b") == "2 right: b"
    assert [ngettext("{count} bug found", "{count} bugs found", number) for number in (1, 2)] == [
        "1 bug found",
        "2 bugs found",
    ]
    assert gap() == " "


def test_a_language_is_spoken_until_it_is_done_with() -> None:
    with speaking(CHINESE):
        assert spoken() == CHINESE
        assert _("Clean") != "Clean"
        assert "7" in ngettext("{count} bug found", "{count} bugs found", 7)
        assert gap() == ""
        with speaking(ENGLISH):
            assert _("Clean") == "Clean"
    assert spoken() == ENGLISH


def test_a_sentence_without_places_is_found_as_it_stands() -> None:
    assert chinese(EXACT) != EXACT
    assert chinese(f"  {EXACT}\n") == f"  {chinese(EXACT)}\n"


def test_numbers_and_names_stay_where_the_sentence_wants_them() -> None:
    told = chinese("Wrong: W_f, W_i (2 of 10).")
    assert all(part in told for part in ("W_f", "W_i", "2", "10"))
    assert "Wrong" not in told
    assert "of" not in told


def test_what_stands_in_a_place_is_translated_too() -> None:
    told = chinese("Right in one step, wrong in two: W_o, b_o.")
    assert "step" not in told
    told = chinese("To change: lines 12, 14 and 20, in the forget gate.")
    assert "12、14" in told
    assert "20" in told
    assert "遺忘門" in told
    assert "line" not in told


def test_several_sentences_are_found_one_by_one() -> None:
    other = "Nothing in the recipe stands out, as far as the code tells without training."
    assert chinese(f"{EXACT} {other}") == chinese(EXACT) + chinese(other)
    assert chinese(f"{NOT_OURS}. {EXACT}") == f"{NOT_OURS}. {chinese(EXACT)}"
    assert chinese(f"{EXACT} {NOT_OURS}.") == f"{chinese(EXACT)}{NOT_OURS}."


def test_part_of_a_sentence_may_become_one() -> None:
    part = "there is no function backward"
    assert chinese(part) != part
    assert chinese(f"T{part[1:]}.") == f"{chinese(part)}。"
    assert chinese(f"T{part[1:]}. {EXACT}") == f"{chinese(part)}。{chinese(EXACT)}"


def test_a_list_is_found_by_its_parts() -> None:
    assert chinese("predictions, one-gentle") == chinese("predictions") + "、one-gentle"
    assert chinese("forget gate and the input gate").count("門") == 2


@pytest.mark.parametrize(
    "text", ["", " ", "W_f", "3.2e-16", NOT_OURS, "dC += dh * o[t]", "one_bug.py", "{name}", "a, b; c"]
)
def test_what_nobody_knows_stays(text: str) -> None:
    assert chinese(text) == text


@pytest.mark.parametrize("name", ["line", "memory", "steps", "right"])
def test_a_name_that_is_one_of_our_words_stays_a_name(name: str) -> None:
    assert f"{name}()" in chinese(f"{name}() returns a forget bias whose mean is 0: no bias is set.")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 5000,
        "Wrong: " * 500,
        "it raised X: " * 300,
        "a; " * 2000,
        "Wrong. " * 550,
        "line 1, " * 480,
        " and ".join(["no"] * 500),
        "The loss is {scale}: the cross-entropy up to a constant.",
        "\ud800\x00 and the \u202e",
    ],
)
def test_any_text_is_answered(text: str) -> None:
    assert chinese(text)
