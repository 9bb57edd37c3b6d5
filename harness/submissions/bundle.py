"""Several files handed in together: which one is the main file, and the others as its helper modules."""

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from harness.errors import UnreadableError
from harness.submissions import notebook, python
from harness.submissions.definitions import definitions_only
from harness.submissions.files import MEGABYTE
from harness.submissions.helpers import course_modules
from harness.submissions.source import MAX_BYTES
from harness.submissions.submission import Submission

# A course project has a handful of files; a hundred of them is an installed package.
MOST_FILES = 100
# All their code together, and all that is read: notebooks come with their pictures.
MOST_CODE = MAX_BYTES
MOST_BYTES = 64 * MEGABYTE
CODE = (".py", *notebook.SUFFIXES)
# Folders that tools make, or whose contents nobody wrote for the course.
IGNORED = frozenset(
    {"__pycache__", "__MACOSX", "venv", "env", "site-packages", "node_modules", "build", "dist", "__pypackages__"}
)
# What the functions of an LSTM are called: the two that every contract looks for, or one that does both.
FORWARD = re.compile(r"forward|feed_?forward", re.IGNORECASE)
BACKWARD = re.compile(r"backward|bptt|back_?prop", re.IGNORECASE)
BOTH = re.compile(r"loss_?fun", re.IGNORECASE)
# What helps whoever has the command line; a student of a class has not.
NAME_IT = "name the main one with --main FILE"
LSTM = re.compile(r"lstm|forget|\b[Ww]_?f\b")

Files = Mapping[PurePosixPath, Submission]


def is_code(path: PurePosixPath) -> bool:
    """Tell whether a file of a folder or archive is read: code outside of hidden and generated folders."""
    hidden = any(part.startswith(".") or part in IGNORED for part in path.parts)
    return path.suffix.lower() in CODE and not hidden


def most_bytes(path: PurePosixPath) -> int:
    """Return how large this file may be."""
    return notebook.MAX_NOTEBOOK if _is_notebook(path) else MAX_BYTES


def check_size(name: str, contents: Mapping[PurePosixPath, bytes]) -> None:
    """Raise UnreadableError where there is more than a submission has."""
    code = sum(len(data) for path, data in contents.items() if not _is_notebook(path))
    if len(contents) > MOST_FILES or code > MOST_CODE or sum(map(len, contents.values())) > MOST_BYTES:
        limits = f"{MOST_FILES} files or {MOST_CODE // MEGABYTE} MB of code"
        raise UnreadableError(f"{name} holds more than {limits}; submit your own files only.")


def _is_notebook(path: PurePosixPath) -> bool:
    return path.suffix.lower() in notebook.SUFFIXES


def bundled(name: str, contents: Mapping[PurePosixPath, bytes], main: str | None) -> Submission:
    """Return the submission of all these files; raises UnreadableError where no main file can be told.

    `main` is None where nobody can name it, as in a class.
    """
    files, problems = _read(contents)
    if not files:
        raise UnreadableError(next(iter(problems.values()), f"{name} holds no Python file and no notebook; add yours."))
    chosen = _named(name, files, main) if main else _main(name, files, askable=main is not None)
    return replace(files[chosen], name=str(chosen), modules=_modules(chosen, files))


def _read(contents: Mapping[PurePosixPath, bytes]) -> tuple[dict[PurePosixPath, Submission], dict[PurePosixPath, str]]:
    """Return the files that can be read, and for the others why not."""
    files, problems = dict[PurePosixPath, Submission](), dict[PurePosixPath, str]()
    for path in sorted(contents):
        form = notebook if _is_notebook(path) else python
        try:
            files[path] = form.from_bytes(contents[path], str(path))
        except UnreadableError as problem:
            problems[path] = str(problem)
    return files, problems


def _named(name: str, files: Files, main: str) -> PurePosixPath:
    wanted = PurePosixPath(main)
    found = [path for path in files if path == wanted] or [path for path in files if path.name == wanted.name]
    if len(found) != 1:
        raise UnreadableError(f"{name} holds {len(found) or 'no'} files {main}; it holds {_listed(files)}.")
    return found[0]


def _main(name: str, files: Files, *, askable: bool) -> PurePosixPath:
    """Return the file that defines the LSTM's functions, else the one that imports them."""
    if len(files) == 1:
        return next(iter(files))
    own = {path: _own(files[path].tree) for path in files}
    whole = {path: _provided(path, files, own, frozenset()) for path in files}
    for names in (own, whole):
        found = [path for path in files if _has(names[path], FORWARD) and _has(names[path], BACKWARD)]
        found = found or [path for path in files if _has(names[path], BOTH)]
        if found:
            return _only(name, files, found, NAME_IT if askable else "hand in that one alone which counts")
    found = [path for path in files if _has(own[path], FORWARD) or _has(own[path], BACKWARD)]
    if not found:
        raise UnreadableError(
            f"No file of {name} defines a function or method forward or backward, under any of their usual names; "
            f"it holds {_listed(files)}: {NAME_IT if askable else 'hand in one file that defines both'}."
        )
    together = "put both passes into one file, or add a file that imports both from these"
    return _only(name, files, found, NAME_IT if askable else together)


def _only(name: str, files: Files, found: list[PurePosixPath], step: str) -> PurePosixPath:
    """Return the only candidate, or the only one about an LSTM; raises UnreadableError that says the next step."""
    named = [path for path in found if LSTM.search(files[path].text)] if len(found) > 1 else found
    if len(named or found) == 1:
        return (named or found)[0]
    raise UnreadableError(
        f"{name} holds {len(named or found)} files that define an LSTM's functions: {_listed(named or found)}; {step}."
    )


def _listed(paths: Mapping[PurePosixPath, Submission] | list[PurePosixPath]) -> str:
    names = [str(path) for path in sorted(paths)]
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")  # noqa: PLR2004  (a line)


def _has(names: set[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(name) for name in names)


def _own(tree: ast.Module) -> set[str]:
    """Return the functions and methods that a file defines, and the names that it gives to others."""
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            found |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return found


def _provided(
    path: PurePosixPath, files: Files, own: Mapping[PurePosixPath, set[str]], above: frozenset[PurePosixPath]
) -> set[str]:
    """Return what a file defines or imports from the files beside it."""
    beside = {_dotted(other, path.parent): other for other in files}
    names = set(own[path])
    for node in files[path].tree.body:
        if isinstance(node, ast.ImportFrom):
            other = beside.get(node.module or "")
            imported = {alias.name for alias in node.names}
            if "*" in imported and other is not None and other not in above:
                names |= _provided(other, files, own, above | {path})
            names |= imported
    return names


def _modules(main: PurePosixPath, files: Files) -> dict[str, str]:
    """Return the other files as modules, by the names that a program started beside the main file imports them by."""
    modules: dict[str, str] = {}
    needed: dict[str, str] = {}
    for base in dict.fromkeys((main.parent, PurePosixPath())):
        for path in sorted(files):
            dotted = _dotted(path, base)
            if path != main and dotted and dotted not in modules:
                modules[dotted] = definitions_only(files[path])
                needed |= course_modules(files[path].tree)
    packages = {dotted.partition(".")[0] for dotted in modules}
    extra = {dotted: text for path in sorted(files) for dotted, text in files[path].modules.items()}
    return {**{name: text for name, text in needed.items() if name not in packages}, **extra, **modules}


def _dotted(path: PurePosixPath, base: PurePosixPath) -> str:
    """Return the name that a file has as a module for a program in `base`; "" where it cannot be imported."""
    if not path.is_relative_to(base):
        return ""
    parts = path.relative_to(base).with_suffix("").parts
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""
