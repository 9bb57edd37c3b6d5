"""What the code of a submission's functions says before it runs: the names that it reads, unpacks and returns."""

import ast
import builtins
import dis
import inspect
import linecache
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from types import CodeType

from harness.contracts._blocks import blocks_in
from harness.contracts._names import PARAMETER_ALIASES, PARAMETERS, as_parts, covered, plain

# Instructions that read a name which is none of the function's own.
READS_GLOBAL = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})
# And those that read one of its own, alone or with a second one.
READS_LOCAL = frozenset(name for name in dis.opmap if name.startswith("LOAD_FAST") or "_LOAD_FAST" in name)
# What a function whose body is still to be written may name.
STUB_NAMES = frozenset({"NotImplementedError"})
UNPACK = dis.opmap["UNPACK_SEQUENCE"]
# A submission's functions are read more than once: in the trial of contracts, and when they are called.
MOST_CODES = 256
# The attribute of a class that we made of a function: that function.
MADE_BY = "__made_by__"
# A cell state, by the names it has in code.
CELL_NAMES = frozenset({"cprev", "c0", "cs", "cnext", "dcnext", "cellstate", "cellstates", "forget", "cnew"})
Definition = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# So many of the four gates' parameters, read by name, make an LSTM.
GATES_READ = 3
# Weights of all gates in one array and those of the last layer, with their biases.
LEAST_UNPACKED = 4


def code_of(function: object) -> CodeType | None:
    """Return the code behind a function, a method, a partial or a wrapped function."""
    while isinstance(function, partial):
        function = function.func
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    return code if isinstance(code, CodeType) else None


def is_stub(function: object) -> bool:
    """Whether a function takes arguments and reads none of them, nor anything else: its body is still to be written."""
    code = code_of(function)
    if code is None or code.co_cellvars or not set(code.co_names) <= STUB_NAMES:
        return False
    extra = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + extra]
    read = {name for one in instructions(code) if one.opname in READS_LOCAL for name in _names_of(one)}
    return bool(taken) and not read & set(taken)


def _names_of(instruction: dis.Instruction) -> tuple[str, ...]:
    """Return the names that an instruction reads: newer Pythons read two at once."""
    value = instruction.argval
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def line_of(error: BaseException, function: object) -> int:
    """Return the line at which a function failed, 0 where it was not even called."""
    code, traceback = code_of(function), error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code is code:
            return traceback.tb_lineno
        traceback = traceback.tb_next
    return 0


def codes(function: object, namespace: Mapping[str, object], owner: type | None = None) -> Iterator[CodeType]:
    """Return the code of a function, of those inside it, and of the module's functions and methods that they name."""
    waiting, seen = [code_of(function), code_of(vars(owner).get(MADE_BY) if owner else None)], set[CodeType]()
    for code in waiting:
        if code is not None and code not in seen:
            seen.add(code)
            yield code
            waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
            waiting += [code_of(namespace[name]) for name in code.co_names if name in namespace]
            waiting += [code_of(getattr(owner, name)) for name in code.co_names if owner and hasattr(owner, name)]


@lru_cache(maxsize=MOST_CODES)
def instructions(code: CodeType) -> tuple[dis.Instruction, ...]:
    """Return the instructions of the code; half a dozen readers want them, and taking it apart takes longest."""
    return tuple(dis.get_instructions(code))


@lru_cache(maxsize=MOST_CODES)
def globals_read(code: CodeType) -> tuple[str, ...]:
    """Return the names that the code reads from its module, in the order of their first use."""
    names = (one.argval for one in instructions(code) if one.opname in READS_GLOBAL)
    return tuple(dict.fromkeys(str(name) for name in names))


@lru_cache(maxsize=MOST_CODES)
def attributes_read(code: CodeType) -> tuple[str, ...]:
    """Return the names of attributes that the code reads, in the order of their first use."""
    names = (one.argval for one in instructions(code) if one.opname == "LOAD_ATTR")
    return tuple(dict.fromkeys(str(name) for name in names))


def strings(values: Iterable[object]) -> Iterator[str]:
    """Yield the strings among values, and in the flat containers among them."""
    for value in values:
        for key in value if isinstance(value, list | tuple | dict | frozenset) else (value,):
            if isinstance(key, str):
                yield key


