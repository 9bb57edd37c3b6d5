"""Code with everything at top level is graded: the training loop's body is judged as a function of what it is fed."""

import ast
from pathlib import Path

import pytest
from grading import SUBMISSIONS, graded_text, written

from harness.launching import Depth, Options
from harness.mending import mended
from harness.records import Report, Verdict
from harness.submissions.formats import read
from harness.submissions.toplevel.lift import Lifted, lifted

SCRIPTS = sorted((SUBMISSIONS / "correct").glob("script_*.py"))
# For each script: a right piece of it, a wrong one for it, and the bug that this is.
PLANTED = [
    ("script_char_loop", "dcnext = dc * fs[t]", "dcnext = dc", "dc-next-without-forget"),
    ("script_char_loop", "df = dc * cs[t - 1]", "df = dc * cs[t]", "c-prev-is-current"),
    ("script_epochs", "(1 - g[t] ** 2)", "(1 - np.tanh(g[t]) ** 2)", "candidate-double-tanh"),
    (
        "script_epochs",
        "h[t + 1] = o[t] * np.tanh(c[t + 1])",
        "h[t + 1] = o[t] * c[t + 1]",
        "hidden-without-tanh.forward",
    ),
    ("script_in_main", "dc_next = dc * f", "dc_next = dc", "dc-next-without-forget"),
    ("script_straight", "(1 - g**2)", "(1 - np.tanh(g) ** 2)", "candidate-double-tanh"),
]

BEGIN = "training = []\n"
PARAMETERS = [f"{kind}_{gate}" for kind in "Wb" for gate in "figov"]
UPDATE = "\n        W_f -= lr * dW_f\n"
LOSS = "loss = -np.sum(Y * np.log(y + 1e-12))\n        epoch_loss += loss\n"
NLL = LOSS.replace("loss = -", "nll = -").replace("+= loss", "+= nll")
CONSTANT = ("H = 50\n", "H = 50\nn_passes = 1\n")
DEFINED = "\n\ndef main():\n"
# Other ways to write right scripts: what stands in the script, and what stands there instead.
RIGHT = {
    "an update with a name": ("script_epochs", [(UPDATE, UPDATE + "".join(
        f"        delta_{name} = -lr * d{name}\n        {name} += delta_{name}\n" for name in PARAMETERS))]),
    "an update with momentum": ("script_epochs", [
        (BEGIN, "".join(f"delta_{name} = np.zeros_like({name})\n" for name in PARAMETERS) + BEGIN),
        (UPDATE, UPDATE + "".join(
            f"        delta_{name} = 0.9 * delta_{name} - lr * d{name}\n        {name} += delta_{name}\n"
            for name in PARAMETERS))]),
    "a gradient named delta beside an update named d": ("script_epochs", [
        *((f"d{name}", f"delta_{name}") for name in PARAMETERS),
        (BEGIN, "".join(f"d{name} = np.zeros_like({name})\n" for name in PARAMETERS) + BEGIN),
        (UPDATE.replace(" dW_f", " delta_W_f"), UPDATE.replace(" dW_f", " delta_W_f") + "".join(
            f"        d{name} = 0.9 * d{name} - lr * delta_{name}\n        {name} += d{name}\n"
            for name in PARAMETERS))]),
    "an update named d from a gradient named delta": ("script_epochs", [
        *((f"d{name}", f"delta_{name}") for name in PARAMETERS),
        (UPDATE.replace(" dW_f", " delta_W_f"), UPDATE.replace(" dW_f", " delta_W_f") + "".join(
            f"        d{name} = -lr * delta_{name}\n        {name} += d{name}\n" for name in PARAMETERS))]),
    "a decorator": ("script_in_main", [(DEFINED, "\n\n@functools.lru_cache" + DEFINED[1:]),
        ("import numpy as np\n", "import functools\nimport numpy as np\n")]),
    "two decorators": ("script_in_main", [
        (DEFINED, "\n\n@functools.lru_cache(\n    None)\n@functools.lru_cache" + DEFINED[1:]),
        ("import numpy as np\n", "import functools\nimport numpy as np\n")]),
    "a loss named nll beside an error": ("script_epochs", [(LOSS, NLL),
        ("dv = y[t] - Y[t]\n", "err = y[t] - Y[t]\n            dv = err\n")]),
    "a loss named nll beside an index": ("script_epochs", [(LOSS, NLL + "        j = 0\n")]),
    "a loss named seq_nll beside a count": ("script_epochs", [
        (LOSS, NLL.replace("nll", "seq_nll") + "        for l in range(1):\n            pass\n")]),
    "a loss named err": ("script_epochs", [(LOSS, NLL.replace("nll", "err"))]),
    "a loss named l in a loop": ("script_in_main", [("cache, loss = [], 0.0", "cache, l = [], 0.0"),
        ("loss -= np.log(", "l -= np.log("), ("print(step, loss)", "print(step, l)")]),
    "passes that a constant counts": ("script_epochs", [CONSTANT,
        (LOSS, "loss = 0\n        for k in range(n_passes):\n            " + LOSS.replace("loss = -", "loss += -"))]),
    "steps that a constant counts": ("script_char_loop", [("hidden_size = 100\n", "hidden_size = 100\nunrolled = 25\n"),
        ("    for t in range(len(inputs)):\n        xs", "    for t in range(unrolled):\n        xs")]),
    "memory with the names of states": ("script_char_loop", [
        ("hs[", "h["), (" hs,", " h,"), ("cs[", "c["), (" cs,", " c,")]),
}  # fmt: skip


