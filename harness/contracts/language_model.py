"""The course's language model: forward(inputs, h_prev, C_prev, p), then backward(z, f, …, outputs, targets, p)."""

import dis
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from types import CodeType, FunctionType

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]
Namespace = dict[str, object]
Function = Callable[..., object]
Form = dict[str, str]  # the parameters' keys by canonical name, in the course's order; empty: they are a tuple

PARAMETERS = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
# What a name, in lower case and without underscores, stands for.
PARAMETER_ALIASES = {
    "wf": "W_f", "wi": "W_i", "wg": "W_g", "wc": "W_g", "wo": "W_o", "wv": "W_v", "wy": "W_v", "why": "W_v",
    "bf": "b_f", "bi": "b_i", "bg": "b_g", "bc": "b_g", "bo": "b_o", "bv": "b_v", "by": "b_v",
}  # fmt: skip
ROLES = {
    "inputs": {"inputs", "input", "x", "xs", "inputseq", "inputsequence", "sequence", "seq", "onehot", "onehots"},
    "targets": {
        "targets",
        "target",
        "t",
        "ts",
        "y",
        "ys",
        "ytrue",
        "truth",
        "labels",
        "label",
        "onehottargets",
        "goal",
    },
    "h0": {"hprev", "h0", "hinit", "hiddenstate", "hidden", "hstart", "h", "hiddenprev", "prevh"},
    "C0": {"cprev", "c0", "cinit", "cellstate", "cell", "cstart", "c", "cellprev", "prevc"},
    "p": {"p", "params", "parameters", "param", "weights", "theta", "model"},
    "hidden": {"hiddensize", "hiddendim", "nhidden", "hsize", "hdim", "hiddenunits", "numhidden", "nh"},
    "vocab": {"vocabsize", "vocabularysize", "vocabdim", "nvocab", "vsize", "vdim", "nsymbols", "inputsize", "nx"},
    "z": {"zsize", "zdim", "concatsize"},
}
FORWARD_NAMES = ("forward", "forward_pass", "lstm_forward", "forward_lstm", "forward_propagation", "feed_forward")
BACKWARD_NAMES = ("backward", "backward_pass", "lstm_backward", "backward_lstm", "backpropagation", "bptt", "backprop")
LOSS_NAMES = ("loss", "cross_entropy", "cross_entropy_loss", "compute_loss", "loss_function", "calc_loss", "get_loss")
# Where the course's forward returns what we judge, of its nine results.
COURSE_RESULTS = 9
COURSE_PLACES = {"z": 0, "C": 4, "h": 6, "outputs": 8}
SIZES = ("hidden", "vocab", "z")
TAKES = {"forward": ("inputs", "h0", "C0", "p", *SIZES), "backward": ("targets", "p", *SIZES)}
COURSE_ORDER = {"forward": ("inputs", "h0", "C0", "p"), "backward": ("targets", "p")}  # after forward's results
RESULTS = -1  # the place of an argument that gets the list of all of forward's results
# What a function raises that is given a tuple for a dictionary, or the other way round, or other keys.
FORM_ERRORS = (TypeError, AttributeError, KeyError, IndexError)
PROBABILITY_TOLERANCE = 1e-3  # a column of ŷ sums to 1; a float32 or an eps in the softmax stays far inside
PLAN = "__contract_plan__"  # where a namespace keeps its plan


@dataclass
class Plan:
    """How to call a submission's functions, worked out once; `forms[0]` is the form of the parameters in use."""

    functions: dict[str, Function]
    orders: dict[str, tuple[str, ...]]
    forms: list[Form]
    global_sizes: dict[str, str]
    global_parameters: tuple[str, ...]
    arguments: dict[tuple[str, int], tuple[list[str | int], dict[str, str]]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)  # the roles that have run with `forms[0]`


def find(namespace: Namespace) -> dict[str, Function]:
    """Return the functions `forward` and `backward`, and `loss` where there is one.

    Raises LookupError where a submission defines no forward, or no backward.
    """
    found = {"forward": _named(namespace, FORWARD_NAMES), "backward": _named(namespace, BACKWARD_NAMES)}
    missing = [role for role, function in found.items() if function is None]
    if missing:
        defined = sorted(name for name, value in namespace.items() if isinstance(value, FunctionType))
        raise LookupError(
            f"found no function {' and no function '.join(missing)}: expected forward(inputs, h_prev, C_prev, p) and "
            f"backward(z, f, i, g, C, o, h, v, outputs, targets, p); defined are {', '.join(defined[:12]) or 'none'}"
        )
    found["loss"] = _named(namespace, LOSS_NAMES)
    return {role: function for role, function in found.items() if function is not None}


