"""Make NumPy importable, and nothing that is installed beside it."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from types import ModuleType


class NumPyFinder:
    """Finds the package `numpy` in its own folder, so that its neighbours need not be on the path."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where `numpy` is; its submodules are found through its own path."""
        del path, target
        if name != "numpy":
            return None
        return spec_from_file_location(name, f"{self.folder}/__init__.py", submodule_search_locations=[self.folder])


def install(folder: str) -> None:
    """Let `import numpy` find the package in `folder`, and drop what else the path might offer."""
    sys.meta_path.insert(0, NumPyFinder(folder))
    sys.path[:] = [entry for entry in sys.path if entry and not entry.endswith(("site-packages", "dist-packages"))]
