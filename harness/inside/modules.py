"""What a submission's imports find: the standard library, NumPy, the helpers sent along, and stand-ins for the rest."""

import ast
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from harness.inside import older
from harness.inside.failures import Failure, describe
from harness.inside.standins import StandIn, StandInModule
from harness.inside.statements import absolute, execute_one, future_flags

if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object  # importlib.abc takes every worker 10 ms, and Python asks a loader for its methods only

# The answers: not readable from here, and not to be replaced by a stand-in either.
REFUSED = frozenset({"harness", "mutants", "reference"})


class Helpers(Loader):
    """Helper modules by the text that came with the submission; they are found before what is installed."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources
        self.provided: set[str] = set()
        self.failures: list[tuple[str, Failure]] = []  # with the name of the module

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the module of that name; a folder that holds some is a package."""
        del path, target
        package = any(other.startswith(f"{name}.") for other in self.sources)
        if not package and name not in self.sources:
            return None
        self.provided.add(name)
        return ModuleSpec(name, self, is_package=package)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to the import system."""
        del spec
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the text in the module, statement by statement: one that fails does not take the others with it.

        Names that it lacks are stand-ins, so that other definitions survive.
        """
        name, filename = module.__name__, f"<{module.__name__}>"
        text = self.sources.get(name, "")
        depth = len((module.__package__ or "").split(".")) if module.__package__ else 0
        tree = absolute(ast.parse(text), depth)
        flags = future_flags(tree.body)
        for statement in tree.body:
            try:
                execute_one(statement, filename, module.__dict__, flags)
            except BaseException as problem:  # noqa: BLE001  (SystemExit and KeyboardInterrupt are the submission's too)
                failure = describe(problem, "load", filename, text.split("\n"), statement.lineno)
                self.failures.append((name, failure))

        def stand_in(attribute: str) -> StandIn:
            if attribute.startswith("__") and attribute.endswith("__"):
                raise AttributeError(attribute)
            return StandIn(f"{name}.{attribute}")

        module.__dict__.setdefault("__getattr__", stand_in)


class StandInLoader(Loader):
    """Gives an inert module."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing."""


class Refusal:
    """Refuses the harness's own packages, whatever else is found."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Raise ModuleNotFoundError for the packages that hold the answers."""
        del path, target
        if name.split(".", maxsplit=1)[0] in REFUSED:
            raise ModuleNotFoundError(f"a submission may not import {name}", name=name)
        return None


class StandIns:
    """The last resort: an inert module; parts of the standard library and of NumPy that lack stay missing."""

    def __init__(self) -> None:
        self.stood_in: set[str] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return a stand-in for any package that is nowhere else."""
        del path, target
        top = name.split(".", maxsplit=1)[0]
        # Private names are probes of the standard library itself (`_hashlib`, `_ssl`), which copes with their absence.
        if top in sys.stdlib_module_names or top == "numpy" or top.startswith("_"):
            return None
        self.stood_in.add(top)
        return ModuleSpec(name, StandInLoader(), is_package=True)


class Imports(NamedTuple):
    """What the imports of a submission met."""

    helpers: Helpers
    stand_ins: StandIns


def install(sources: Mapping[str, str]) -> Imports:
    """Set up imports for a submission that brings `sources`, and the names of older versions.

    Returns what will record the imports that were answered.
    """
    older.install()
    sys.argv = ["submission.py"]  # a command line without options
    imports = Imports(Helpers(sources), StandIns())
    sys.meta_path[:0] = [Refusal(), imports.helpers]
    sys.meta_path.append(imports.stand_ins)
    return imports
