"""Finds what has to be translated: the fixed words of renderers, and the sentences that records are made of."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.languages.templates import texts

# A message, or one with its plural; and the files that say it.
Said = dict[str | tuple[str, str], list[str]]

ROOT = Path(__file__).parents[2]
# Whose text is marked with _(), ngettext() or N_().
MARKED = (
    "harness/renderers",
    "harness/classroom",
    "harness/commands",
    "harness/cli.py",
    "harness/languages/lookup.py",
)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# Who writes sentences into records and errors, as plain English. Of these folders not what writes code, and not what
# only programs read.
SPEAKING = (
    "harness/advice",
    "harness/answers.py",
    "harness/checks",
    "harness/classroom",
    "harness/client.py",
    "harness/commands",
    "harness/contract_files.py",
    "harness/contract_replies.py",
    "harness/contract_starter.py",
    "harness/contract_study.py",
    "harness/contracts",
    "harness/conventions.py",
    "harness/diagnosis",
    "harness/endings.py",
    "harness/errors.py",
    "harness/grade.py",
    "harness/inside",
    "harness/isolation",
    "harness/measured.py",
    "harness/mending.py",
    "harness/numerics",
    "harness/observations.py",
    "harness/opening.py",
    "harness/renderers",
    "harness/submissions",
    "harness/training_runs.py",
    "harness/unwritable.py",
)
SILENT = (
    "harness/classroom/autograder.py",
    "harness/classroom/entries.py",
    "harness/classroom/exports",
    "harness/classroom/rubric_text.py",
    "harness/classroom/store.py",
    "harness/commands/doctor.py",
    "harness/commands/verify.py",
    "harness/diagnosis/locate.py",
    "harness/diagnosis/runs.py",
    "harness/diagnosis/schema.py",
    "harness/diagnosis/spots.py",
    "harness/inside/origins.py",
    "harness/inside/private.py",
    "harness/inside/older.py",
    "harness/renderers/_hints.py",
    "harness/renderers/_plain_formula.py",
    "harness/renderers/_formula.py",
    "harness/renderers/_text.py",
    "harness/renderers/charts",
    "harness/renderers/html.py",
    "harness/renderers/json.py",
    "harness/renderers/kill_matrix.py",
    "harness/renderers/stryker.py",
    "harness/renderers/terminal.py",
    "harness/submissions/course",
    "harness/submissions/lexing.py",
    "harness/submissions/older_python.py",
)
# Whose arguments nobody reads as a sentence: patterns, options, marked messages, parts that are looked for.
NOT_SAID = frozenset((
    "N_", "TypeVar", "_", "add_argument", "argument", "cast", "compile", "endswith", "field", "getattr", "ngettext",
    "option", "partition", "removeprefix", "removesuffix", "split", "startswith", "version_option",
))  # fmt: skip
KEYWORDS_NOT_SAID = frozenset(("encoding", "errors", "help", "label", "metavar", "style", "header_style"))
# Words that stand alone in a record, or are put into a sentence; any other single word is a name of code.
WORDS = (
    "backward", "cases", "exception", "gradients", "inconclusive", "indices", "line", "memory", "no",
    "predictions", "reference", "right", "spaces", "steps", "submission", "the loss", "ten", "unknown", "wrong", "zero",
)  # fmt: skip
# Code, options and columns of tables, which are the same in every language.
_CODE = re.compile(
    r"\(\w+, |.*\n.|--\w+ \{\w+\}$|#|%|<|.*\bimport \w|def |return |pip |bold |'\.\[|sis |full name|\w+\(\w+, "
)
_WORD = re.compile(r"[^\W\d_]{2}")
_PLACE = re.compile(r"\{\w+\}")


def messages(root: Path = ROOT) -> Said:
    """Return the marked messages, those with a plural as a pair, each with the files that say it."""
    from babel.messages.extract import extract_from_file

    found: Said = {}
    for path in _files(root, MARKED, (".py", ".j2")):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
        for _, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            key = message if isinstance(message, str) else (message[0], message[1])
            _note(found, key, path, root)
    return found


def sentences(root: Path = ROOT) -> Said:
    """Return the templates of what records and errors say, each with the files that say it."""
    found: Said = {}
    for path in _files(root, SPEAKING, (".py",)):
        if _is_under(path, root, SILENT):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for _, text in texts(tree, _ignored(tree)):
            if is_said(text):
                _note(found, text.strip(), path, root)
        if path.parent.name == "checks" and not path.name.startswith("_"):
            title, _, _ = (ast.get_docstring(tree) or "").partition("\n")
            _note(found, title, path, root)
    return found


def is_said(text: str) -> bool:
    """Tell whether people read a text: several words, or one that is known to stand alone, and no code."""
    stripped = text.strip()
    if stripped in WORDS:
        return True
    literal = _PLACE.sub("", stripped)
    several = len(stripped.split()) > 1
    return several and _WORD.search(literal) is not None and _CODE.match(stripped) is None


def _note(found: Said, message: str | tuple[str, str], path: Path, root: Path) -> None:
    name = path.relative_to(root).as_posix()
    places = found.setdefault(message, [])
    if message and name not in places:
        places.append(name)


def _files(root: Path, folders: Iterable[str], suffixes: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        place = root / folder
        found = place.rglob("*") if place.is_dir() else (place,) if place.is_file() else ()
        yield from sorted(path for path in found if path.suffix in suffixes)


def _is_under(path: Path, root: Path, folders: Iterable[str]) -> bool:
    return any(path.is_relative_to(root / folder) for folder in folders)


def _ignored(tree: ast.Module) -> frozenset[ast.AST]:
    """Return the nodes below which nothing is said: docstrings, types, keys, what is compared, what calls look for."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef():
                found.update(node.body[:1] if ast.get_docstring(node) else ())
                if isinstance(node, ast.FunctionDef):
                    found.update(node.decorator_list)
                    found.update(one for one in (node.returns,) if one)
            case ast.arg() | ast.AnnAssign():
                found.update(one for one in (node.annotation,) if one)
            case ast.Call():
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found.update(node.args if name in NOT_SAID else ())
                found.update(word for word in node.keywords if name in NOT_SAID or word.arg in KEYWORDS_NOT_SAID)
            case ast.Compare():
                found.update((node.left, *node.comparators))
            case ast.Dict():
                found.update(key for key in node.keys if key and getattr(key, "value", None) not in WORDS)
            case ast.Subscript():
                found.add(node.slice)
    return frozenset(found)
