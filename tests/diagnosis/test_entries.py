"""The line that overwrites a gradient is found where the gradients are entries of a dictionary or attributes."""

import pytest
from grading import observed

from harness.conventions import LossScale
from harness.diagnosis.locate import locate

HEAD = """import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(xs, h, c, params):
    probs, cache = [], []
    for x in xs:
        z = np.concatenate([h, x])
        f, i, o = (sigmoid(params["W" + k] @ z + params["b" + k]) for k in "fio")
        g = np.tanh(params["Wc"] @ z + params["bc"])
        c_prev = c
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        e = np.exp(params["Wy"] @ h + params["by"])
        probs.append(e / e.sum())
        cache.append((z, f, i, g, o, c_prev, c, h))
    return probs, cache


def backward(probs, targets, cache, params):
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    kept = {}
    dh_next, dc_next = np.zeros_like(cache[0][7]), np.zeros_like(cache[0][6])
    for t in reversed(range(len(cache))):
        z, f, i, g, o, c_prev, c, h = cache[t]
        dy = probs[t] - targets[t]
        kept["dy"] = dy
        grads["Wy"] += dy @ h.T
        grads["by"] += dy
        dh = params["Wy"].T @ dy + dh_next
        dc = dh * o * (1 - np.tanh(c) ** 2) + dc_next
        raw = {
            "f": dc * c_prev * f * (1 - f),
            "i": dc * g * i * (1 - i),
            "c": dc * i * (1 - g * g),
            "o": dh * np.tanh(c) * o * (1 - o),
        }
        for gate, d in raw.items():
            grads["W" + gate] += d @ z.T
            grads[f"b{gate}"] += d
        dz = sum(params["W" + gate].T @ d for gate, d in raw.items())
        dh_next, dc_next = dz[: len(h)], dc * f
"""
RETURN = "    return grads\n"


def lines_of(text: str, *bugs: str) -> dict[str, str]:
    """Return the code that is blamed for each bug."""
    with observed(text) as observations:
        return {bug: place.code for bug, place in locate(observations, frozenset(bugs), LossScale.SUM).items()}


@pytest.mark.parametrize(
    ("right", "gates", "kind"),
    [
        ('grads["by"] += dy', "v", "b"),
        ('grads["Wy"] += dy @ h.T', "v", "W"),
        ('grads["W" + gate] += d @ z.T', "figo", "W"),
        ('grads[f"b{gate}"] += d', "figo", "b"),
    ],
    ids=["a name", "a product", "keys that are made", "keys that are formatted"],
)
def test_the_line_that_overwrites_an_entry_is_found(right: str, gates: str, kind: str) -> None:
    wrong = right.replace("+=", "=")
    assert right in HEAD
    bugs = [f"gradient-overwritten.{kind}_{gate}" for gate in gates]
    assert lines_of(HEAD.replace(right, wrong) + RETURN, *bugs) == dict.fromkeys(bugs, wrong)


def test_of_two_entries_with_these_values_the_one_that_names_the_gradient_is_meant() -> None:
    text = HEAD.replace('grads["by"] += dy', 'grads["by"] = dy') + "    grads.update(kept)\n    return grads\n"
    text = text.replace("kept = {}", "kept = grads").replace('kept["dy"]', 'grads["seen"]')
    assert lines_of(text, "gradient-overwritten.b_v") == {"gradient-overwritten.b_v": 'grads["by"] = dy'}


def test_no_entry_is_blamed_for_what_another_line_overwrites() -> None:
    doubtful = 'grads["by"] += dy\n        grads["by"] = grads["one"] = dy'
    text = HEAD.replace('grads["by"] += dy', doubtful) + RETURN
    assert lines_of(text, "gradient-overwritten.b_v") == {}
    # And a list of what each step made is no gradient.
    listed = HEAD.replace("kept = {}", "kept = [None] * len(cache)").replace('kept["dy"]', "kept[t]")
    emptied = listed.replace('grads["by"] += dy', "grads.update(by=dy)")
    assert lines_of(emptied + "    return grads, kept\n", "gradient-overwritten.b_v") == {}
