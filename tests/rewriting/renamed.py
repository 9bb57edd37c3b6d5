"""Other names for variables, arguments and functions."""

import ast
import keyword

import numpy as np

from rewriting._blocks import Renaming, free, functions, local_names, names
from rewriting._blocks import passes as passes_of
from rewriting._vocabularies import VOCABULARIES, other, other_function

STAGE = 9
KEPT = {"forward", "backward", "_"}


def rewrite(module: ast.Module, rng: np.random.Generator) -> None:
    """Rename everything in the two passes, in one of the vocabularies."""
    vocabulary = int(rng.integers(VOCABULARIES))
    for function in passes_of(module):
        own = local_names(function) - KEPT
        taken = set(functions(module)) | names(function) - own | set(keyword.kwlist)
        table = {name: free(other(name, vocabulary), taken) for name in sorted(own)}
        if any(argument.arg in table for argument in _by_keyword(module, function)):
            continue
        Renaming(table).visit(function)
    table = {name: other_function(name, vocabulary) for name in functions(module).keys() - KEPT}
    Renaming(table).visit(module)
    for function in functions(module).values():
        function.name = table.get(function.name, function.name)


def _by_keyword(module: ast.Module, function: ast.FunctionDef) -> list[ast.arg]:
    """Return the arguments that somebody gives by name."""
    given = {given.arg for node in ast.walk(module) if isinstance(node, ast.Call) for given in node.keywords
             if isinstance(node.func, ast.Name) and node.func.id == function.name}  # fmt: skip
    return [argument for argument in function.args.args if argument.arg in given]
