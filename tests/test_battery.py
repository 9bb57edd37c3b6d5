"""No false alarm: correct submissions of every shape are clean, whatever cases are drawn."""

from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import pytest
from battery import CONTRACTS, TRAITS, Trait, contract_of, options_with, shapes, shown
from grading import CORRECT

from harness.client import Limits, Worker
from harness.grade import grade
from harness.isolation import strict
from harness.isolation._zygote import Zygote
from harness.records import Verdict
from mutants._mutant import Severity

SEEDS = 20
# Of so many files one is graded with one more seed in every run, another one each; seed 0 is in tests/test_grade.py.
EACH = 5
LEAST_SHAPES, LEAST_OF_A_CONTRACT = 30, 5


def some_now_all_nightly() -> list[object]:
    """Return every file with every seed, of which a few are tried in every run: each takes half a second."""
    return [
        pytest.param(path, seed, id=f"{path.stem}-{seed}", marks=[] if now else [pytest.mark.slow])
        for number, path in enumerate(CORRECT)
        for seed in range(SEEDS)
        for now in [number % EACH == 0 and seed == 1 + number // EACH % (SEEDS - 1)]
    ]


@pytest.fixture(scope="module")
def zygote() -> object:
    """Start workers from one process where that works: it pays for NumPy once."""
    with Zygote() if strict.available() is None else nullcontext() as way:
        yield way


@pytest.mark.parametrize(("path", "seed"), some_now_all_nightly())
def test_a_correct_submission_is_clean_whatever_cases_are_drawn(path: Path, seed: int, zygote: Zygote | None) -> None:
    worker = Worker.start(zygote, Limits(seconds=60)) if zygote else None
    report = grade(path, options_with(seed)._replace(seconds=60), worker)
    assert report.verdict is Verdict.CLEAN, report.headline
    assert [bug.id for bug in report.bugs if bug.severity is Severity.ERROR] == []
    assert report.score.earned == report.score.possible
    assert report.contract == contract_of(path)


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: f"{trait.axis}: {trait.name}")
def test_the_files_of_a_trait_show_it_and_it_tells_files_apart(trait: Trait) -> None:
    files = {path.stem: path for path in CORRECT}
    assert [name for name in trait.files.split() if trait.name not in shown(files[name])] == []
    assert any(trait.name not in shown(path) for path in CORRECT)


def test_correct_submissions_have_many_shapes_under_every_contract() -> None:
    assert len(shapes()) >= LEAST_SHAPES
    counted = Counter(contract for contract, _ in shapes())
    assert counted.keys() == {"language_model", *CONTRACTS}
    assert min(counted.values()) >= LEAST_OF_A_CONTRACT
