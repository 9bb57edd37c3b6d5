"""How a mutant goes into the reference: its lines, its diff, its traceback, and several at once."""

import ast
import difflib
import linecache
import traceback
from dataclasses import replace
from importlib import resources

import pytest

from mutants._bundle import OTHERS, PASSES, reference_source
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, MutantError, inject

each_mutant = pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.id)


def _get(mutant_id: str) -> Mutant:
    mutant = find(mutant_id)
    assert mutant is not None
    return mutant


def _statements(text: str) -> list[str]:
    imports = (ast.Import, ast.ImportFrom)
    return [ast.dump(node) for node in ast.parse(text).body if not isinstance(node, imports)]


def test_the_joined_reference_has_every_statement_of_its_modules_in_order() -> None:
    expected: list[str] = []
    for name in (*PASSES, *OTHERS):
        expected += _statements(resources.files("reference").joinpath(f"{name}.py").read_text(encoding="utf-8"))
    assert _statements(reference_source())[:-1] == expected


def test_without_mutants_the_source_is_the_reference() -> None:
    assert inject([]) == reference_source()


@each_mutant
def test_each_right_line_occurs_exactly_once(mutant: Mutant) -> None:
    pairs = ((mutant.correct, mutant.buggy), *mutant.also)
    assert len(mutant.edits) == sum(len(correct.splitlines()) for correct, _ in pairs)


@each_mutant
def test_its_diff_has_the_changed_lines_and_no_others(mutant: Mutant) -> None:
    pairs = ((mutant.correct, mutant.buggy), *mutant.also)
    changes = [line for line in mutant.diff().splitlines()[2:] if line[0] in "+-"]
    removed = {line[1:].partition("  # ")[0].strip() for line in changes if line[0] == "-"}
    added = {line[1:].strip() for line in changes if line[0] == "+"}
    assert removed == {line.partition("  # ")[0] for correct, _ in pairs for line in correct.splitlines()}
    assert added == {line.strip() for _, buggy in pairs for line in buggy.splitlines()}
    assert mutant.diff().startswith(f"--- reference.py\n+++ {mutant.filename}\n")


@each_mutant
def test_applying_its_diff_gives_its_source(mutant: Mutant) -> None:
    delta = difflib.ndiff(reference_source().splitlines(keepends=True), mutant.source().splitlines(keepends=True))
    assert "".join(difflib.restore(list(delta), 2)) == inject([mutant])


@each_mutant
def test_tracebacks_show_its_lines(mutant: Mutant) -> None:
    lines = mutant.source().splitlines()
    for number, text in mutant.edits.items():
        shown = linecache.getline(mutant.filename, _position(lines, text, number)).strip()
        assert shown == text.splitlines()[0].strip()


def _position(lines: list[str], text: str, number: int) -> int:
    """Return the line of the faulty file in which this edit begins; earlier edits may have moved it down."""
    first = text.splitlines()[0]
    return next(n for n in range(number, len(lines) + 1) if lines[n - 1] == first)


def test_an_exception_inside_a_mutant_names_the_faulty_line() -> None:
    mutant = _get("forget-missing-derivative")
    broken = replace(mutant, id="broken", buggy="da_f = df * undefined")
    namespace: dict[str, object] = {"__name__": "broken"}
    exec(compile(broken.source(), broken.filename, "exec"), namespace)  # noqa: S102  (our own text)
    caller = "inputs = [np.eye(2)[:, :1]]\np = init_lstm(3, 2, np.random.default_rng(0))\ngradients(inputs, inputs, p)"
    with pytest.raises(NameError) as failure:
        exec(caller, namespace)  # noqa: S102  (our own text)
    frames = traceback.extract_tb(failure.value.__traceback__)
    assert frames[-1].line == "da_f = df * undefined"


def test_its_file_is_named_by_its_id() -> None:
    assert _get("dz-forgets-a-gate.f").filename == "dz_forgets_a_gate.f.py"


def test_its_family_is_the_id_without_the_member() -> None:
    assert _get("dz-forgets-a-gate.f").family == "dz-forgets-a-gate"
    assert _get("sign-flipped").family == "sign-flipped"


def test_bugs_on_different_lines_go_in_together() -> None:
    together = [_get("forget-missing-derivative"), _get("cell-double-tanh"), _get("h-index-off-by-one")]
    text = inject(together)
    assert all(mutant.buggy in text and mutant.correct not in text for mutant in together)


def test_two_bugs_on_one_line_are_refused_by_name() -> None:
    with pytest.raises(MutantError, match="forget-missing-derivative and forget-double-sigmoid"):
        inject([_get("forget-missing-derivative"), _get("forget-double-sigmoid")])


def test_two_bugs_that_change_a_line_in_the_same_way_go_in_together() -> None:
    both = [_get("gradient-overwritten.W_v"), _get("gradient-overwritten.b_v")]
    text = inject(both)
    assert all(mutant.buggy in text for mutant in both)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"correct": "no such line"}, "0 lines"),
        ({"correct": "W_v, b_v = p[4], p[9]"}, "2 lines"),
        ({"correct": "di = dC * g[t]\ndf = dC * C_prev", "buggy": "di = dC"}, "2 right lines stand against 1"),
    ],
)
def test_a_mutant_that_does_not_fit_the_reference_is_refused(change: dict[str, str], message: str) -> None:
    misfit = replace(_get("sign-flipped"), **change)  # type: ignore[arg-type]  # the fields here are all text
    with pytest.raises(MutantError, match=message):
        misfit.source()


def test_one_right_line_may_become_several() -> None:
    text = _get("last-cell-gradient-dropped").source()
    assert "        if t + 1 < len(dh_s):\n            dC += dtanh * (1 - np.tanh(C_t) ** 2)\n" in text
