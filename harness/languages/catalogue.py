"""What a language's folder says: its .po files, read by Babel once and kept."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from hashlib import sha256
from pathlib import Path

from harness import __version__
from harness.keeping import keep

HERE = Path(__file__).parent
# What a folder holds: the fixed words, what records say, what the catalogue of bugs says. One that is missing says
# nothing.
FILES = ("interface.po", "sentences.po", "mutants.po")


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The translations of one language; what it does not know stays English."""

    messages: Mapping[str, str]  # the fixed words of renderers
    sentences: Mapping[str, str]  # what records say, by templates
    plurals: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]  # which of the plurals a number takes
    decimal: str  # what stands before the decimals of a number
    group: str  # between its thousands
    percent: str  # around a share, which stands at the place {0}

    def message(self, english: str) -> str:
        """Return a message that has one form."""
        return self.messages.get(english, english)

    def plural(self, one: str, many: str, count: int) -> str:
        """Return the form for so many."""
        forms = self.plurals.get(one)
        if forms is None:
            return one if count == 1 else many
        return forms[self.form(count)]

    def number(self, english: str) -> str:
        """Return a number that was written as in English, `1,234.5`."""
        return english.translate({ord("."): self.decimal, ord(","): self.group})


@cache
def catalogue(language: str, folder: Path = HERE) -> Catalogue:
    """Return what the folder of a language says."""
    paths = [path for path in (folder / language / name for name in FILES) if path.is_file()]
    kept = folder / language / "__pycache__" / f"catalogue.{_fingerprint(paths)}.json"
    try:
        found = json.loads(kept.read_bytes())
    except (OSError, ValueError):
        found = _read(language, paths)
        keep(kept, json.dumps(found), "catalogue.*.json")
    plurals = {one: tuple(forms) for one, forms in found["plurals"].items()}
    signs = found["signs"]
    return Catalogue(
        found["messages"],
        found["sentences"],
        plurals,
        c2py(found["form"]),
        signs["decimal"],
        signs["group"],
        signs["percent"],
    )


def _read(language: str, paths: list[Path]) -> dict[str, object]:
    """Return the translations as JSON keeps them; what is missing or marked fuzzy is left out."""
    from babel.messages.pofile import read_po  # 60 ms, once

    messages: dict[str, str] = {}
    sentences: dict[str, str] = {}
    plurals: dict[str, list[str]] = {}
    form = "0"
    for path in paths:
        single = messages if path.name == FILES[0] else sentences
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        form = catalog.plural_expr
        for message in catalog:
            if not message.id or message.fuzzy:
                continue
            said = message.string or ""
            if isinstance(message.id, str) and isinstance(said, str) and said:
                single[message.id] = said
            elif not isinstance(message.id, str) and not isinstance(said, str) and all(said):
                plurals[message.id[0]] = list(said)
    return {"messages": messages, "sentences": sentences, "plurals": plurals, "form": form, "signs": _signs(language)}


def _signs(language: str) -> dict[str, str]:
    """Return how the language's people write numbers."""
    from babel import Locale
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = Locale.parse(language)
    pattern = locale.percent_formats[None]
    percent = f"{pattern.prefix[0]}{{0}}{pattern.suffix[0]}"
    return {"decimal": get_decimal_symbol(locale), "group": get_group_symbol(locale), "percent": percent}


def _fingerprint(paths: list[Path]) -> str:
    """Return what stands for the files: like Python, names, sizes and times of change, which cost no reading."""
    states = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths]
    return sha256("\n".join([__version__, *states]).encode("utf-8", "backslashreplace")).hexdigest()[:16]
