"""The text of a contract file: how a submission was found to be called, or blanks where that is not known."""

import ast
import json
from collections.abc import Iterator

from harness.contract_replies import Used
from harness.contract_study import Study
from harness.errors import UsageError
from harness.replies import said
from harness.submissions.submission import Submission

# What a submission is called, and calls its own, stands in comments of one line, and in literals.
HEAD = '''"""How a submission is called: begun by harness contract.

Change what is not right, and give this file to --contract.
"""
# Begun for {name}.
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
    # (hidden, vocab, z, steps), rate; a number is that result of forward, counted from 0, and -1 a list of all;
    # "state" is the tuple (h0, C0), "state, C0 first" the other way round.
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
    gates={gates},  # their order, in arrays that hold them all
    # Or the axis that such arrays have for the gates, of weights and of biases: (0, 0) for (4, H, H + V) and (4, H).
    gate_axes={gate_axes},
)
find, forward, backward, outputs = told(CONVENTION)
"""
PARAMETERS_COMMENT = """The submission's names by ours; empty where the parameters come as a tuple, in this order.
    # "f/W" is params["f"]["W"], ".Wf" the attribute of a record."""
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


def starter(found: Study) -> str:
    """Return the text of a contract file; raises UsageError where one's own contract does it all already."""
    name = said(found.submission.name)
    head = HEAD.format(name=name)
    if found.misfit is not None:
        return head + BLANKS.format(name=name, defined=", ".join(_defined(found.submission)) or "nothing")
    if found.used is not None:
        return head + _told(found.used)
    if not found.ours:
        raise UsageError(f"{said(found.contract)} is a contract of your own: there is nothing to begin; leave -o out.")
    return head + AS_OURS.format(contract=found.contract)


def _told(used: Used) -> str:
    keywords = {call.role: dict(call.keywords) for call in used.calls if call.keywords}
    given = f"    # And those that are given by name.\n    keywords={_literal(keywords)},\n"
    return TOLD.format(
        functions=_literal(dict(used.functions)),
        owner_comment=", methods of a class" if used.owner else "",
        owner=f"    owner={_literal(used.owner)},\n" if used.owner else "",
        arguments="".join(f"        {_literal(call.role)}: {_literal(call.places)},\n" for call in used.calls),
        keywords=given if keywords else "",
        parameters_comment=PARAMETERS_COMMENT,
        parameters=_literal(dict(used.form)),
        order=_literal(used.order),
        inputs=used.inputs.name,
        targets=used.targets.name,
        states=used.states.name,
        biases=used.biases.name,
        turned=used.turned,
        gates=_literal(used.gates),
        gate_axes=used.gate_axes,
    )


def _literal(value: object) -> str:
    """Return texts, numbers, and lists and dictionaries of them, as Python writes them too; no text can leave it."""
    return json.dumps(value, ensure_ascii=False)


def _defined(submission: Submission) -> Iterator[str]:
    names = [node.name for node in submission.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    yield from names[:MOST_NAMES]
