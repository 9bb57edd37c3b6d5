"""The worked example of docs/contracts.md grades what it is written for."""

import re
from pathlib import Path

import pytest
from conftest import Run
from grading import SUBMISSIONS

from harness.grade import grade
from harness.inside.contract_results import made
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


OURS = "from harness.contracts.language_model import *\n"
FAULTY = {
    "def find(namespace):\n    return {\n": "Python cannot parse line 2: '{' was never closed",
    "x = 1 / 0\n": "line 1 raises ZeroDivisionError: division by zero",
    "import sys\nsys.exit(3)\n": "line 2 raises SystemExit: 3",
    "from harness.contracts.language_model import no\n": "line 1 raises ImportError: cannot import name 'no'",
    "def find(namespace): ...\n": "it defines no function forward and no function backward",
    f"{OURS}def find(namespace):\n    return 7\n": "its find returns a value of type int: expected functions by role",
    f"{OURS}def find(namespace):\n    return names\n": "line 3 raises NameError: name 'names' is not defined",
    f"{OURS}def forward(namespace, case):\n    return run(case)\n": "line 3 raises NameError: name 'run'",
    f"{OURS}def backward(namespace, case, cache):\n    return run(case)\n": "line 3 raises NameError: name 'run'",
}


@pytest.mark.parametrize("text", FAULTY, ids=FAULTY.values())
@pytest.mark.parametrize("command", ["check", "contract", "fix"])
def test_a_contract_with_a_fault_of_its_own_is_bad_usage_told_in_a_sentence(
    tmp_path: Path, command: str, text: str, harness: Run
) -> None:
    contract = tmp_path / "my_course.py"
    contract.write_text(text, encoding="utf-8")
    ran = harness(command, SUBMISSIONS / "correct" / "list_caches.py", "--contract", contract)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"harness: The contract my_course cannot be used: {FAULTY[text]}")
    assert ran.err.endswith("mend it, or let harness contract begin one.\n")


def test_what_a_submission_gives_a_contract_to_stumble_on_is_no_fault_of_the_contract(tmp_path: Path) -> None:
    contract, submission = tmp_path / "my_course.py", tmp_path / "it.py"
    contract.write_text(f"{OURS}def find(namespace):\n    return namespace['forward'].parts\n", encoding="utf-8")
    submission.write_text("def forward():\n    return undefined\n", encoding="utf-8")
    report = grade(submission, Options(contract=str(contract), depth=Depth.QUICK))
    assert report.verdict is Verdict.UNGRADABLE
    assert "The contract my_course cannot look at this submission: its find raises AttributeError" in report.headline


PLAIN = """import numpy as np
NAMES = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
def find(namespace):
    return {"forward": namespace["forward"], "backward": namespace["backward"]}
def forward(namespace, case):
    ran = namespace["forward"](list(case["inputs"]), case["h0"], case["C0"], tuple(case[name] for name in NAMES))
    for h in ran[6]:
        last = h
    assert last is not None
    return {"outputs": np.stack(ran[8]), "h": np.stack(ran[6]), "C": np.stack(ran[4])}, ran
def backward(namespace, case, cache):
    loss, gradients = namespace["backward"](*cache, list(case["targets"]), tuple(case[name] for name in NAMES))
    return {"loss": np.asarray(loss), **{f"d{name}": found for name, found in zip(NAMES, gradients)}}
"""
RIGHT = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
EXEC = "import sys\ndef {0}(*_):\n    exec(compile('nowhere', '<contract>', 'exec'), {1})\n\ndef other("
RENAMED = "backward.__code__ = backward.__code__.replace(co_filename='<contract>')"
LYING = "class E(NameError): pass"
ENDS = "    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s"
# What a submission does, and what is said of it.
CAUSED = {
    "code of that file": ("def backward(", EXEC.format("backward", "{}"), "'nowhere' is not defined"),
    "code in the contract's globals": (
        "def backward(",
        EXEC.format("backward", "sys._getframe(1).f_globals"),
        "'nowhere' is not defined",
    ),
    "a function of that file": (
        "def backward(",
        f"def backward(*_):\n    return nowhere\n{RENAMED}\n\ndef other(",
        "'nowhere' is not defined",
    ),
    "a type of its own": (
        "def backward(",
        f"{LYING}\ndef backward(*_):\n    raise E('nowhere')\n{RENAMED}\n\ndef other(",
        "nowhere",
    ),
    "a name taken away": (
        ENDS,
        f"    import sys\n    sys._getframe(1).f_globals.pop('np', None)\n{ENDS}",
        "'np' is not defined",
    ),
    "nothing to loop over": (ENDS, ENDS.replace("h_s", "[]"), "'last'"),
}


@pytest.mark.parametrize(("right", "wrong", "told"), CAUSED.values(), ids=CAUSED)
def test_what_a_submission_causes_in_a_contract_is_no_fault_of_the_contract(
    tmp_path: Path, right: str, wrong: str, told: str, harness: Run
) -> None:
    assert RIGHT.count(right) == 1
    contract, submission = tmp_path / "my_course.py", tmp_path / "it.py"
    contract.write_text(PLAIN, encoding="utf-8")
    submission.write_text(RIGHT.replace(right, wrong), encoding="utf-8")
    ran = harness("check", submission, "--contract", contract, "--quick", "--no-report")
    assert ran.code in (1, 3), ran.err
    assert told in " ".join((ran.out + ran.err).split())


