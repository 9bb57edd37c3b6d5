"""The course's language model: forward(inputs, h_prev, C_prev, p), then backward(z, f, …, outputs, targets, p)."""

import dis
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import CodeType, FunctionType

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]
Namespace = dict[str, object]

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
PROBABILITY_TOLERANCE = 1e-3  # a column of ŷ sums to 1; a float32 or an eps in the softmax stays far inside


def find(namespace: Namespace) -> dict[str, Callable[..., object]]:
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
    functions = find(namespace)
    _set_globals(namespace, case)
    results = functions["forward"](*_arguments(functions["forward"], _values(functions["forward"], case), ()))
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
    functions = find(namespace)
    function = functions["backward"]
    items = cache if isinstance(cache, list) else [cache]
    values = _values(function, case)
    results = function(*_arguments(function, values, items))
    arrays = _gradients(results, _parameter_order(function) or PARAMETERS, case)
    if "loss" not in arrays and "loss" in functions:
        outputs = items[COURSE_PLACES["outputs"]] if len(items) == COURSE_RESULTS else items[0]
        arrays["loss"] = np.asarray(functions["loss"](outputs, case["targets"]))
    return arrays


def _named(namespace: Namespace, names: Sequence[str]) -> Callable[..., object] | None:
    found = (namespace.get(name) for name in names)
    return next((value for value in found if isinstance(value, FunctionType)), None)


@cache
def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _values(function: Callable[..., object], case: Arrays) -> dict[str, object]:
    """Return what each role is given, the parameters in the form that the function takes them."""
    hidden, z = case["W_f"].shape
    values: dict[str, object] = {role: case[role] for role in ("inputs", "targets", "h0", "C0")}
    values |= {"hidden": hidden, "vocab": z - hidden, "z": z, "p": _parameters(function, case)}
    return values


def _parameters(function: Callable[..., object], case: Arrays) -> object:
    """Return the parameters as the dictionary or the tuple which the function's code reads."""
    keys = _keys(function.__code__) if isinstance(function, FunctionType) else {}
    if len(keys) == len(PARAMETERS):
        return {key: case[name] for name, key in keys.items()}
    return tuple(case[name] for name in _parameter_order(function) or PARAMETERS)


@cache
def _keys(function: CodeType) -> Mapping[str, str]:
    """Return the strings in the function's code that name parameters, by canonical name."""
    strings = [constant for constant in function.co_consts if isinstance(constant, str)]
    return {PARAMETER_ALIASES[_plain(key)]: key for key in strings if _plain(key) in PARAMETER_ALIASES}


def _parameter_order(function: Callable[..., object]) -> tuple[str, ...] | None:
    """Return the order in which the function unpacks its parameters, if it does so by recognisable names."""
    return _unpacked(function.__code__) if isinstance(function, FunctionType) else None


@cache
def _unpacked(function: CodeType) -> tuple[str, ...] | None:
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


def _arguments(
    function: Callable[..., object], values: Mapping[str, object], results: Sequence[object]
) -> list[object]:
    """Match the function's arguments to roles by name; the rest gets forward's `results`, in order.

    Raises TypeError where the number of arguments cannot be matched.
    """
    code = function.__code__ if isinstance(function, FunctionType) else None
    if code is None:
        raise TypeError("expected a plain function")
    names = code.co_varnames[: code.co_argcount]
    required = code.co_argcount - len(function.__defaults__ or ()) if isinstance(function, FunctionType) else 0
    taken = ("targets", "p", "hidden", "vocab", "z") if results else ("inputs", "h0", "C0", "p", "hidden", "vocab", "z")
    roles = [_role(name, taken) for name in names]
    if results:
        # The course's z, h and C are results of forward here, never a size or an initial state.
        roles = [None if _plain(name) in ("z", "h", "c", "y") and place < len(results) else role
                 for place, (name, role) in enumerate(zip(names, roles, strict=True))]  # fmt: skip
    free = [place for place, role in enumerate(roles) if role is None]
    if results and len(free) == 1 and len(results) != 1:
        results = [list(results)]
    spare = free[len(results) :]
    if len(free) < len(results) or any(place < required for place in spare):
        course = ["inputs", "h0", "C0", "p"] if not results else []
        if not results and len(names) >= len(course) >= required:
            return [values[role] for role in course]
        if results and required <= len(results) + 2 <= len(names):
            return [*results, values["targets"], values["p"]]
        raise TypeError(
            f"{function.__name__} takes ({', '.join(names)}): expected "
            + ("(z, f, i, g, C, o, h, v, outputs, targets, p)" if results else "(inputs, h_prev, C_prev, p)")
        )
    given = iter(results)
    arguments: list[object] = []
    for place, role in enumerate(roles):
        if role is not None:
            arguments.append(values[role])
        elif place not in spare:
            arguments.append(next(given))
        else:
            break
    return arguments


@cache
def _role(name: str, candidates: tuple[str, ...]) -> str | None:
    return next((role for role in candidates if _plain(name) in ROLES[role]), None)


def _set_globals(namespace: Namespace, case: Arrays) -> None:
    """Give the module's globals for sizes and parameters the values of the case."""
    hidden, z = case["W_f"].shape
    sizes = {"hidden": hidden, "vocab": z - hidden, "z": z}
    for name, value in list(namespace.items()):
        if type(value) is int:
            role = _role(name, ("hidden", "vocab", "z"))
            if role is not None:
                namespace[name] = sizes[role]
        elif name in ("params", "parameters") and isinstance(value, tuple | list | dict):
            namespace[name] = _parameters(find(namespace)["forward"], case)


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
