"""The reference's right expression in the submission's own names: each part is looked for by its values."""

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np

from harness.repair.alignment import SAME, TINY, Series, equal
from harness.repair.expressions import FUNCTIONS, Expression, Source
from harness.repair.wanted import Wanted
from reference.arrays import PARAMETER_NAMES, Array

# Names that stand for no value of the calculation.
NEVER = frozenset({"range", "len", "reversed", "enumerate", "zip", "list", "tuple", "dict", "print", "self"})
MOST_ATOMS = 1500


def atoms_at(source: Source, place: Expression) -> list[str]:
    """Return the expressions in whose terms an edit at this place may be written, the plainest first.

    These are the names in scope, entries of lists at this step, the next and the last, what the function writes
    elsewhere, and the parts of the expression itself.
    """
    written = _written(source, place.function)
    parts = [source.spans.of(other.node) for other in source.expressions if other.statement is place.statement]
    found = dict.fromkeys([*written, *sorted(parts, key=len)])
    return [text for text in found if "\n" not in text][:MOST_ATOMS]


@lru_cache(maxsize=64)
def _written(source: Source, function: FUNCTIONS) -> tuple[str, ...]:
    """Return what may be written anywhere in a function."""
    called = {node.func.id for node in ast.walk(function)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    names = [name for name in _names(function) if name not in called | NEVER]
    reads = [node for node in ast.walk(function) if isinstance(node, ast.Subscript | ast.Attribute)]
    own = [source.spans.of(node) for node in reads if isinstance(node.ctx, ast.Load) and _plain(node)]
    entries = [f"{name}[{index}]" for name in names for index in _indices(function)]
    return (*names, *sorted(own, key=len), *entries, *_members(function))


def _members(function: FUNCTIONS) -> list[str]:
    """Return the entries of the arguments that are handed on whole, as the tuple of the parameters is."""
    # An entry at a number, `p[4]`, is one of a tuple; an entry at a step is one of a list over time.
    indexed = {node.value.id for node in ast.walk(function)
               if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
               and not isinstance(node.slice, ast.Constant)}  # fmt: skip
    whole = [argument.arg for argument in function.args.args if argument.arg not in indexed]
    return [f"{name}[{place}]" for name in whole for place in range(len(PARAMETER_NAMES))]


def _names(function: FUNCTIONS) -> list[str]:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    found = [argument.arg for argument in arguments]
    found += [node.id for node in ast.walk(function) if isinstance(node, ast.Name)]
    return list(dict.fromkeys(found))


def _indices(function: FUNCTIONS) -> list[str]:
    """Return the indices that count steps, and the ones next to them."""
    found: dict[str, None] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript):
            index = node.slice
            counter = index.left if isinstance(index, ast.BinOp) else index
            if isinstance(counter, ast.Name):
                found |= dict.fromkeys([counter.id, f"{counter.id} + 1", f"{counter.id} - 1"])
    return list(found)


def _plain(node: ast.AST) -> bool:
    return not any(isinstance(child, ast.Call) for child in ast.walk(node))


