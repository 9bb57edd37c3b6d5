"""Imports point one way: what each part of the program may import is written here as data, and enforced."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# From the top down: a module may import from its own layer and from those below.  A name stands for all that it holds,
# the longest that fits counts.
LAYERS = (
    ("harness.cli",),
    ("harness.commands",),
    ("harness.verify", "harness.classroom", "harness.mending"),
    ("harness.grade",),
    ("harness.repair",),
    ("harness.renderers",),
    ("harness.checks", "harness.contract_study", "harness.contract_starter"),
    ("harness.diagnosis", "harness.maps"),
    ("harness.training_runs", "harness.self_consistency", "harness.advice"),
    ("harness.expectation",),
    ("harness.opening",),
    ("harness.observations",),
    ("harness.probing",),
    ("harness.contract_replies",),
    ("harness.replies", "harness.diagnosis.systems", "harness.diagnosis.schema"),
    ("harness.axes",),
    ("harness.layout", "harness.conventions", "harness.taken"),
    ("harness.shown",),
    ("harness.cell_cases",),
    ("harness.cases", "harness.answers", "harness.numerics", "harness.kept"),
    ("harness.launching",),
    ("harness.requests",),
    ("harness.client",),
    ("harness.channel", "harness.endings"),
    ("harness.isolation", "harness.submissions", "harness.contract_files"),
    ("harness.languages.refreshing", "harness.languages.__main__"),
    ("harness.languages.extraction", "harness.languages.choosing"),
    ("harness.languages",),
    ("harness.records", "harness.errors", "harness.unwritable"),
    ("harness.measured", "harness.hints"),
    ("harness.keeping", "harness.writing"),
    # The worker: loaded inside the confinement, or shared by both sides of the channel.
    ("harness.worker",),
    ("harness.inside",),
    ("harness.wire",),
    ("harness.contracts", "harness.submissions.course", "harness"),
    ("mutants",),
    ("reference",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
OURS = ("harness", "mutants", "reference")
# What only the worker runs, and what it may import of ours.
WORKER_SIDE = ("harness.worker", "harness.inside", "harness.wire", "harness.contracts")
WORKER_IMPORTS = ("harness.inside", "harness.wire", "harness.contracts")
MODULES = sorted(path for package in OURS for path in (ROOT / package).rglob("*.py"))


def module_of(path: Path) -> str:
    """Return the dotted name of a module's file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything that a file imports, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            module = node.module or ""
            # "from harness.diagnosis import systems" names a module, "from harness.cases import Case" does not.
            yield from (
                f"{module}.{alias.name}" if is_module(f"{module}.{alias.name}") else module for alias in node.names
            )


def is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def rank_of(module: str) -> int:
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(RANK[name] for name in names if name in RANK)


def under(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


@pytest.mark.parametrize("path", MODULES, ids=module_of)
def test_a_module_imports_from_its_own_layer_and_from_those_below(path: Path) -> None:
    module = module_of(path)
    wrong = [name for name in imports_of(path) if under(name, OURS) and rank_of(name) < rank_of(module)]
    assert wrong == []


@pytest.mark.parametrize("path", [path for path in MODULES if under(module_of(path), WORKER_SIDE)], ids=module_of)
def test_the_workers_side_imports_nothing_else_of_ours(path: Path) -> None:
    assert [name for name in imports_of(path) if under(name, OURS) and not under(name, WORKER_IMPORTS)] == []


@pytest.mark.parametrize("path", [path for path in MODULES if module_of(path).startswith("reference")], ids=module_of)
def test_the_reference_imports_nothing_of_ours(path: Path) -> None:
    assert [name for name in imports_of(path) if under(name, ("harness", "mutants"))] == []


def test_every_module_has_a_layer_of_its_own_choice() -> None:
    unnamed = [module_of(path) for path in MODULES if LAYERS[rank_of(module_of(path))] == LAYERS[RANK["harness"]]]
    assert [name for name in unnamed if not under(name, ("harness.contracts", "harness.submissions.course"))] == [
        "harness"
    ]


# What turns bytes into objects by running what they say.
LOADERS = frozenset({"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"})


def loaders_in(source: str) -> list[str]:
    """Return what a module imports, or switches on, that could run what a worker sends."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.partition(".")[0] in LOADERS]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in LOADERS:
            found.append(node.module or "")
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found += [] if isinstance(node.value, ast.Constant) and node.value.value is False else ["allow_pickle"]
    return found


@pytest.mark.parametrize("path", MODULES, ids=module_of)
def test_nothing_of_ours_unpickles(path: Path) -> None:
    assert loaders_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from marshal import loads", "def f():\n import dill.x", "np.load(f, allow_pickle=True)"],
)
def test_an_unpickler_is_noticed(source: str) -> None:
    assert len(loaders_in(source)) == 1


def test_an_import_that_points_upwards_is_noticed() -> None:
    assert rank_of("harness.cases") > rank_of("harness.checks.forward")
    assert rank_of("harness.diagnosis.systems") > rank_of("harness.observations") > rank_of("harness.diagnosis.search")


@pytest.mark.parametrize("command", ["check", "fix", "contract"])
def test_numpy_is_not_imported_before_the_worker_starts(command: str) -> None:
    """The worker imports it at the same time as we do, not after us."""
    code = f"import harness.commands.{command}, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