@lru_cache(maxsize=MOST_CODES)
def unpackings(function: CodeType) -> dict[int, tuple[str, ...]]:
    """Return the names into which the code unpacks values, by their count, each at the first place that does."""
    found: dict[int, tuple[str, ...]] = {}
    if UNPACK not in function.co_code[::2]:
        return found
    for place, instruction in enumerate(instructions(function)):
        count = instruction.arg
        if instruction.opcode == UNPACK and count is not None:
            later = instructions(function)[place + 1 :]
            names = tuple(islice((name for one in later for name in stored_names(one)), count))
            if len(names) == count:
                found.setdefault(count, names)
    return found


def unpacked_order(function: CodeType) -> tuple[str, ...] | None:
    """Return the order in which the code unpacks the parameters, if it does so by recognisable names."""
    found = unpackings(function)
    for count in sorted({*found} & {*range(LEAST_UNPACKED, len(PARAMETERS) + 1)}, reverse=True):
        order = _without_gaps(found[count])
        if covered(order) >= set(PARAMETERS) and "" not in order:
            return tuple(as_parts(order)[part] for part in order)
    return None


def _without_gaps(names: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters that names stand for; each `_` is one of those that have no name, in the usual order."""
    order = [PARAMETER_ALIASES.get(plain(name), "") for name in names]
    gaps = [place for place, name in enumerate(names) if not name.strip("_")]
    missing = sorted({*PARAMETERS} - covered(order), key=PARAMETERS.index)
    for place, part in zip(gaps, missing if len(missing) == len(gaps) else (), strict=False):
        order[place] = part
    return tuple(order)


def order_in(found: Sequence[CodeType]) -> tuple[str, ...] | None:
    """Return the order in which one of these codes unpacks the parameters, if one does by recognisable names.

    The first counts, but for one that unpacks what a function returned: that one may have been given another order.
    """
    orders = [(code, order) for code in found if (order := unpacked_order(code))]
    orders.sort(key=lambda known: _unpacks_a_call(known[0]))
    return orders[0][1] if orders else None


def _unpacks_a_call(code: CodeType) -> bool:
    """Whether the code unpacks parameters that a named function returned, other than Python's own."""
    for node in own_statements(definition_of(code)):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            names = [child.id for child in ast.walk(node.targets[0]) if isinstance(child, ast.Name)]
            parts = covered(PARAMETER_ALIASES.get(plain(name), "") for name in names)
            if parts >= set(PARAMETERS) and not hasattr(builtins, node.value.func.id):
                return True
    return False


def stored_names(instruction: dis.Instruction) -> tuple[str, ...]:
    """Return the names an instruction binds; since Python 3.13 one may bind two."""
    if not instruction.opname.startswith("STORE_FAST") and instruction.opname not in ("STORE_GLOBAL", "STORE_DEREF"):
        return ()
    return instruction.argval if isinstance(instruction.argval, tuple) else (str(instruction.argval),)


def definition_of(code: CodeType) -> Definition | None:
    """Return the definition that the code was made from."""
    return _functions_in("".join(linecache.getlines(code.co_filename))).get(code.co_firstlineno)


# `inspect.getsource` finds the same by comparing the file's name with that of every module: 60 ms for two functions.
@lru_cache(maxsize=1)
def _functions_in(text: str) -> dict[int, Definition]:
    """Return the functions of a text by the line at which their code begins, which is that of the first decorator."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found = [node for block in blocks_in(tree) for node in block if isinstance(node, Definition)]
    return {min([node.lineno, *(one.lineno for one in node.decorator_list)]): node for node in found}


def own_statements(function: Definition | None) -> Iterator[ast.AST]:
    """Yield the statements of a function, but not those of functions inside it."""
    for block in blocks_in(function, DEFINITIONS) if function else ():
        yield from block


def is_lstm(function: object, namespace: Mapping[str, object], owner: type | None = None) -> bool:
    """Whether the code of a function uses a cell state or the gates' parameters."""
    names: set[str] = set()
    for code in codes(function, namespace, owner):
        names.update(code.co_varnames, code.co_names, code.co_freevars, code.co_cellvars, strings(code.co_consts))
    return speaks_of_lstm(names)


def speaks_of_lstm(names: Iterable[str]) -> bool:
    """Whether a cell state or the gates' parameters are among names."""
    short = {plain(name) for name in names}
    gates = {PARAMETER_ALIASES[name].partition(":")[0] for name in short if name in PARAMETER_ALIASES}
    return bool(short & CELL_NAMES) or len(gates & {"W_f", "W_i", "W_g", "W_o"}) >= GATES_READ