@dataclass(frozen=True)
class Surroundings:
    """A place in the submission, the atoms there with their values, and when in time they match the reference's."""

    source: Source
    place: Expression
    atoms: Mapping[str, Series]
    hits: Sequence[int]
    divisor: float  # of the loss: what goes backwards may be divided by it
    outer: "Surroundings | None" = None  # where the function is called
    variant: int = 0  # where several expressions have a value, because of a bug perhaps, which of them is taken
    instead: Mapping[str, str] = field(default_factory=dict)  # names of the reference whose names here are known
    handed: dict[str, str] = field(default_factory=dict)  # what the call must hand on, by the name it then has

    def express(self, node: ast.expr, wanted: Wanted, depth: int = 4) -> ast.expr | None:
        """Return an expression of the submission for one of the reference, None where some part is not to be had."""
        if isinstance(node, ast.Name) and node.id in self.instead:
            return ast.Name(self.instead[node.id])
        found = wanted.of(node)
        if found is not None and (atom := self.atom(found)) is not None:
            return atom
        if found is not None and self.outer is not None and (atom := self.outer.atom(found)) is not None:
            return self._handed_on(node, atom)
        if isinstance(node, ast.Name):
            inner = wanted.definitions.get(node.id)
            return self.express(inner, wanted, depth - 1) if inner is not None and depth else None
        return node if isinstance(node, ast.Constant) else self._composed(node, wanted, depth)

    def _composed(self, node: ast.expr, wanted: Wanted, depth: int) -> ast.expr | None:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=attribute)):
                function: ast.expr = ast.Attribute(ast.Name(self.source.numpy), attribute)
                return self._call(function, node, wanted, depth)
            case ast.Call(func=ast.Name(id=name)) if name in {f.name for f in self.source.functions}:
                return self._call(node.func, node, wanted, depth)
            case ast.BinOp() | ast.UnaryOp() | ast.Attribute() | ast.Subscript() | ast.Slice() | ast.Tuple():
                return self._same_form(node, wanted, depth)
        return None

    def _call(self, function: ast.expr, node: ast.Call, wanted: Wanted, depth: int) -> ast.expr | None:
        arguments = [self.express(argument, wanted, depth) for argument in node.args]
        if any(argument is None for argument in arguments):
            return None
        return ast.Call(function, [a for a in arguments if a is not None], node.keywords)

    def _same_form(self, node: ast.expr, wanted: Wanted, depth: int) -> ast.expr | None:
        made = copy.copy(node)
        for name, child in ast.iter_fields(node):
            if isinstance(child, ast.expr):
                found = self.express(child, wanted, depth)
                if found is None:
                    return None
                setattr(made, name, found)
            elif isinstance(child, list):
                parts = [self.express(element, wanted, depth) for element in child]
                if any(part is None for part in parts):
                    return None
                setattr(made, name, parts)
        return made

    def _handed_on(self, node: ast.expr, atom: ast.expr) -> ast.expr:
        name = atom.id if isinstance(atom, ast.Name) else node.id if isinstance(node, ast.Name) else "given"
        while name in _names(self.place.function) and name not in self.handed:
            name += "_"
        self.handed[name] = ast.unparse(atom)
        return ast.Name(name)

    def atom(self, found: Series) -> ast.expr | None:
        """Return the plainest expression of the submission with these values, or a further one in a later variant."""
        alike = list(islice(self._alike(found), self.variant + 1))
        return alike[-1] if alike else None

    def _alike(self, found: Series) -> Iterator[ast.expr]:
        for wanted in self._scaled(found):
            near = np.flatnonzero(np.abs(self._sizes - wanted.sizes[0]) <= SAME * max(wanted.sizes[0], TINY))
            for text in (self._texts[number] for number in near):
                own = self.atoms[text].at(self.hits)
                if own is None or own.values[0].size != wanted.values[0].size:
                    continue
                turned = own.values.swapaxes(-1, -2) if len(own.shape) == 2 else own.values  # noqa: PLR2004  (a matrix)
                if own.shape == wanted.shape and equal(own.values, wanted.values):
                    yield ast.parse(text, mode="eval").body
                elif turned.shape == wanted.values.shape and equal(turned, wanted.values):
                    yield ast.Attribute(ast.parse(text, mode="eval").body, "T")

    @cached_property
    def _texts(self) -> list[str]:
        return list(self.atoms)

    @cached_property
    def _sizes(self) -> Array:
        """The size of each atom the first time."""
        first = self.hits[0]
        return np.array([s.sizes[first] if first < len(s.values) else np.nan for s in self.atoms.values()])

    def _scaled(self, found: Series) -> Iterator[Series]:
        yield found
        if self.divisor != 1:
            yield found.divided(self.divisor)
