"""Recognises a recurrent network without gates, which is no LSTM written wrongly but another exercise."""

from types import CodeType

from harness.contracts._code import codes, instructions, is_lstm
from harness.contracts._functions import Namespace, functions_of, holders
from harness.contracts._names import plain

SQUASHES = "tanh"  # what makes a recurrent network of a function
# What a σ is called, and how often a softmax may write exp: three gates of their own would write it more often.
SIGMOIDS, MOST_EXPS = ("sig", "logist", "expit"), 2


def without_gates(namespace: Namespace) -> list[str]:
    """Return the functions of a recurrent network, where nothing in the module speaks of an LSTM."""
    found: list[str] = []
    for holder, owner in holders(namespace):
        for name, function in functions_of(holder):
            told = f"{name} {owner.__name__ if owner else ''}".lower()
            if "lstm" in told or is_lstm(function, namespace, owner):
                return []
            # Of codes that are reached, too: its gates may be named in any language, but their σ is there.
            reached = list(codes(function, namespace, owner))
            if any(_is_sigmoid(code) for code in reached):
                return []
            if any(SQUASHES in code.co_names for code in reached):
                if sum(one.argval == "exp" for code in reached for one in instructions(code)) > MOST_EXPS:
                    return []
                found.append(name)
    return found


def _is_sigmoid(code: CodeType) -> bool:
    """Whether the code calls a σ by name, or is one, 1 / (1 + exp(-x)): a softmax would sum."""
    called = any(word in plain(name) for name in code.co_names for word in SIGMOIDS)
    return called or ("exp" in code.co_names and "sum" not in code.co_names and 1 in code.co_consts)
