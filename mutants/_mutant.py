"""The record of one documented bug: the right line and the wrong line, side by side."""

import difflib
import linecache
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from mutants._bundle import reference_source
from mutants._equations import EQUATIONS


class Severity(StrEnum):
    """What a bug costs."""

    ERROR = "error"  # wrong numbers on ordinary cases
    ROBUSTNESS = "robustness"  # only extreme or odd input shows it
    ADVICE = "advice"  # initialisation and recipe


class MutantError(ValueError):
    """A mutant does not fit the reference, or two mutants change the same line differently."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """The reference with one documented bug.

    `correct` and `buggy` have no indentation and the same number of lines (one `correct` line may become several);
    each `correct` line occurs exactly once in the reference.  `also` holds further pairs for a bug in several places.
    """

    id: str
    correct: str
    buggy: str
    where: str  # the part of the model, as in "forget gate"
    formula: str  # the right equation, in LaTeX
    symptom: str  # one sentence: what goes wrong, and where it shows
    hint: str  # one question that leads to the bug without naming it
    explanation: str  # 80 to 160 words: what is computed, what should be, and why
    title: str = ""  # one sentence; a file with a single MUTANT has it in its docstring
    also: tuple[tuple[str, str], ...] = ()
    severity: Severity = Severity.ERROR
    latent: bool = False  # no ordinary case shows it
    equivalent: str = ""  # why no case at all can tell it from the reference
    aliases: tuple[str, ...] = ()  # other ids of exactly this change
    article: str = ""  # section of the article, where it describes the bug
    seen: tuple[str, ...] = ("seen in public copies of the course code",)

    @property
    def family(self) -> str:
        """The id without its member: `dz-forgets-a-gate` for `dz-forgets-a-gate.f`."""
        return self.id.partition(".")[0]

    @property
    def equation(self) -> str:
        """The equation of the forward pass that is concerned, in LaTeX; empty where `where` names none."""
        return EQUATIONS.get(self.where, "")

    @property
    def edits(self) -> Mapping[int, str]:
        """The faulty text of each changed line, by its number (from 1) in the reference's source.

        Raises MutantError where a right line does not occur exactly once.
        """
        edits: dict[int, str] = {}
        for correct, buggy in ((self.correct, self.buggy), *self.also):
            right, wrong = correct.splitlines(), buggy.splitlines()
            if len(right) > 1 and len(right) != len(wrong):
                raise MutantError(f"{self.id}: {len(right)} right lines stand against {len(wrong)} wrong ones")
            for line, text in zip(right, wrong if len(right) > 1 else [buggy], strict=True):
                number, indent = _locate(line, self.id)
                edits[number] = "\n".join(indent + part for part in text.splitlines())
        return edits

    @property
    def parts(self) -> "tuple[Mutant, ...]":
        """The bug in one of its places alone, for each of them; none where it has only one place."""
        places = ((self.correct, self.buggy), *self.also) if self.also else ()
        return tuple(
            replace(self, id=f"{self.id}@{number}", correct=correct, buggy=buggy, also=())
            for number, (correct, buggy) in enumerate(places, start=1)
        )

    def source(self) -> str:
        """Return the whole faulty file, a runnable submission; tracebacks show its lines."""
        text = inject([self])
        linecache.cache[self.filename] = (len(text), None, text.splitlines(keepends=True), self.filename)
        return text

    @property
    def filename(self) -> str:
        """The name of the exported file: the id with `_` for `-`."""
        return self.id.replace("-", "_") + ".py"

    def diff(self) -> str:
        """Return the unified diff from the reference to the faulty file."""
        lines = difflib.unified_diff(
            reference_source().splitlines(keepends=True),
            inject([self]).splitlines(keepends=True),
            "reference.py",
            self.filename,
        )
        return "".join(lines)


def inject(mutants: Iterable[Mutant], source: str | None = None) -> str:
    """Return the reference's source, or a beginning of it, with several bugs at once.

    Raises MutantError where two change the same line differently, or one changes a line that is not there.
    """
    lines = (source or reference_source()).splitlines()
    owner: dict[int, str] = {}
    for mutant in mutants:
        for number, text in mutant.edits.items():
            if number > len(lines):
                raise MutantError(f"{mutant.id} changes line {number}, which stands after forward and backward")
            if number in owner and lines[number - 1] != text:
                raise MutantError(f"{owner[number]} and {mutant.id} change line {number} differently")
            owner[number] = mutant.id
            lines[number - 1] = text
    return "\n".join(lines) + "\n"


@cache
def _index() -> Mapping[str, tuple[tuple[int, str], ...]]:
    """Return where each line's code stands in the reference: (number, indentation) of every occurrence."""
    places: dict[str, tuple[tuple[int, str], ...]] = {}
    for number, line in enumerate(reference_source().splitlines(), start=1):
        code = _code(line)
        places[code] = (*places.get(code, ()), (number, line[: len(line) - len(line.lstrip())]))
    return places


def _locate(line: str, mutant_id: str) -> tuple[int, str]:
    """Return the number and the indentation of the reference's only line with this text."""
    hits = _index().get(_code(line), ())
    if len(hits) != 1:
        raise MutantError(f"{mutant_id}: the reference has {len(hits)} lines {line!r}, expected exactly one")
    return hits[0]


def _code(line: str) -> str:
    return line.partition("  # ")[0].strip()