def forward(namespace: Namespace, case: Arrays) -> tuple[Arrays, object]:
    """Run the submission's forward; returns `outputs` (T, V, B), `h`, `C`, `z` where known, and its raw results."""
    results = _call(namespace, _plan(namespace), "forward", case, ())
    items = list(results) if isinstance(results, tuple | list) else [results]
    T, V, B = case["targets"].shape
    arrays: Arrays = {}
    if len(items) == COURSE_RESULTS:
        arrays["outputs"] = _steps(items[COURSE_PLACES["outputs"]], (V, B), "outputs", (T,))
        arrays["h"] = _steps(items[COURSE_PLACES["h"]], (case["W_f"].shape[0], B), "h", (T + 1, T))
        arrays["C"] = _steps(items[COURSE_PLACES["C"]], (case["W_f"].shape[0], B), "C", (T + 1, T))
        arrays["z"] = _steps(items[COURSE_PLACES["z"]], (case["W_f"].shape[1], B), "z", (T,))
    else:
        arrays["outputs"] = _find_outputs(items, (T, V, B))
    return arrays, items


def backward(namespace: Namespace, case: Arrays, cache: object) -> Arrays:
    """Run the submission's backward on what its forward returned; returns `loss` and the gradients `dW_f` … `db_v`."""
    plan = _plan(namespace)
    items = cache if isinstance(cache, list) else [cache]
    results = _call(namespace, plan, "backward", case, items)
    arrays = _gradients(results, plan.orders["backward"], case)
    if "loss" not in arrays and "loss" in plan.functions:
        outputs = items[COURSE_PLACES["outputs"]] if len(items) == COURSE_RESULTS else items[0]
        arrays["loss"] = np.asarray(plan.functions["loss"](outputs, case["targets"]))
    return arrays


def _named(namespace: Namespace, names: Sequence[str]) -> Function | None:
    for name in names:
        value = namespace.get(name)
        if callable(value) and not isinstance(value, type):
            return value
    return None


@cache
def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _plan(namespace: Namespace) -> Plan:
    """Return the namespace's plan, made anew where its functions have changed."""
    functions, plan = find(namespace), namespace.get(PLAN)
    if isinstance(plan, Plan) and [*map(id, plan.functions.values())] == [*map(id, functions.values())]:
        return plan
    codes = {role: list(_codes(functions[role], namespace)) for role in TAKES}
    unpacked = {role: next(filter(None, map(_unpacked, codes[role])), None) for role in TAKES}
    sizes = {name: _role(name, SIZES) for name, value in namespace.items() if type(value) is int}
    plan = Plan(
        functions,
        {role: order or PARAMETERS for role, order in unpacked.items()},
        _forms(namespace, codes, unpacks=any(unpacked.values())),
        {name: role for name, role in sizes.items() if role is not None},
        tuple(name for name in ("params", "parameters") if isinstance(namespace.get(name), tuple | list | dict)),
    )
    namespace[PLAN] = plan
    return plan


def _call(namespace: Namespace, plan: Plan, role: str, case: Arrays, results: Sequence[object]) -> object:
    """Call a function with what it takes, the parameters in the form it reads: the likeliest, at first each in turn.

    Raises what the function raises for the likeliest form where none serves.
    """
    function, shape = plan.functions[role], (role, len(results))
    if shape not in plan.arguments:
        plan.arguments[shape] = _arguments(function, role, len(results))
    places, keywords = plan.arguments[shape]
    hidden, z = case["W_f"].shape
    values: dict[str, object] = {**case, "hidden": hidden, "vocab": z - hidden, "z": z}
    first: Exception | None = None
    for form in tuple(plan.forms):
        in_order = tuple([case[name] for name in plan.orders[role]])
        values["p"] = {key: case[name] for name, key in form.items()} if form else in_order
        if role == "forward" or first is not None:
            namespace.update({name: values[size] for name, size in plan.global_sizes.items()})
            namespace.update(dict.fromkeys(plan.global_parameters, values["p"]))
        arguments = [values[p] if isinstance(p, str) else list(results) if p == RESULTS else results[p] for p in places]
        try:
            returned = function(*arguments, **{name: values[key] for name, key in keywords.items()})
        except FORM_ERRORS as error:
            if role in plan.settled:
                raise
            first = first or error
            continue
        if first is not None:
            plan.forms = [form, *(other for other in plan.forms if other != form)]
            plan.settled.clear()
        plan.settled.add(role)
        return returned
    raise first or RuntimeError("no form of the parameters to try")


def _codes(function: object, namespace: Namespace) -> Iterator[CodeType]:
    """Return the code of a function, of those inside it, and of the module's functions that they name."""
    waiting, seen = [_code(function)], set[CodeType]()
    for code in waiting:
        if code is not None and code not in seen:
            seen.add(code)
            yield code
            waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
            waiting += [_code(namespace[name]) for name in code.co_names if name in namespace]


