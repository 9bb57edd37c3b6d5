"""The course's helper modules, given to submissions that import them and do not bring them along."""

import ast
import sys
from functools import cache
from importlib import resources

from harness.submissions.walking import of_kind

# What copies of the course code call them. Each name gets both files: students move functions between the two.
NAMES = (
    "utils", "util", "utilities", "helpers", "helper", "helper_functions", "my_utils", "lstm_utils", "lstm_helpers",
    "rnn_utils", "rnn_helpers", "rnn_lstm_utils", "activations", "activation_functions", "functions", "data",
    "dataset", "datasets", "data_utils", "data_generation", "data_loader", "dataloader", "preprocessing",
)  # fmt: skip


# Names of these are no course helper's, whatever is imported from them.
LIBRARIES = frozenset(
    {
        "numpy", "scipy", "torch", "tensorflow", "keras", "jax", "autograd", "theano", "sklearn", "pandas",
        "matplotlib", "pylab", "seaborn", "cupy", "numba", "mxnet", "chainer", "nltk", "tqdm", "sympy", "google",
        "IPython",
    }
)  # fmt: skip


def course_modules(tree: ast.Module) -> dict[str, str]:
    """Return the sources of the helper modules that a submission imports, by the names it uses.

    A module of another name is answered so where the course's helpers define what is imported from it, or all is.
    """
    return dict.fromkeys(sorted(_imported(tree)), _source())


def _imported(tree: ast.Module) -> set[str]:
    sources = of_kind(tree, ast.ImportFrom)
    aliases = [alias for node in of_kind(tree, ast.Import) for alias in node.names]
    aliases += [alias for node in sources if node.module is None and node.level for alias in node.names]
    modules = {node.module for node in sources if node.module and (node.module in NAMES or _may_be_ours(node))}
    return modules.union(alias.name for alias in aliases if alias.name in NAMES)


def import_line(tree: ast.Module, module: str) -> int:
    """Return the line that imports a module, or one that is imported with it; 1 where another module does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [alias.name for alias in node.names]
            if module in (*names, getattr(node, "module", None)):
                return node.lineno
    return 1


def _may_be_ours(node: ast.ImportFrom) -> bool:
    module = str(node.module)
    top = module.split(".", maxsplit=1)[0]
    if top in LIBRARIES or top in sys.stdlib_module_names or "." in module:
        return False
    return bool({alias.name for alias in node.names} & {"*", *_defined()})


@cache
def _defined() -> frozenset[str]:
    """Return the functions that the course's helpers define."""
    return frozenset(node.name for node in ast.parse(_source()).body if isinstance(node, ast.FunctionDef))


@cache
def _source() -> str:
    folder = resources.files("harness.submissions") / "course"
    utils = (folder / "utils.py").read_text(encoding="utf-8")
    data = (folder / "data.py").read_text(encoding="utf-8")
    return f"{utils}\n\n{data}"
