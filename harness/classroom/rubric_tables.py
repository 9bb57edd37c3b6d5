"""Reads a table of a TOML file strictly: what it does not know, and what does not fit, is one sentence with the key."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from harness.errors import UsageError

Choice = TypeVar("Choice", bound=StrEnum)

# More points than any course gives; beyond it is a slip of the keyboard.
MOST = Decimal(1_000_000)
NONE = "none"


@dataclass(frozen=True)
class Table:
    """A table of the file: its values, its name for people, and the file's name."""

    data: Mapping[str, object]
    file: str
    place: str = ""

    def only(self, known: Collection[str], what: str = "key") -> "Table":
        """Return the table; raises UsageError where it has a key that is not known."""
        for key in self.data:
            if key not in known:
                close = difflib.get_close_matches(key, sorted(known), n=1)
                hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(sorted(known)[:20])}."
                raise UsageError(f"{self.file}: {self.name(key)!r} is no {what} of a rubric; {hint}")
        return self

    def name(self, key: str) -> str:
        """Return a key as the file's reader finds it."""
        return f"{self.place}.{key}" if self.place else key

    def wrong(self, key: str, expected: str) -> UsageError:
        """Return the sentence that says what a key holds and what it should."""
        return UsageError(f"{self.file}: {self.name(key)} is {_shown(self.data[key])}, expected {expected}.")

    def table(self, key: str) -> "Table":
        """Return a table in this one, empty where there is none."""
        found = self.data.get(key, {})
        if not isinstance(found, Mapping):
            raise self.wrong(key, f"a table, as in [{self.name(key)}]")
        return Table(found, self.file, self.name(key))

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the tables of a list."""
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            raise self.wrong(key, "a list of tables, as in [{ up_to = 1e-3, share = 0.5 }]")
        for number, item in enumerate(found, 1):
            yield Table(item, self.file, f"{self.name(key)}[{number}]")

    def number(self, key: str, default: Decimal, low: Decimal = Decimal(0), high: Decimal = MOST) -> Decimal:
        """Return an exact number within bounds."""
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.wrong(key, "a number")
        exact = Decimal(value)
        if not (exact.is_finite() and low <= exact <= high):
            raise self.wrong(key, f"a number from {low:f} to {high:f}")
        return exact

    def needed(self, key: str, low: Decimal, high: Decimal) -> Decimal:
        """Return a number that must be given."""
        if key not in self.data:
            raise UsageError(f"{self.file}: {self.place} lacks {key}, a number from {low:f} to {high:f}.")
        return self.number(key, low, low, high)

    def number_or_none(self, key: str, default: Decimal | None) -> Decimal | None:
        """Return an exact number, or None for the word none."""
        if self.data.get(key, NONE if default is None else default) == NONE:
            return None
        if isinstance(self.data.get(key), str):
            raise self.wrong(key, f'a number or "{NONE}"')
        return self.number(key, default or Decimal(0))

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        exact = self.number(key, Decimal(default), Decimal(low), Decimal(high))
        if exact != exact.to_integral_value():
            raise self.wrong(key, f"a whole number from {low} to {high}")
        return int(exact)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def choice(self, key: str, default: Choice) -> Choice:
        """Return one of a closed choice."""
        value, kind = self.data.get(key, default.value), type(default)
        if value not in list(kind):
            raise self.wrong(key, f"one of {', '.join(kind)}")
        return kind(str(value))


def _shown(value: object) -> str:
    """Return a value as the file has it, shortened."""
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004  (a sentence stays one)
