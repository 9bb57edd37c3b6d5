"""Which top-level statements of a submission to execute: imports, definitions, and the assignments that these need."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from harness.submissions.helpers import course_modules
from harness.submissions.scopes import bound_names, global_reads, immediate_reads
from harness.submissions.submission import LeftOut, Submission

# Calls that a definition cannot need, or that must not happen: waiting for a person, files, the network, a window.
ASKS = frozenset({"input", "raw_input", "getpass"})
FILES = frozenset(
    {
        "open", "load", "loadtxt", "genfromtxt", "fromfile", "read_csv", "read_json", "read_excel",
        "read_table", "read_text", "read_bytes", "urlopen", "urlretrieve", "get_file", "download", "savez",
        "savetxt", "savefig", "to_csv", "listdir", "glob", "walk", "system", "popen", "Popen", "check_output",
    }
)  # fmt: skip
# Executed where a definition needs it: there is no command line in the worker, so that options have their defaults.
ARGUMENTS = frozenset({"ArgumentParser", "parse_args", "parse_known_args", "add_argument"})
TRAINS = frozenset(
    {
        "train", "fit", "main", "run", "train_model", "train_network", "train_lstm", "train_epoch",
        "training", "training_loop", "test", "evaluate", "gradient_check", "grad_check", "check_gradients",
        "optimize",
    }
)  # fmt: skip
PLOTS = frozenset(
    {
        "plot", "show", "figure", "subplots", "subplot", "scatter", "hist", "imshow", "legend", "title",
        "xlabel", "ylabel", "savefig",
    }
)  # fmt: skip
PRINTS = frozenset({"print", "pprint", "display"})
# A loop that fills a table (`word_to_idx[word] = i`) calls nothing else.
CHEAP = frozenset(
    {
        "enumerate", "range", "len", "zip", "sorted", "set", "list", "dict", "tuple", "reversed", "min",
        "max", "sum", "abs", "int", "float", "str", "append", "add", "update", "extend", "items", "keys",
        "values", "get", "setdefault", "split", "lower", "upper", "strip", "join", "index", "count", "zeros",
        "zeros_like", "ones", "eye", "copy", "add_argument", "add_argument_group", "set_defaults",
    }
)  # fmt: skip
MAIN = "__main__"
# An assignment that gives a function such a name (`forward = net.forward`) defines what is judged.
JUDGED = ("forward", "backward", "bptt", "backprop")
LOSSES = frozenset(
    {"loss", "cross_entropy", "cross_entropy_loss", "compute_loss", "loss_function", "calc_loss", "get_loss"}
)


class Choice(NamedTuple):
    """The indices of the top-level statements to execute, in order, what is left out, and the helpers it imports."""

    statements: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    modules: Mapping[str, str]  # source by name


def choose(submission: Submission, *, everything: bool = False) -> Choice:
    """Return what to execute of `submission`; `everything` leaves nothing out."""
    body = submission.tree.body
    modules = {**course_modules(submission.tree), **submission.modules}
    if everything:
        return Choice(tuple(range(len(body))), (), modules)
    try:
        kept = _kept(submission)
    except RecursionError:
        # An absurdly nested expression, which the worker may or may not stand: its definitions alone are tried.
        kept = {index for index, statement in enumerate(body) if _defines(statement)}
    left = [
        LeftOut(statement.lineno, _reason(statement))
        for index, statement in enumerate(body)
        if index not in kept and not _is_nothing(statement)
    ]
    return Choice(tuple(sorted(kept)), tuple(left), modules)


def definitions_only(submission: Submission) -> str:
    """Return the text of a helper module with all that trains, plots, reads or asks blank; lines keep their numbers.

    Whatever it assigns may be imported, and stays.
    """
    lines = submission.text.split("\n")
    for statement in submission.tree.body:
        if not _defines(statement) and not _may_be_needed(statement):
            first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
            lines[first:last] = [""] * (last - first)
    return "\n".join(lines)


def _kept(submission: Submission) -> set[int]:
    body = submission.tree.body
    reads_of = global_reads(submission.text, body)
    kept = {index for index, statement in enumerate(body) if _defines(statement)}
    candidates = {
        index: bound_names(statement)
        for index, statement in enumerate(body)
        if index not in kept and _may_be_needed(statement)
    }
    needed: set[str] = set()
    kept |= {index for index in candidates if _defines_judged(body[index])}
    waiting = set(kept)
    while waiting:
        for index in waiting:
            needed |= immediate_reads(body[index]) | reads_of[index]
        waiting = {index for index, names in candidates.items() if index not in kept and names & needed}
        kept |= waiting
    return kept


def _defines(statement: ast.stmt) -> bool:
    """Tell whether a statement is an import, a definition, or a guard around such (`try: import …`, `if True:`)."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(statement, ast.Try | ast.If) and not _is_main_guard(statement):
        inner = list(_inner(statement))
        defines = any(_defines(one) for one in inner)
        return defines and all(_defines(one) or _is_simple(one) or _is_nothing(one) for one in inner)
    return False


