"""Nothing that is said is without a translation, in any language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from harness.languages.catalogue import FILES
from harness.languages.choosing import HERE, languages
from harness.languages.extraction import MARKED, ROOT, SILENT, SPEAKING, WORDS, sentences
from harness.languages.refreshing import merged, wanted
from harness.languages.words import ENGLISH

OTHERS = [language for language in languages() if language != ENGLISH]
EACH = pytest.mark.parametrize(("language", "name"), [(language, name) for language in OTHERS for name in FILES])
PLACE = re.compile(r"\{(\w+)\}")
# Words of another language that are written in Latin letters: names of code, formulas, units.
MOST_ALIKE = 0.03


@cache
def said() -> dict[str, dict[str | tuple[str, str], list[str]]]:
    return dict(wanted())


def path(language: str, name: str) -> Path:
    return HERE / language / name


@cache
def read(language: str, name: str) -> Catalog:
    with path(language, name).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def entries(language: str, name: str) -> Iterator[Message]:
    return (message for message in read(language, name) if message.id)


def untranslated(catalog: Catalog) -> list[str]:
    return [str(one.id) for one in catalog if one.id and (one.fuzzy or not all(forms(one)) or not forms(one))]


@EACH
def test_a_file_holds_what_is_said_and_nothing_else_as_the_refresh_writes_it(language: str, name: str) -> None:
    old = path(language, name).read_bytes()
    assert old == merged(old, said()[name], language), "run: python -m harness.languages"


@EACH
def test_everything_is_translated_and_nothing_is_doubtful(language: str, name: str) -> None:
    assert untranslated(read(language, name)) == []
    assert not read(language, name).obsolete


@EACH
def test_a_translation_has_the_places_of_what_it_translates(language: str, name: str) -> None:
    for message in entries(language, name):
        english = message.id if isinstance(message.id, str) else message.id[1]
        for form in forms(message):
            assert sorted(PLACE.findall(form)) == sorted(PLACE.findall(english)), english


@EACH
def test_a_translation_is_none_of_english(language: str, name: str) -> None:
    words = [message for message in entries(language, name) if re.search(r"[a-z]{3}.* .*[a-z]{3}", str(message.id))]
    alike = [message.id for message in words if message.id in forms(message)]
    assert len(alike) <= MOST_ALIKE * len(words), alike


def test_a_sentence_that_is_planted_is_missed(tmp_path: Path) -> None:
    checks = tmp_path / "harness" / "checks"
    checks.mkdir(parents=True)
    (checks / "planted.py").write_text('"""Is it planted?"""\n\nSAID = f"Nobody has {translated} this."\n')
    found = sentences(tmp_path)
    assert set(found) == {"Nobody has {translated} this.", "Is it planted?"}
    for language in OTHERS:
        file = merged(path(language, "sentences.po").read_bytes(), found, language)
        (tmp_path / "planted.po").write_bytes(file)
        with (tmp_path / "planted.po").open("rb") as planted:
            assert set(untranslated(read_po(planted, locale=language))) == set(found)


@pytest.mark.parametrize("name", [*MARKED, *SPEAKING, *SILENT])
def test_whose_text_is_read_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_stands_alone_stands_somewhere(word: str) -> None:
    assert word in said()["sentences.po"] or word in said()["interface.po"]
