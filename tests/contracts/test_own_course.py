"""The worked example of docs/contracts.md grades what it is written for."""

import re
from pathlib import Path

import pytest

from harness.grade import grade
from harness.launching import Depth, Options
from harness.records import Verdict

PAGE = Path(__file__).parents[2] / "docs" / "contracts.md"
SUBMISSION = """
import numpy as np
def sigmoid(a): return 1 / (1 + np.exp(-a))
def run(ids, embedding, h, c, params):
    W = {g: params[f"weight.{g}"] for g in "figov"}
    b = {g: params[f"bias.{g}"][:, 0] for g in "figov"}
    steps, probabilities = [], []
    for t in range(ids.shape[1]):
        z = np.hstack([h, embedding[ids[:, t]]])
        f, i, o = (sigmoid(z @ W[g].T + b[g]) for g in "fio")
        g = np.tanh(z @ W["g"].T + b["g"])
        old, c = c, f * c + i * g
        h = o * np.tanh(c)
        s = h @ W["v"].T + b["v"]
        e = np.exp(s - s.max(axis=1, keepdims=True))
        probabilities.append(e / e.sum(axis=1, keepdims=True))
        steps.append((z, f, i, g, o, old, c, h, probabilities[-1]))
    return np.stack(probabilities, axis=1), steps
def gradients(targets, steps, params):
    d = {key: np.zeros_like(value) for key, value in params.items()}
    dh = dc = loss = 0
    rows = np.arange(len(targets))
    for t in reversed(range(len(steps))):
        z, f, i, g, o, old, c, h, y = steps[t]
        loss -= np.log(y[rows, targets[:, t]] + 1e-12).sum()
        ds = y.copy()
        ds[rows, targets[:, t]] -= 1
        dh = dh + ds @ params["weight.v"]
        dc = dc + dh * o * (1 - np.tanh(c) ** 2)
        da = {"f": dc * old * f * (1 - f), "i": dc * g * i * (1 - i), "g": dc * i * (1 - g**2),
              "o": dh * np.tanh(c) * o * (1 - o)}
        d["weight.v"] += ds.T @ h
        d["bias.v"] += ds.sum(axis=0)[:, None]
        dz = 0
        for k, a in da.items():
            d[f"weight.{k}"] += a.T @ z
            d[f"bias.{k}"] += a.sum(axis=0)[:, None]
            dz = dz + a @ params[f"weight.{k}"]
        dh, dc = dz[:, : h.shape[1]], dc * f
    return loss, d
"""


@pytest.mark.parametrize(
    ("right", "wrong", "bugs"),
    [("", "", []), ("(1 - g**2)", "(1 - np.tanh(g) ** 2)", ["candidate-double-tanh"]), ("def run", "def ran", None)],
)
def test_the_worked_example_grades_its_course(tmp_path: Path, right: str, wrong: str, bugs: list[str] | None) -> None:
    block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    contract, submission = tmp_path / "my_course.py", tmp_path / "it.py"
    contract.write_text(block[1], encoding="utf-8")
    submission.write_text(SUBMISSION.replace(right, wrong) if right else SUBMISSION, encoding="utf-8")
    report = grade(submission, Options(contract=str(contract), depth=Depth.QUICK))
    if bugs is None:
        assert report.verdict is Verdict.UNGRADABLE
        assert "my_course: found no function run" in report.headline
        return
    assert report.verdict is (Verdict.BUGS if bugs else Verdict.CLEAN), report.headline
    assert [bug.id for bug in report.bugs if bug.severity == "error"] == bugs
