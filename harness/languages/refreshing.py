"""Brings the .po files of a language up to date with what our sources say; translations of the same text stay."""

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from harness.languages.catalogue import FILES
from harness.languages.choosing import HERE, languages
from harness.languages.extraction import ROOT, Said, messages, sentences
from harness.languages.words import ENGLISH


def wanted(root: Path = ROOT) -> Mapping[str, Said]:
    """Return what each file of a language translates."""
    return dict(zip(FILES, (messages(root), sentences(root), of_mutants()), strict=True))


def of_mutants() -> Said:
    """Return what the catalogue of bugs says, each text with the ids of the mutants that say it."""
    from mutants._catalogue import catalogue

    found: Said = {}
    for mutant in catalogue():
        said = (mutant.title, mutant.where, mutant.symptom, mutant.hint, mutant.explanation, mutant.equivalent)
        public = [place for place in mutant.seen if "://" not in place]
        for text in (*said, *public):
            if text:
                found.setdefault(text, []).append(mutant.id)
    return found


def refresh(language: str, folder: Path = HERE) -> None:
    """Write the .po files of a language anew: what is said no more goes, what is new is there to be translated."""
    for name, said in wanted().items():
        path = folder / language / name
        path.write_bytes(merged(path.read_bytes() if path.is_file() else b"", said, language))


def merged(old: bytes, said: Said, language: str) -> bytes:
    """Return a .po file for these messages, with the translations that an old one has; same messages, same bytes."""
    before = read_po(BytesIO(old), locale=language)
    catalog = Catalog(locale=language, fuzzy=False)
    for key in sorted(said, key=lambda key: (said[key][0], _one(key))):
        earlier = before.get(_one(key))
        kept = earlier.string if earlier is not None and isinstance(earlier.id, str) == isinstance(key, str) else None
        catalog.add(key, kept, locations=[(said[key][0], 1)])
    file = BytesIO()
    write_po(file, catalog, width=0, omit_header=True, include_lineno=False)
    return _header(catalog).encode() + file.getvalue()


def _header(catalog: Catalog) -> str:
    """Return the entry that tells a program how to read the file, and no date, which would differ every day."""
    told = {
        "Language": str(catalog.locale),
        "Plural-Forms": catalog.plural_forms,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in told.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def _one(key: str | tuple[str, str]) -> str:
    return key if isinstance(key, str) else key[0]


def main() -> None:
    """Bring all languages up to date."""
    for language in languages():
        if language != ENGLISH:
            refresh(language)
            print(os.path.relpath(HERE / language))  # noqa: T201  (a developer's command)
