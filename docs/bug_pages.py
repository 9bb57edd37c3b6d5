"""A page for each documented bug, made from the mutant and from what the reference computes with it."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from markupsafe import Markup

from harness.answers import Answer, distance
from harness.cases import MANY, ONE, TWO, Case, Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.norms import norms
from harness.measured import REFERENCE, WITH_BUGS, TensorError
from harness.observations import EXACT
from harness.renderers._formula import mathml
from harness.renderers._links import is_web
from harness.renderers._markup import tag
from harness.renderers._numbers import human
from harness.renderers._words import SEVERITY_MEANS
from harness.renderers.charts import error_map, norms_plot
from mutants._catalogue import catalogue
from mutants._mutant import Mutant, Severity

SEED = 0
STEPS = {ONE: "one step", TWO: "two steps", MANY: "six steps"}
SHOWN_BY = {
    Severity.ROBUSTNESS: "The numbers of ordinary cases are right. Extreme or odd input shows it: the harness asks "
    "with logits near 900, targets of probability 0, saturated gates and unusual initial states, and the code must "
    "break there as the reference with this bug does.",
    Severity.ADVICE: "No number of `forward` or `backward` is wrong. The checks `init` and `recipe` read it from the "
    "code, and say nothing where that is not sure.",
}


def name_of(mutant: Mutant) -> str:
    """Return the name of a bug's page."""
    return f"bugs/{mutant.id}.md"


@cache
def pages() -> dict[str, str]:
    """Return every page by its name."""
    return {name_of(mutant): page(mutant) for mutant in catalogue()}


def page(mutant: Mutant) -> str:
    """Return a bug's page in Markdown."""
    severity = f"{mutant.severity.value}: {SEVERITY_MEANS[mutant.severity]}"
    facts = [("Part of the model", mutant.where), ("Severity", severity)]
    facts += [("Article", f"section {mutant.article}")] if mutant.article else []
    facts += [("Also called", ", ".join(f"`{alias}`" for alias in mutant.aliases))] if mutant.aliases else []
    return "\n".join(
        [
            f"# {mutant.id}",
            "",
            mutant.title,
            "",
            *(f"- {name}: {value}" for name, value in facts),
            "",
            "## The two lines",
            "",
            *_lines(mutant),
            "## The mathematics",
            "",
            _block("The right equation", mathml(mutant.formula)),
            *([_block("The equation of the forward pass", mathml(mutant.equation))] if mutant.equation else []),
            mutant.explanation,
            "",
            "## The symptom",
            "",
            mutant.symptom,
            "",
            *_plots(mutant),
            "## How it is detected",
            "",
            *_detected(mutant),
            "",
            "## Where it was seen",
            "",
            *(f"- <{place}>" if is_web(place) else f"- {place.removeprefix('seen ')}" for place in mutant.seen),
            "",
            f"`harness mutants show {mutant.id}` shows the diff, `harness mutants export DIR` writes the program.",
            "",
        ]
    )  # fmt: skip


def _lines(mutant: Mutant) -> list[str]:
    found = []
    for correct, buggy in ((mutant.correct, mutant.buggy), *mutant.also):
        found += ["Wrong:", "", "```python", buggy, "```", "", "Right:", "", "```python", correct, "```", ""]
    return found


def _block(label: str, formula: Markup) -> str:
    return f"{label}:\n\n<div>{formula}</div>\n"


def _answers(mutant: Mutant) -> list[tuple[Case, Answer, Answer]]:
    """Return what the reference answers to cases of one, two and many steps, without the bug and with it."""
    cases = [case for case in ordinary(SEED, Sizes(), "") if case.T in STEPS and "-" not in case.name]
    bearing = mutant.id in systems.bearing(cell=False)
    return [(case, systems.answer((), case), systems.answer((mutant.id,), case)) for case in cases] if bearing else []


def _wrong(right: Answer, found: Answer) -> dict[str, float]:
    errors = {name: distance(found.gradients.get(name), value) for name, value in right.gradients.items()}
    return {name: error for name, error in errors.items() if not error < EXACT}


def _detected(mutant: Mutant) -> list[str]:
    rows = []
    for case, right, found in _answers(mutant):
        if found.failure is not None:
            rows.append((STEPS[case.T], f"`{found.failure.stage}` raises {found.failure.type}"))
            continue
        said = [f"predictions off by {human(distance(found.outputs, right.outputs))}"]
        said = said if not distance(found.outputs, right.outputs) < EXACT else []
        wrong = _wrong(right, found)
        said += [f"wrong: {', '.join(f'{name} ({human(error)})' for name, error in wrong.items())}"] if wrong else []
        rows.append((STEPS[case.T], "; ".join(said) or "right"))
    if mutant.severity is not Severity.ERROR:
        return [SHOWN_BY[mutant.severity]]
    if mutant.equivalent:
        return [f"Not at all: {mutant.equivalent}"]
    odd = " It shows with odd input only, such as a batch or an unusual initial state." if mutant.latent else ""
    return [
        "Injected into the reference it must give the submission’s numbers on every case, to rounding",
        f"([how the verdict is reached](../verdict.md)).{odd} Its own numbers, by the relative error of each gradient:",
        "",
        *_table(("sequence of", "what differs from the reference"), rows),
    ]


def _plots(mutant: Mutant) -> list[str]:
    """Return the maps of errors over six steps, and the norms over time where they part."""
    answers = _answers(mutant)
    if not answers or answers[-1][2].failure is not None:
        return []
    case, right, found = answers[-1]
    wrong = _wrong(right, found)
    maps = [_map(mutant, name, error, right, found) for name, error in wrong.items() if np.isfinite(error)]
    drawn = [tag("div", *maps, class_="maps")] if maps else []
    curves = [norms(REFERENCE, frozenset(), case), norms(WITH_BUGS, frozenset({mutant.id}), case)]
    both = [curve for curve in curves if curve is not None]
    if len(both) == len(curves) and not np.allclose(both[0].dh + both[0].dC, both[1].dh + both[1].dC, rtol=EXACT):
        plots = (norms_plot.norms_plot(both, of, f"norm-{of}", 320, 230) for of in ("dh", "dC"))
        drawn.append(tag("div", *(tag("figure", plot) for plot in plots), class_="side"))
    if not drawn:
        return []
    told = "Errors of the gradients over six steps, element by element, darker for larger"
    told += "; norms of dh and dC over time, of the reference (dashed) and with the bug (dotted)." if drawn[1:] else "."
    return [*drawn, "", told, ""]


def _map(mutant: Mutant, name: str, error: float, right: Answer, found: Answer) -> Markup:
    value = right.gradients[name]
    errors = np.abs(found.gradients[name] - value) / np.max(np.abs(value))
    tensor = TensorError(name, error, right=False, errors=tuple(tuple(map(float, row)) for row in errors))
    caption = tag("figcaption", tag("b", name))
    return tag("figure", caption, error_map.error_map(tensor, f"{mutant.id}-{name}"), class_="map")


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> list[str]:
    cells = ((one.replace("|", "\\|"), other.replace("|", "\\|")) for one, other in rows)
    return [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {one} | {other} |" for one, other in cells)]