def _code(function: object) -> CodeType | None:
    while isinstance(function, partial):
        function = function.func
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    return code if isinstance(code, CodeType) else None


def _forms(namespace: Namespace, codes: Mapping[str, Iterable[CodeType]], *, unpacks: bool) -> list[Form]:
    """Return the forms that the parameters may have, the likeliest first."""
    own = [[value for code in codes[role] for value in code.co_consts] for role in TAKES]
    functions = [value for value in namespace.values() if isinstance(value, FunctionType)]
    functions += [one for cls in namespace.values() if isinstance(cls, type) for one in vars(cls).values()
                  if isinstance(one, FunctionType)]  # fmt: skip
    module = [value for value in namespace.values() if isinstance(value, str | list | tuple | dict)]
    module += [value for function in functions for code in _codes(function, {}) for value in code.co_consts]
    forward_keys, backward_keys, all_keys = _keys(own[0]), _keys(own[0] + own[1]), _keys([*own[0], *own[1], *module])
    likely = [forward_keys, {}, backward_keys] if unpacks else [forward_keys, backward_keys, all_keys, {}]
    usual = [{name: name for name in PARAMETERS}, {name: name.replace("_", "") for name in PARAMETERS}]
    forms: list[Form] = []
    for form in (*likely, all_keys, *usual):
        if form is not None and form not in forms:
            forms.append(form)
    return forms


def _keys(values: Iterable[object]) -> Form | None:
    """Return the strings that name parameters, by canonical name, if each parameter is named; the first one counts."""
    found: Form = {}
    for value in values:
        for key in value if isinstance(value, list | tuple | dict | frozenset) else (value,):
            if isinstance(key, str) and _plain(key) in PARAMETER_ALIASES:
                found.setdefault(PARAMETER_ALIASES[_plain(key)], key)
    return {name: found[name] for name in PARAMETERS} if len(found) == len(PARAMETERS) else None


def _unpacked(function: CodeType) -> tuple[str, ...] | None:
    """Return the order in which the code unpacks the parameters, if it does so by recognisable names."""
    instructions = list(dis.get_instructions(function))
    for place, instruction in enumerate(instructions):
        if instruction.opname == "UNPACK_SEQUENCE" and instruction.arg == len(PARAMETERS):
            stores = [name for name in map(_stored_names, instructions[place + 1 :]) if name]
            names = [name for group in stores for name in group][: len(PARAMETERS)]
            order = tuple(PARAMETER_ALIASES.get(_plain(name), "") for name in names)
            if set(order) == set(PARAMETERS):
                return order
    return None


def _stored_names(instruction: dis.Instruction) -> tuple[str, ...]:
    """Return the names an instruction binds; since Python 3.13 one may bind two."""
    if not instruction.opname.startswith("STORE_FAST") and instruction.opname not in ("STORE_GLOBAL", "STORE_DEREF"):
        return ()
    return instruction.argval if isinstance(instruction.argval, tuple) else (str(instruction.argval),)