LATE = {
    "from numpy import nowhere": "line 9 raises ImportError: cannot import name 'nowhere' from 'numpy'",
    "nowhere": "line 9 raises NameError: name 'nowhere' is not defined",
}


@pytest.mark.parametrize("line", LATE)
def test_a_name_that_a_contract_itself_lacks_is_its_own_fault_beside_any_submission(
    tmp_path: Path, line: str, harness: Run
) -> None:
    contract = tmp_path / "my_course.py"
    contract.write_text(PLAIN.replace("    assert last is not None", f"    {line}"), encoding="utf-8")
    ran = harness("check", SUBMISSIONS / "correct" / "list_caches.py", "--contract", contract, "--quick", "--no-report")
    assert ran.code == 2
    assert LATE[line] in ran.err


def test_a_submission_that_lacks_a_name_is_blamed_itself(tmp_path: Path) -> None:
    contract, submission = tmp_path / "my_course.py", tmp_path / "it.py"
    contract.write_text(OURS, encoding="utf-8")
    right = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    submission.write_text(
        right.replace("def backward(", "def backward(*_):\n    return nowhere\n\ndef other("), "utf-8"
    )
    report = grade(submission, Options(contract=str(contract), depth=Depth.QUICK))
    assert report.verdict is Verdict.UNEXPLAINED
    assert "nowhere" in report.headline


# What a contract does to a right submission, and what is said of it.
SPOILT = {
    "another name": ('"outputs": ', '"out": ', "its forward gives out, h, C: expected outputs (T, V, B)"),
    "another name of a gradient": ('f"d{name}"', 'f"g{name}"', "its backward gives gW_f, gW_i, gW_g, "),
    "arrays alone": (
        '"C": np.stack(ran[4])}, ran',
        '"C": np.stack(ran[4])}',
        "its forward returns dict: expected a pair of arrays by name, and of what backward needs",
    ),
    "nothing": (
        '    return {"loss"',
        '    held = {"loss"',
        "its backward returns NoneType: expected loss and gradients by name",
    ),
    "fewer arguments": (
        "def forward(namespace, case)",
        "def forward(case)",
        "its forward takes (case): expected (namespace, case)",
    ),
}


@pytest.mark.parametrize(("right", "wrong", "told"), SPOILT.values(), ids=SPOILT)
def test_what_a_contract_makes_of_a_right_submission_is_told_as_its_own_fault(
    tmp_path: Path, right: str, wrong: str, told: str, harness: Run
) -> None:
    assert PLAIN.count(right) == 1
    contract = tmp_path / "my_course.py"
    contract.write_text(PLAIN.replace(right, wrong), encoding="utf-8")
    ran = harness("check", SUBMISSIONS / "correct" / "list_caches.py", "--contract", contract, "--quick", "--no-report")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"harness: The contract my_course cannot be used: {told}")


PASSED_ON = """
def find(namespace):
    return {"forward": namespace["forward"], "backward": namespace["backward"]}
def forward(namespace, case):
    return namespace["forward"](case)
def backward(namespace, case, cache):
    found = namespace["backward"](case, cache)
    return {**found}
"""


@pytest.mark.parametrize(
    "returned", ["return 5", "return {'out': case['inputs']}, 1", "return {'outputs': case['inputs']}, 1"]
)
def test_what_a_contract_only_passes_on_is_the_submission_s(tmp_path: Path, returned: str) -> None:
    contract, submission = tmp_path / "my_course.py", tmp_path / "it.py"
    contract.write_text(PASSED_ON, encoding="utf-8")
    backward = "def backward(case, cache):\n    return {'W_f': case['W_f']}\n"
    submission.write_text(f"def forward(case):\n    {returned}\n\n\n{backward}", encoding="utf-8")
    assert grade(submission, Options(contract=str(contract), depth=Depth.QUICK)).verdict is not Verdict.CLEAN


@pytest.mark.parametrize(("right", "wrong"), [("dW_f", "dW_f.T"), ("dW_f", "dW_f * 2")])
def test_a_gradient_of_another_shape_or_size_is_the_submission_s_where_more_is_wrong(
    tmp_path: Path, right: str, wrong: str
) -> None:
    contract, submission = tmp_path / "my_course.py", tmp_path / "it.py"
    contract.write_text(PLAIN, encoding="utf-8")
    given = f"    return loss, ({right.replace('dW', 'W')}_d,"
    assert RIGHT.count(given) == 1
    changed = RIGHT.replace(given, f"    W_i_d = 2 * W_i_d\n    return loss, ({wrong.replace('dW_f', 'W_f_d')},")
    submission.write_text(changed, encoding="utf-8")
    assert grade(submission, Options(contract=str(contract), depth=Depth.QUICK)).verdict is Verdict.UNEXPLAINED


@pytest.mark.parametrize(
    "body",
    [
        "return copy.copy(grads)",
        "return {('d' + THEIRS[n]) if n in THEIRS else n: g for n, g in grads.items()}",
        "return {n: g for n in grads}",
        "return {n: g for n, g in zip(grads, grads)}",
        "loss, found = grads\n    return {n: found[n] for n in found}",
        "made = {}\n    loss, made = grads\n    return made",
        "made = {}\n    made.update(grads)\n    return made",
    ],
)
def test_a_contract_that_hands_on_what_a_submission_gave_makes_nothing_itself(body: str) -> None:
    told = f"import copy\ndef backward(namespace, case, cache):\n    grads = namespace['backward'](cache)\n    {body}\n"
    assert made(told) == set()
    assert made(told.replace(body, "return {'dW': grads[0]}")) == {"backward"}
