"""What a submission's imports find: the standard library, NumPy, the helpers sent along, and stand-ins for the rest."""

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from harness.inside.standins import StandIn, StandInModule

# The answers: not readable from here, and not to be replaced by a stand-in either.
REFUSED = frozenset({"harness", "mutants", "reference"})


class SourceLoader(Loader):
    """Executes a helper module from its text; names it lacks are stand-ins, so that other definitions survive."""

    def __init__(self, source: str) -> None:
        self.source = source

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to the import system."""
        del spec
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the text in the module."""
        module_name = module.__name__
        exec(compile(self.source, f"<{module_name}>", "exec"), module.__dict__)  # noqa: S102  (that is what it is for)

        def stand_in(name: str) -> StandIn:
            if name.startswith("__") and name.endswith("__"):
                raise AttributeError(name)
            return StandIn(f"{module_name}.{name}")

        module.__dict__.setdefault("__getattr__", stand_in)


class StandInLoader(Loader):
    """Gives an inert module."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing."""


class Refusal(MetaPathFinder):
    """Refuses the harness's own packages, whatever else is found."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Raise ModuleNotFoundError for the packages that hold the answers."""
        del path, target
        if name.split(".", maxsplit=1)[0] in REFUSED:
            raise ModuleNotFoundError(f"a submission may not import {name}", name=name)
        return None


class Helpers(MetaPathFinder):
    """The last resort: helper modules by the text that came with the submission, then stand-ins."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources
        self.provided: set[str] = set()
        self.stood_in: set[str] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return a helper or a stand-in; parts of the standard library and of NumPy that lack stay missing."""
        del path, target
        top = name.split(".", maxsplit=1)[0]
        if name in self.sources:
            self.provided.add(name)
            return ModuleSpec(name, SourceLoader(self.sources[name]))
        # Private names are probes of the standard library itself (`_hashlib`, `_ssl`), which copes with their absence.
        if top in sys.stdlib_module_names or top == "numpy" or top.startswith("_"):
            return None
        self.stood_in.add(top)
        return ModuleSpec(name, StandInLoader(), is_package=True)


def install(sources: Mapping[str, str]) -> Helpers:
    """Set up imports for a submission that brings `sources`; returns what will record the imports provided."""
    helpers = Helpers(sources)
    sys.meta_path.insert(0, Refusal())
    sys.meta_path.append(helpers)
    return helpers