def text_of(name: str) -> str:
    return (SUBMISSIONS / "correct" / f"{name}.py").read_text(encoding="utf-8")


def edited(name: str, edits: list[tuple[str, str]]) -> str:
    text = text_of(name)
    for right, other in edits:
        assert right in text, right
        text = text.replace(right, other)
    return text


def lifted_text(text: str) -> Lifted | None:
    with written(text) as path:
        return lifted(read(path))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_line_of_the_function_stands_where_its_author_wrote_it(path: Path) -> None:
    found = lifted(read(path))
    assert found is not None
    assert found.submission is not None
    made, own = found.submission.text.split("\n"), found.submission.shown.split("\n")
    others = [line.strip() for line, first in zip(made, own, strict=False) if line.strip() not in ("", first.strip())]
    assert [line.split("(")[0].split(" ")[0] for line in others] == ["def", "return"]


@pytest.mark.parametrize(("name", "edits"), RIGHT.values(), ids=RIGHT)
def test_a_right_script_is_clean_however_it_is_written(name: str, edits: list[tuple[str, str]]) -> None:
    report = graded_text(edited(name, edits))
    assert report.verdict is Verdict.CLEAN, report.headline


@pytest.mark.parametrize(("name", "right", "wrong", "bug"), PLANTED, ids=lambda value: str(value)[:24])
def test_a_bug_in_a_script_is_named_on_its_line(name: str, right: str, wrong: str, bug: str) -> None:
    text = text_of(name)
    assert text.count(right) == 1
    report = graded_text(text.replace(right, wrong))
    assert report.verdict is Verdict.BUGS, report.headline
    assert [one.id for one in report.bugs if one.severity == "error"] == [bug]
    location = report.bugs[0].location
    assert location is not None
    assert location.line == text[: text.index(right)].count("\n") + 1
    line = text.replace(right, wrong).split("\n")[location.line - 1]
    assert location.code == line.strip()
    assert location.column is not None
    assert not line[location.column].isspace()


def test_the_mended_script_is_the_authors_own_but_for_the_line(tmp_path: Path) -> None:
    wrong = text_of("script_straight").replace("dc_next = dc * f", "dc_next = dc")
    path = tmp_path / "script.py"
    path.write_text(wrong, encoding="utf-8")
    found = mended(path, Options(depth=Depth.QUICK))
    assert found.right, found.sentence
    lines = found.data.decode().split("\n")
    changed = [(old, new) for old, new in zip(wrong.split("\n"), lines, strict=True) if old != new]
    assert changed == [("    dc_next = dc", "    dc_next = dc * f")]
    assert "loss_and_gradients" not in found.diff


def test_what_is_judged_as_a_function_is_told_at_the_loop() -> None:
    report = graded_text(text_of("script_char_loop"))
    assert report.source is not None
    told = dict(report.source.left_out)
    line = text_of("script_char_loop").split("\n").index("for iteration in range(10000):") + 1
    assert told[line].startswith("what follows is judged as a function of inputs, targets, hprev, cprev")


def undecided(text: str) -> Report:
    report = graded_text(text)
    assert report.verdict is Verdict.INCONCLUSIVE, report.headline
    assert not [bug for bug in report.bugs if bug.severity == "error"]
    return report


