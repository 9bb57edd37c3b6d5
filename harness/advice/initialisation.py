"""What the submission's own initialisation draws: its forget bias, and how its input weights scale."""

import ast
import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.advice.remark import Remark
from harness.advice.syntax import Code, FunctionNode, called, mentions, parameters
from harness.observations import Observations
from harness.wire import JSON, Message

# Under 1/√V the weights differ by a factor of 4. The hidden size is the largest, as in the course: some orthogonal
# initialisations work for no other.
HIDDEN = 80
VOCABULARIES = (4, 64)
# Four blocks of 320 numbers know their standard deviation to 2 %: these bounds are ten times as far.
SAME_SCALE = (0.8, 1.25)
# The input drives a gate more than the memory does where its weights are this much larger.
LARGER = 2.0

NAME = re.compile("init", re.IGNORECASE)
# A course has one, with helpers for single tensors; each is called.
MOST_FUNCTIONS = 12
# What may take long is not called.
LONG = re.compile(r"backward|train|epoch|^input$|sleep|open|load|plot", re.IGNORECASE)
# What sizes and random numbers are called, in lower case without underscores.
HIDDEN_NAME = re.compile(r"hidden|unit|^n?h$|^h(size|dim)$|^na$|^state(size|dim)$")
VOCABULARY_NAME = re.compile(
    r"voc|input|output|symbol|token|char|alphabet|word|^n?[vxy]$|^[vxy](size|dim)$|^n(in|out)$|^d$"
)
STACKED_NAME = re.compile(r"^n?z$|^z(size|dim)$|^concat")
RANDOM_NAME = re.compile(r"rng|generator")
NO_SIZE_NAME = re.compile(r"scale|std|sd|gain|bias|drop|init")
SEED_NAME = re.compile(r"seed|^randomstate$")
FORGET_BIAS = re.compile(r"^b_?f$|forget_?bias|bias_?forget|b_?forget", re.IGNORECASE)
PLACE_OF_FORGET_BIAS = 5
ZEROS = frozenset({"zeros", "zeros_like"})


class Drawn(NamedTuple):
    """What one initialisation draws: measured at both vocabularies."""

    name: str
    biases_are_zero: bool  # all four of size H, so b_f whatever their order
    input_scales: tuple[float, float]  # standard deviation of the weights of x
    memory_scales: tuple[float, float]  # and of those of h

    @property
    def has_fixed_scale(self) -> bool:
        """Whether weights of x, larger than those of h, do not shrink as inputs grow in number."""
        few, many = self.input_scales
        fixed = SAME_SCALE[0] * few <= many <= SAME_SCALE[1] * few
        return fixed and min(np.divide(self.input_scales, self.memory_scales)) > LARGER


def drawn(observations: Observations, code: Code) -> list[Drawn]:
    """Return what the initialisations draw that the file uses, or that it only defines."""
    named = [code.functions[name] for name in sorted(code.own & code.functions.keys()) if NAME.search(name)]
    used = [function for function in named if function in code.run]
    found = []
    for function in (used or named)[:MOST_FUNCTIONS]:
        few, many = (_call(observations, code, function, vocabulary) for vocabulary in VOCABULARIES)
        if few is not None and many is not None:
            found.append(_measured(function.name, [few, many], swapped=observations.swapped))
    return found


def initialisation(code: Code, found: list[Drawn]) -> list[Remark]:
    """Return the remarks about what was drawn."""
    remarks = []
    for one in found:
        if one.biases_are_zero and not _opened_later(code, one.name):
            told = f"{one.name}() returns a forget bias whose mean is 0: no bias is set."
            remarks.append(Remark("forget-bias-zero", told, code.line_of(code.functions[one.name])))
        if one.has_fixed_scale:
            told = "; ".join(f"{sd:.2g} for {V} inputs" for sd, V in zip(one.input_scales, VOCABULARIES, strict=True))
            memory = one.memory_scales[0]
            evidence = f"Standard deviation of the weights of x from {one.name}(): {told}; of those of h: {memory:.2g}."
            remarks.append(Remark("fixed-scale-input-init", evidence, code.line_of(code.functions[one.name])))
    return remarks