def _arguments(function: Function, role: str, results: int) -> tuple[list[str | int], dict[str, str]]:
    """Match the arguments to what they stand for by name; the rest gets forward's `results`, in order.

    Returns what each positional argument gets (a role, or a place among the results), and each one by keyword.
    Raises TypeError where the number of arguments cannot be matched.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError as error:
        raise TypeError(f"{role} does not tell its arguments: expected a Python function") from error
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    named = {p.name: _role(p.name, TAKES[role]) for p in parameters if p.kind is p.KEYWORD_ONLY}
    keywords = {name: given for name, given in named.items() if given is not None}
    names = [p.name for p in positional]
    required = sum(p.default is p.empty for p in positional)
    # The course's z, h and C are results of forward in backward, never a size or an initial state.
    roles = [
        None if place < results and _plain(name) in ("z", "h", "c", "y") else _role(name, TAKES[role])
        for place, name in enumerate(names)
    ]
    free = [place for place, given in enumerate(roles) if given is None]
    rest: list[str | int] = [*range(results)]
    course = [*rest, *(one for one in COURSE_ORDER[role] if one not in keywords.values())]
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        taken = [given if given is not None else rest.pop(0) if rest else "" for given in roles]
        if "" not in taken:
            return [*taken, *rest, *(one for one in course if isinstance(one, str) and one not in taken)], keywords
    if len(free) == 1 and results > 1:
        rest = [RESULTS]
    if len(free) < len(rest) or any(place < required for place in free[len(rest) :]):
        if required <= len(course) <= len(names):
            return course, keywords
        raise TypeError(
            f"{getattr(function, '__name__', role)} takes ({', '.join(names)}): expected "
            + ("(z, f, i, g, C, o, h, v, outputs, targets, p)" if results else "(inputs, h_prev, C_prev, p)")
        )
    stop = free[len(rest)] if len(free) > len(rest) else len(roles)  # from there on, defaults
    return [given if given is not None else rest.pop(0) for given in roles[:stop]], keywords


@cache
def _role(name: str, candidates: tuple[str, ...]) -> str | None:
    return next((role for role in candidates if _plain(name) in ROLES[role]), None)


def _steps(value: object, shape: tuple[int, int], name: str, lengths: tuple[int, ...]) -> NDArray[np.generic]:
    """Return a list of arrays over time as one array (steps, *shape); raises ValueError where it is something else."""
    wanted = f"expected {' or '.join(map(str, lengths))} arrays of shape {shape}"
    if not isinstance(value, list | tuple | np.ndarray):
        raise ValueError(f"forward returns {name} as {type(value).__name__}: {wanted}")  # noqa: TRY004
    if len(value) in lengths and all(type(entry) is np.ndarray and entry.shape == shape for entry in value):
        return np.stack(list(value))
    entries = [np.asarray(entry) for entry in value]
    if len(entries) not in lengths:
        raise ValueError(f"forward returns {name} with {len(entries)} entries: {wanted}")
    # An initial state may be broadcast; every other entry has its full size.
    entries = [
        np.broadcast_to(e, shape) if e.size == 1 or e.shape == shape else e.reshape(-1, shape[1]) for e in entries
    ]
    if any(entry.shape != shape for entry in entries):
        raise ValueError(f"forward returns {name} with shapes {sorted({entry.shape for entry in entries})}: {wanted}")
    return np.stack(entries)


def _find_outputs(items: Sequence[object], shape: tuple[int, int, int]) -> NDArray[np.generic]:
    """Return the result whose entries are distributions: T columns that sum to 1."""
    T, V, B = shape
    for item in reversed(items):
        try:
            steps = _steps(item, (V, B), "outputs", (T,))
        except (ValueError, TypeError):
            continue
        if np.all(np.abs(np.sum(steps, axis=1) - 1) < PROBABILITY_TOLERANCE):
            return steps
    raise ValueError(
        f"forward returns no list of {T} distributions of shape {(V, B)}: expected outputs as its last result"
    )


def _gradients(results: object, order: Sequence[str], case: Arrays) -> Arrays:
    """Sort what backward returned into `loss` and gradients; raises ValueError where it is something else."""
    arrays: Arrays = {}
    items = list(results) if isinstance(results, tuple | list) else [results]
    scalars = [item for item in items if not isinstance(item, dict | tuple | list) and np.size(np.asarray(item)) == 1]
    groups = [item for item in items if isinstance(item, dict | tuple | list)]
    if len(items) in (len(PARAMETERS), len(PARAMETERS) + 1) and not groups:
        groups, scalars = [items[-len(PARAMETERS) :]], items[: -len(PARAMETERS)]
    if len(groups) != 1:
        raise ValueError(f"backward returns {_kinds(items)}: expected loss and the ten gradients")
    if scalars:
        arrays["loss"] = np.asarray(scalars[0]).reshape(())
    group = groups[0]
    if isinstance(group, dict):
        named = {PARAMETER_ALIASES.get(_gradient_of(str(key))): value for key, value in group.items()}
    elif len(group) == len(PARAMETERS):
        named = dict(zip(order, group, strict=True))
    else:
        raise ValueError(f"backward returns {len(group)} gradients: expected ten, in the order of the parameters")
    missing = [name for name in PARAMETERS if named.get(name) is None]
    if missing:
        raise ValueError(f"backward returns no gradient for {', '.join(missing)}: expected one for each parameter")
    for name in PARAMETERS:
        gradient = np.asarray(named[name])
        # (n,) for (n, 1) is a matter of taste; a transposed matrix is not.
        same = np.squeeze(gradient).shape == np.squeeze(case[name]).shape
        arrays[f"d{name}"] = gradient.reshape(case[name].shape) if same else gradient
    return arrays


def _gradient_of(key: str) -> str:
    plain = _plain(key)
    for prefix in ("grad", "d"):
        if plain.removeprefix(prefix) in PARAMETER_ALIASES:
            return plain.removeprefix(prefix)
    for suffix in ("grad", "d"):
        if plain.removesuffix(suffix) in PARAMETER_ALIASES:
            return plain.removesuffix(suffix)
    return plain


def _kinds(items: Sequence[object]) -> str:
    return "(" + ", ".join(type(item).__name__ for item in items[:6]) + ")"