def test_predictions_that_no_bug_explains_are_not_blamed_on_a_script_that_we_may_have_misread() -> None:
    report = undecided(text_of("script_epochs").replace("h[t + 1] = o[t] * np", "h[t + 1] = 0.9 * o[t] * np"))
    assert report.headline.startswith("The numbers do not decide. Line 36: what follows is judged as a function of")
    assert "put both passes into functions" in report.headline


def test_gradients_that_no_bug_explains_are_not_blamed_on_it_either() -> None:
    undecided(text_of("script_epochs").replace("db_g += da_g", "db_g += 0.7 * da_g"))


def test_a_loop_that_is_no_function_is_told_with_what_python_says() -> None:
    count = "        def counted(v):\n            nonlocal calls\n            calls += 1\n            return v\n\n"
    edits = [("    for step in", "    calls = 0\n    for step in"), ("        x_seq =", f"{count}        x_seq ="),
             ("loss -= np.log(", "loss -= counted(1) * np.log(")]  # fmt: skip
    report = graded_text(edited("script_in_main", edits))
    assert report.verdict is Verdict.UNGRADABLE
    line = 1 + edited("script_in_main", edits).split("\n").index("    for step in range(500):")
    assert f"line {line} begins such code, but as a function it could not be executed: " in report.headline
    assert "no binding for nonlocal 'calls' found" in report.headline


def test_a_script_that_raises_is_not_blamed_either() -> None:
    report = undecided(text_of("script_epochs").replace("z[t] = np.concatenate([h[t], X[t]])", "z[t] = X[t].T @ h[t]"))
    assert "put both passes into functions" in report.headline


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([("X", "samples"), ("Y", "answers")], "no name in it tells its inputs: call them inputs"),
        ([("np.sum(Y * np", "np.sum(scale * Y * np")], "it also needs scale, which only the rest of the file makes"),
        ([("        T = len(X)\n", "        T = len(X)\n        W_f = 0.9 * W_f\n")], "changes the parameters before"),
        ([("        T = len(X)\n", "        T = len(X)\n        loss = 0 * x_data\n"),
          ("loss = -np.sum(", "loss = loss - np.sum(")], "X and x_data may each be its inputs"),
        ([(LOSS, LOSS + "        if loss > 1e9:\n            loss = 1e9\n            break\n")],
         "line 58 has a break, which has no place in a function for one turn"),
        ([(LOSS, "j = cross_entropy(Y, y)\n")], "no name in it surely is its loss (j may be): call it loss"),
        ([("y[t] = e / e.sum()\n", "y[t] = e / e.sum()\n            l = -np.log(y[t][0, 0])\n"), (LOSS, "total = 0\n")],
         "no name in it surely is its loss (l may be): call it loss"),
    ],
    ids=["names", "globals", "parameters", "two", "break", "loss", "loss of a step"],
)  # fmt: skip
def test_a_script_that_cannot_be_taken_apart_is_told_why(edits: list[tuple[str, str]], words: str) -> None:
    report = graded_text(edited("script_epochs", edits))
    assert report.verdict is Verdict.UNGRADABLE, report.headline
    assert words in report.headline
    assert "--contract FILE.py" in report.headline


def test_the_update_the_states_of_the_next_turn_and_the_reset_stay_outside() -> None:
    found = lifted_text(text_of("script_char_loop"))
    assert found is not None
    assert found.submission is not None
    function = next(node for node in found.submission.tree.body if isinstance(node, ast.FunctionDef))
    bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert not bound & {"smooth_loss", "hprev", "cprev", "n", "p", "mem", "param", "Wf", "inputs", "targets"}
    assert "dparam" in bound  # the clip


def test_a_vanilla_network_in_a_script_is_no_lstm() -> None:
    text = """
import numpy as np
Wxh, Whh, Why, bh, by = (np.ones((3, 3)) for _ in range(5))
for step in range(9):
    inputs, targets = [0, 1], [1, 2]
    hs, loss = {-1: np.zeros((3, 1))}, 0
    for t in range(2):
        hs[t] = np.tanh(Wxh[:, [inputs[t]]] + Whh @ hs[t - 1] + bh)
        loss -= (Why @ hs[t] + by)[targets[t], 0]
    dWxh, dWhh, dWhy, dbh, dby = (np.zeros_like(w) for w in (Wxh, Whh, Why, bh, by))
    dWhy += hs[0].T
    Wxh -= dWxh
"""
    assert lifted_text(text) is None


def test_functions_go_before_loops() -> None:
    report = graded_text(text_of("whole_course_script"))
    assert report.source is not None
    assert not [reason for _, reason in report.source.left_out if "judged as a function" in reason]
