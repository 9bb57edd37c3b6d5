"""The text of a contract file: how a submission was found to be called, or blanks where that is not known."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from harness.contract_study import Study, Used
from harness.submissions.submission import Submission

HEAD = '''"""How {name} is called: begun by harness contract.

Change what is not right, and give this file to --contract.
"""
'''
AS_OURS = """
# Its functions are those of the contract {contract} under their own names.
from harness.contracts.{contract} import *
"""
TOLD = """
from harness.contracts._told import Convention, Shape, Steps, told

CONVENTION = Convention(
    # The names of the functions by role{owner_comment}.
    functions={functions},
{owner}    # What each argument gets, in order: inputs, targets, h0, C0, p (all parameters), one such as W_f, a size
    # (hidden, vocab, z, steps), rate; a number is that result of forward, counted from 0, and -1 a list of all.
    arguments={{
{arguments}    }},
{keywords}    # {parameters_comment}
    parameters={parameters},
    order={order},
    # How the arrays stand: see Steps and Shape for the other ways; turned weights are for x @ W.
    inputs=Steps.{inputs},
    targets=Steps.{targets},
    states=Shape.{states},
    biases=Shape.{biases},
    turned={turned},
    gates="{gates}",  # their order, in arrays that hold them all
)
find, forward, backward, outputs = told(CONVENTION)
"""
BLANKS = '''
import numpy as np

# Blanks to be filled in are marked with "…". {name} defines {defined}.
FORWARD, BACKWARD = "…", "…"


def find(namespace):
    """Return the functions by role."""
    missing = [name for name in (FORWARD, BACKWARD) if not callable(namespace.get(name))]
    if missing:
        raise LookupError(f"found no function {{missing[0]}}: give its name at the top of the contract")
    return {{"forward": namespace[FORWARD], "backward": namespace[BACKWARD]}}


def parameters(case):
    """Return the parameters as the functions take them: … a tuple, a dictionary by other names, W.T, b[:, 0]."""
    return tuple(case[name] for name in NAMES)


def forward(namespace, case):
    """Call forward; `inputs` (T, V, B) are one-hot, `h0` and `C0` (H, B)."""
    outputs, cache = namespace[FORWARD](case["inputs"], case["h0"], case["C0"], parameters(case))  # …
    return {{"outputs": np.stack(outputs)}}, cache  # … predictions (T, V, B)


def backward(namespace, case, cache):
    """Call backward on what forward has left; `targets` (T, V, B) are one-hot."""
    loss, gradients = namespace[BACKWARD](cache, case["targets"], parameters(case))  # …
    return {{"loss": loss, **{{f"d{{name}}": gradient for name, gradient in zip(NAMES, gradients)}}}}  # …


NAMES = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
'''
MOST_NAMES = 12


def starter(found: Study, steps: Mapping[str, str], shapes: Mapping[str, str]) -> str:
    """Return the text of a contract file; `steps` and `shapes` are the names of the ways in which arrays stand."""
    head = HEAD.format(name=found.submission.name)
    if found.misfit is not None:
        return head + BLANKS.format(
            name=found.submission.name, defined=", ".join(_defined(found.submission)) or "nothing"
        )
    if found.used is None:
        return head + AS_OURS.format(contract=found.contract)
    return head + _told(found.used, steps, shapes)


def _told(used: Used, steps: Mapping[str, str], shapes: Mapping[str, str]) -> str:
    keywords = {call.role: dict(call.keywords) for call in used.calls if call.keywords}
    form = dict(used.form)
    return TOLD.format(
        functions=_literal(dict(used.functions)),
        owner_comment=", methods of a class" if used.owner else "",
        owner=f'    owner="{used.owner}",\n' if used.owner else "",
        arguments="".join(f'        "{call.role}": {_literal(call.places)},\n' for call in used.calls),
        keywords=f"    # And those that are given by name.\n    keywords={keywords!r},\n" if keywords else "",
        parameters_comment="The submission's names by ours; empty where the parameters come as a tuple, in this order.",
        parameters=_literal(form),
        order=_literal(used.order),
        inputs=steps[used.layout["inputs"]],
        targets=steps[used.layout["targets"]],
        states=shapes[used.layout["states"]],
        biases=shapes[used.layout["biases"]],
        turned=used.turned,
        gates=used.gates,
    )


def _literal(value: Sequence[object] | Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f'"{key}": "{text}"' for key, text in value.items()) + "}"
    return "[" + ", ".join(f'"{item}"' if isinstance(item, str) else str(item) for item in value) + "]"


def _defined(submission: Submission) -> Iterator[str]:
    names = [node.name for node in submission.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    yield from names[:MOST_NAMES]