def _call(
    observations: Observations, code: Code, function: FunctionNode, vocabulary: int
) -> list[NDArray[np.generic]] | None:
    """Return the ten arrays for these sizes; None where the function takes or returns something else."""
    keywords = _keywords(function, vocabulary)
    if keywords is None or not _is_short(code, function):
        return None
    fields: dict[str, JSON] = {"function": function.name, "arguments": [], "keywords": keywords}
    reply = observations.ask(Message("call", fields, {}))
    if reply.fields.get("failure") is not None:
        return None
    arrays = [array for name, array in reply.arrays.items() if name.startswith("result.")]
    shapes = sorted(array.shape if array.shape[-1:] != (1,) else (array.size,) for array in arrays)
    H, V = HIDDEN, vocabulary
    expected = sorted([(H, H + V)] * 4 + [(V, H)] + [(H,)] * 4 + [(V,)])
    real = all(array.dtype.kind in "fiu" and np.all(np.isfinite(array)) for array in arrays)
    return arrays if shapes == expected and real else None


def _keywords(function: FunctionNode, vocabulary: int) -> dict[str, JSON] | None:
    """Return what its parameters are given; None where one is not understood, or where it takes no sizes."""
    sizes = {HIDDEN_NAME: HIDDEN, VOCABULARY_NAME: vocabulary, STACKED_NAME: HIDDEN + vocabulary}
    given: dict[str, JSON] = {}
    met = set()
    for name, default in parameters(function).items():
        plain = name.lower().replace("_", "")
        size = None if NO_SIZE_NAME.search(plain) else next((one for one in sizes if one.search(plain)), None)
        if size is not None:
            given[name] = {"value": sizes[size]}
            met.add(size)
        elif default is None and SEED_NAME.search(plain):
            given[name] = {"value": 0}
        elif default is None and RANDOM_NAME.search(plain):
            given[name] = {"rng": 0}
        elif default is None:
            return None
    return given if HIDDEN_NAME in met and len(met) > 1 and not function.args.posonlyargs else None


def _measured(name: str, several: list[list[NDArray[np.generic]]], *, swapped: bool) -> Drawn:
    inputs, memories = [], []
    for arrays, V in zip(several, VOCABULARIES, strict=True):
        gates = np.stack(
            [np.asarray(array, dtype=np.float64) for array in arrays if array.shape == (HIDDEN, HIDDEN + V)]
        )
        if swapped:
            gates = np.roll(gates, -V, axis=2)
        memories.append(float(np.std(gates[:, :, :HIDDEN])))
        inputs.append(float(np.std(gates[:, :, HIDDEN:])))
    zero = not any(np.any(array) for arrays in several for array in arrays if array.size == HIDDEN)
    return Drawn(name, zero, (inputs[0], inputs[1]), (memories[0], memories[1]))


def _is_short(code: Code, function: FunctionNode) -> bool:
    reached = code.reached(code.names[function]) | {function}
    return not any(
        mentions(LONG, code.names[one]) or any(isinstance(node, ast.While) for node in code.scopes[one])
        for one in reached
    )


def _opened_later(code: Code, name: str) -> bool:
    """Whether the code may give the forget bias another value after it was drawn."""
    for scope, nodes in code.scopes.items():
        if getattr(scope, "name", "") == name:
            continue
        for node in nodes:
            match node:
                case ast.Assign(targets=[target], value=ast.Call() as call) if _is_forget_bias(target):
                    if called(call) not in ZEROS:
                        return True
                case ast.AugAssign(target=target, op=ast.Add()) if _is_forget_bias(target):
                    return True
                case ast.Call(func=ast.Attribute(attr="fill", value=target)) if _is_forget_bias(target):
                    return True
    return False


def _is_forget_bias(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return bool(FORGET_BIAS.search(name))
        case ast.Subscript(slice=ast.Constant(value=value)) if value == PLACE_OF_FORGET_BIAS:
            return True
        case ast.Subscript(value=inner):
            return _is_forget_bias(inner)
    return False
