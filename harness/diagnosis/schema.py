"""Every mutant in one program: a mutant schema, whose switches choose the line to run (Untch, Offutt, Harrold 1993).

Compiling a faulty copy of the reference for each set of bugs takes far longer than running it.  The schema is compiled
once; a set of bugs is then a setting of its switches.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

import numpy as np

from mutants._bundle import passes_source
from mutants._catalogue import catalogue
from mutants._mutant import Mutant, MutantError

FOR_HEADER = re.compile(r"^(\s*)for (.+?) in (.+):$")
SWITCHES = "_switches"
# What forward and backward run.  Bugs elsewhere, in initialisation and recipe, change none of their numbers.
PASSES = frozenset({
    "sigmoid", "sigmoid_derivative", "tanh_derivative", "softmax", "cross_entropy",
    "lstm_forward", "lstm_backward", "forward", "backward",
})  # fmt: skip


class Schema(NamedTuple):
    """The compiled schema: its functions, its switches, and the setting that each mutant stands for."""

    namespace: Mapping[str, object]
    without_loss: Mapping[str, object]  # the same program, whose backward computes gradients alone
    switches: list[int]  # by site; 0 is the reference
    settings: Mapping[str, Mapping[int, int]]  # mutant id → site → choice
    parts: Mapping[str, Mapping[int, int]]  # the same for latent bugs in one of several places
    functions: Mapping[str, frozenset[str]]  # mutant or part id → names of the functions it changes

    def select(self, ids: Iterable[str]) -> None:
        """Inject these mutants, or parts, and no others; raises MutantError where two change one line differently."""
        self.switches[:] = [0] * len(self.switches)
        for mutant_id in ids:
            for site, choice in (self.settings.get(mutant_id) or self.parts[mutant_id]).items():
                if self.switches[site] not in (0, choice):
                    raise MutantError(f"{mutant_id} changes a line that another mutant changes in another way")
                self.switches[site] = choice

    def function(self, name: str, *, loss: bool = True) -> Callable[..., object]:
        """Return a function of the program; without the `loss`, one that only gradients are asked of."""
        function = (self.namespace if loss else self.without_loss)[name]
        assert isinstance(function, FunctionType)  # noqa: S101  (the bundle is ours)
        return function


@cache
def schema() -> Schema:
    """Build the schema of the whole catalogue."""
    return build(catalogue())


def build(mutants: Iterable[Mutant]) -> Schema:
    """Compile one program that can run every set of the `mutants` over distinct lines."""
    source = passes_source().splitlines()
    owner = _owners(source)
    known = list(mutants)
    parts = {part.id for mutant in known if mutant.latent for part in mutant.parts}
    known += [part for mutant in known if mutant.latent for part in mutant.parts]
    edits = {mutant.id: mutant.edits for mutant in known if {owner.get(number) for number in mutant.edits} <= PASSES}
    variants: dict[int, list[str]] = {}  # line → texts
    for lines in edits.values():
        for number, text in lines.items():
            texts = variants.setdefault(number, [])
            if text not in texts:
                texts.append(text)
    site = {number: place for place, number in enumerate(sorted(variants))}
    program = [
        _switched(site[number], line, variants[number]) if number in site else line
        for number, line in enumerate(source, start=1)
    ]
    switches = [0] * len(site)
    code = compile("\n".join(program) + "\n", "<mutant schema>", "exec")
    whole, without_loss = _loaded(code, switches), _loaded(code, switches)
    without_loss["cross_entropy"] = lambda _outputs, _targets: 0.0
    settings = {
        mutant_id: {site[number]: variants[number].index(text) + 1 for number, text in lines.items()}
        for mutant_id, lines in edits.items()
    }
    return Schema(
        namespace=whole,
        without_loss=without_loss,
        switches=switches,
        settings={mutant_id: setting for mutant_id, setting in settings.items() if mutant_id not in parts},
        parts={mutant_id: setting for mutant_id, setting in settings.items() if mutant_id in parts},
        functions={mutant_id: frozenset(owner[number] for number in lines) for mutant_id, lines in edits.items()},
    )


def _loaded(code: CodeType, switches: list[int]) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "reference schema", SWITCHES: switches}
    exec(code, namespace)  # noqa: S102  (our own text)
    namespace["np"] = _quick_numpy()
    return namespace


def _quick_numpy() -> ModuleType:
    """Return NumPy with the same functions; four, whose wrappers cost more than their work here, without these."""
    quick = ModuleType("numpy")
    quick.__dict__.update(vars(np))
    quick.__dict__.update(
        zeros_like=lambda array: np.zeros(array.shape, array.dtype),
        copy=lambda array: array.copy(),
        # One column is its own sum over the batch: a copy takes a tenth of the time.
        sum=lambda array, axis=None, keepdims=False: (
            array.copy()
            if keepdims and axis == 1 == array.shape[1]
            else np.add.reduce(array, axis=axis, keepdims=keepdims)
        ),
        max=lambda array, axis=None, keepdims=False: np.maximum.reduce(array, axis=axis, keepdims=keepdims),
    )
    return quick


def _owners(source: list[str]) -> dict[int, str]:
    """Return the name of the top-level function in which each line stands ("" outside of any)."""
    owners: dict[int, str] = {}
    name = ""
    for number, line in enumerate(source, start=1):
        if line and not line[0].isspace() and not line.startswith(")"):
            name = line.removeprefix("def ").partition("(")[0] if line.startswith("def ") else ""
        owners[number] = name
    return owners


def _switched(site: int, line: str, texts: list[str]) -> str:
    """Return the line, or one of its variants, as the switch of its site says."""
    switch = f"{SWITCHES}[{site}]"
    header = FOR_HEADER.match(line)
    if header:
        indent, target, iterable = header.groups()
        for choice, text in enumerate(texts, start=1):
            other = FOR_HEADER.match(text)
            if other is None or other.group(2) != target:
                raise MutantError(f"{text.strip()!r} cannot stand for {line.strip()!r}: expected another iterable")
            iterable = f"({other.group(3)}) if {switch} == {choice} else ({iterable})"
        return f"{indent}for {target} in {iterable}:"
    indent = line[: len(line) - len(line.lstrip())]
    branches = [f"{indent}if {switch} == 0:", f" {line}"]
    for choice, text in enumerate(texts, start=1):
        branches.append(f"{indent}elif {switch} == {choice}:")
        branches += [f" {part}" for part in text.splitlines()]
    return "\n".join(branches)
