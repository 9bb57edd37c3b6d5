"""The course's helper modules, given to submissions that import them and do not bring them along."""

import ast
from functools import cache
from importlib import resources

# What copies of the course code call them. Each name gets both files: students move functions between the two.
NAMES = (
    "utils", "util", "utilities", "helpers", "helper", "helper_functions", "my_utils", "lstm_utils", "lstm_helpers",
    "rnn_utils", "rnn_helpers", "rnn_lstm_utils", "activations", "activation_functions", "functions", "data",
    "dataset", "datasets", "data_utils", "data_generation", "data_loader", "dataloader", "preprocessing",
)  # fmt: skip


def course_modules(tree: ast.Module) -> dict[str, str]:
    """Return the sources of the helper modules that a submission imports, by the names it uses."""
    return dict.fromkeys(sorted(_imported(tree) & set(NAMES)), _source())


def _imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


@cache
def _source() -> str:
    folder = resources.files("harness.submissions") / "course"
    utils = (folder / "utils.py").read_text(encoding="utf-8")
    data = (folder / "data.py").read_text(encoding="utf-8")
    return f"{utils}\n\n{data}"