def _defines_judged(statement: ast.stmt) -> bool:
    """Tell whether a statement gives a function that is judged its name, rather than calls one.

    `loss = total / n` is a number: a loss counts only as a lambda, an attribute or a `partial`.
    """
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    value = statement.value
    entries = value.elts if isinstance(value, ast.Tuple) else [value]
    if not all(isinstance(entry, ast.Lambda | ast.Name | ast.Attribute | ast.Call) for entry in entries):
        return False
    called = {name for entry in entries if isinstance(entry, ast.Call) for name in _calls(ast.Expr(entry))}
    if called & {*JUDGED, *LOSSES}:
        return False
    names = bound_names(statement)
    losses = isinstance(value, ast.Lambda | ast.Attribute) or called == {"partial"}
    return any(word in name for name in names for word in JUDGED) or (losses and bool(names & LOSSES))


def _inner(statement: ast.Try | ast.If) -> Iterator[ast.stmt]:
    yield from statement.body
    yield from statement.orelse
    if isinstance(statement, ast.Try):
        yield from statement.finalbody
        for handler in statement.handlers:
            yield from handler.body


def _is_simple(statement: ast.stmt) -> bool:
    """Tell whether a statement is an assignment that neither waits, reads files nor trains."""
    return isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) and _forbidden(statement) is None


def _may_be_needed(statement: ast.stmt) -> bool:
    """Tell whether a statement may be executed where what it binds or fills is needed."""
    if isinstance(statement, ast.With | ast.While) or _is_main_guard(statement):
        return False
    if isinstance(statement, ast.If | ast.Try):
        # `if len(sys.argv) > 1: hidden_size = …`
        return _forbidden(statement) is None and all(
            _may_be_needed(one) or _is_nothing(one) for one in _inner(statement)
        )
    if isinstance(statement, ast.For):
        simple = all(
            isinstance(one, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.Pass) for one in statement.body
        )
        return simple and set(_calls(statement)) <= CHEAP
    if isinstance(statement, ast.Expr):
        # `word_to_idx.update(…)`, `symbols.append(…)`: they fill what a definition needs.
        return (
            isinstance(statement.value, ast.Call) and bool(bound_names(statement)) and set(_calls(statement)) <= CHEAP
        )
    return _is_simple(statement)


def _reason(statement: ast.stmt) -> str:
    """Return why a statement is left out, in words."""
    calls = set(_calls(statement))
    loop = isinstance(statement, ast.For | ast.While | ast.AsyncFor)
    assigns = isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign)
    reasons = (
        (_is_main_guard(statement), "it runs only when the file is the main program"),
        (_forbidden(statement) is not None, _forbidden(statement)),
        (bool(calls & ARGUMENTS), "it reads the command line"),
        (loop, "a loop that no definition needs"),
        (bool(calls & PLOTS), "it plots"),
        (bool(calls & PRINTS), "it prints"),
        (assigns, "no definition needs what it assigns"),
    )
    return next((reason for holds, reason in reasons if holds and reason), "no definition needs it")


def _forbidden(statement: ast.stmt) -> str | None:
    calls = set(_calls(statement))
    for names, reason in (
        (ASKS, "it waits for input"),
        (FILES, "it reads or writes files"),
        (TRAINS, "it trains or tests"),
    ):
        if calls & names:
            return reason
    return None


def _calls(statement: ast.stmt) -> Iterable[str]:
    """Return the last names of everything called in a statement."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name):
                yield function.id
            elif isinstance(function, ast.Attribute):
                yield function.attr


def _is_main_guard(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Constant) and node.value == MAIN for node in ast.walk(statement.test)
    )


def _is_nothing(statement: ast.stmt) -> bool:
    """Tell whether a statement has no effect worth a remark: a docstring, `pass`, a bare name."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant | ast.Name)
    )
