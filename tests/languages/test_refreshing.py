"""Bringing the files of a language up to date: what is new comes, what is said no more goes, translations stay."""

from pathlib import Path

from babel.messages.pofile import read_po

from harness.languages.catalogue import FILES, catalogue
from harness.languages.refreshing import merged, refresh, wanted

SAID = {"right": ["a.py"], ("{count} bug", "{count} bugs"): ["b.py"]}


def test_a_new_language_is_a_folder_that_the_refresh_fills(tmp_path: Path) -> None:
    (tmp_path / "pl").mkdir()
    refresh("pl", tmp_path)
    for name in FILES:
        with (tmp_path / "pl" / name).open("rb") as file:
            found = [message for message in read_po(file, locale="pl") if message.id]
        assert len(found) == len(wanted()[name])
        assert not any(message.string if isinstance(message.string, str) else any(message.string) for message in found)
    # Until somebody translates it, it is English.
    assert catalogue("pl", tmp_path).message("Clean") == "Clean"


def test_translations_stay_and_what_is_said_no_more_goes() -> None:
    first = merged(b"", {"right": ["a.py"], "gone": ["a.py"]}, "pl")
    filled = first.replace(b'msgid "right"\nmsgstr ""', b'msgid "right"\nmsgstr "dobrze"')
    assert filled != first
    told = merged(filled, SAID, "pl").decode()
    assert 'msgstr "dobrze"' in told
    assert "gone" not in told
    assert 'msgid_plural "{count} bugs"' in told
    assert 'msgstr[2] ""' in told


def test_the_same_messages_give_the_same_bytes_in_any_order() -> None:
    told = merged(b"", SAID, "pl")
    assert merged(told, dict(reversed(SAID.items())), "pl") == told
    assert b"Plural-Forms: nplurals=3" in told
    assert b"Date" not in told
