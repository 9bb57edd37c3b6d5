"""Finds the mutants: every file in this folder that defines MUTANT or MUTANTS."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import mutants
from mutants._mutant import Mutant


@cache
def catalogue() -> tuple[Mutant, ...]:
    """Return every mutant, those that the article documents first, then by id."""
    found: list[Mutant] = []
    for info in iter_modules(mutants.__path__):
        if info.name.startswith("_"):
            continue
        module = import_module(f"mutants.{info.name}")
        title = (module.__doc__ or "").strip().partition("\n")[0]
        members: tuple[Mutant, ...] = getattr(module, "MUTANTS", None) or (module.MUTANT,)
        found += [member if member.title else replace(member, title=title) for member in members]
    return tuple(sorted(found, key=lambda mutant: (not mutant.article, mutant.id)))


def find(mutant_id: str) -> Mutant | None:
    """Return the mutant of this id or alias, or None."""
    return _named().get(mutant_id)


@cache
def _named() -> Mapping[str, Mutant]:
    """Return the mutants by id and alias; a name that two have is the first one's."""
    return {name: mutant for mutant in reversed(catalogue()) for name in (mutant.id, *mutant.aliases)}
