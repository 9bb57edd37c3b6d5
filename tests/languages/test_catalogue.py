"""How the files of a language are read: plurals and numbers of any language, and what is kept."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.languages.catalogue import Catalogue, catalogue

POLISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "{count} bug"
msgid_plural "{count} bugs"
msgstr[0] "{count} błąd"
msgstr[1] "{count} błędy"
msgstr[2] "{count} błędów"

msgid "one step"
msgid_plural "{count} steps"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

msgid "right"
msgstr "dobrze"

#, fuzzy
msgid "wrong"
msgstr "dobrze"

msgid "line"
msgstr ""
"""


@pytest.fixture(autouse=True)
def _may_write() -> Iterator[None]:
    """Let Python keep compiled modules, whatever the environment says."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    yield
    sys.dont_write_bytecode = before


@pytest.fixture
def polish(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "pl"
    folder.mkdir()
    (folder / "interface.po").write_text(POLISH, encoding="utf-8")
    return catalogue("pl", tmp_path)


@pytest.mark.parametrize(
    ("count", "wanted"), [(1, "{count} błąd"), (3, "{count} błędy"), (5, "{count} błędów"), (22, "{count} błędy")]
)
def test_a_number_takes_the_form_of_its_language(polish: Catalogue, count: int, wanted: str) -> None:
    assert polish.plural("{count} bug", "{count} bugs", count) == wanted


def test_what_is_not_translated_or_doubtful_stays_english(polish: Catalogue) -> None:
    assert polish.message("right") == "dobrze"
    assert polish.message("wrong") == "wrong"
    assert polish.message("line") == "line"
    assert polish.message("never heard of") == "never heard of"
    assert [polish.plural("one step", "{count} steps", count) for count in (1, 5)] == ["one step", "{count} steps"]
    assert polish.plural("a", "b", 2) == "b"


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [
        ("pl", "1\N{NO-BREAK SPACE}234,5", "45%"),
        ("de", "1.234,5", "45\N{NO-BREAK SPACE}%"),
        ("zh_Hant", "1,234.5", "45%"),
    ],
)
def test_numbers_are_written_as_in_the_language(tmp_path: Path, language: str, number: str, percent: str) -> None:
    (tmp_path / language).mkdir()
    found = catalogue(language, tmp_path)
    assert found.number("1,234.5") == number
    assert found.percent.format(45) == percent


def test_what_was_read_is_kept_until_a_file_changes(polish: Catalogue, tmp_path: Path) -> None:
    kept = list((tmp_path / "pl" / "__pycache__").iterdir())
    assert len(kept) == 1
    assert catalogue.__wrapped__("pl", tmp_path).messages == polish.messages
    path = tmp_path / "pl" / "interface.po"
    path.write_text(POLISH.replace("dobrze", "w porządku"), encoding="utf-8")
    assert catalogue.__wrapped__("pl", tmp_path).message("right") == "w porządku"
    assert list((tmp_path / "pl" / "__pycache__").iterdir()) != kept
    assert len(list((tmp_path / "pl" / "__pycache__").iterdir())) == 1


def test_what_is_kept_and_broken_is_read_anew(polish: Catalogue, tmp_path: Path) -> None:
    for path in (tmp_path / "pl" / "__pycache__").iterdir():
        path.write_text("{", encoding="utf-8")
    assert catalogue.__wrapped__("pl", tmp_path).messages == polish.messages
