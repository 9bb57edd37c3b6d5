"""`harness contract FILE` says how a file is called, and writes a contract that calls it so."""

import ast
import os
import shutil
from pathlib import Path

import pytest
from conftest import Run
from grading import CORRECT, QUICK, SUBMISSIONS

from harness.contract_starter import starter
from harness.contract_study import study
from harness.contracts import cs231n
from harness.grade import grade
from harness.launching import Depth, Options, launch
from harness.records import Verdict
from harness.renderers.contract import WIDTH, render

CELL = SUBMISSIONS / "correct" / "cs231n_step_and_sequence.py"
OWN = Path(cs231n.__file__)


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_right_code_comes_through_right_both_ways_and_through_the_contract_that_is_written(
    path: Path, tmp_path: Path
) -> None:
    with launch(QUICK) as worker:
        found = study(path, QUICK, worker)
    assert found.misfit is None
    assert found.agreement is not None
    assert (found.agreement.failure, found.agreement.silent, found.agreement.wrong) == ("", (), ())
    assert all(len(line) <= WIDTH for line in render(found).split("\n"))
    contract = tmp_path / "own.py"
    contract.write_text(starter(found), encoding="utf-8")
    report = grade(path, Options(contract=str(contract), depth=Depth.QUICK))
    assert report.contract == "own"
    assert report.verdict is Verdict.CLEAN, report.headline


def test_the_functions_their_arguments_and_the_parameters_are_told(harness: Run) -> None:
    ran = harness("contract", SUBMISSIONS / "correct" / "fused_dictionary_x_above_h.py")
    assert ran.code == 0, ran.err
    assert all(len(line) <= WIDTH for line in ran.out.split("\n"))
    words = " ".join(ran.out.split())
    for said in (
        "is called through the contract language_model.",
        "forward: forward_lstm, line 9",
        "inputs the inputs: one-hot rows (B, V)",
        "cache result 2 of forward",
        "params the parameters",
        "a dictionary: W is W_* (all gates, in the order i, f, g, o), Wy is W_v",
        "weights for x @ W",
        "char_rnn found forward_lstm and lstm_backward; both run, with every gradient",
        "coursera found no function of a cell: expected lstm_forward(x, a0, parameters)",
        "there every array of a case has its effect",
        "back predictions and gradients are the reference's",
        "To know Nothing: harness check grades it as it is.",
    ):
        assert said in words, said


def test_a_class_and_its_contract(harness: Run, tmp_path: Path) -> None:
    out = tmp_path / "own.py"
    ran = harness("contract", SUBMISSIONS / "correct" / "class_with_own_weights.py", "-o", out)
    assert ran.code == 0, ran.err
    assert "forward: LSTM.forward, line 25" in ran.out
    assert "attributes of an instance of LSTM" in ran.out
    assert "--contract" in ran.err
    assert 'owner="LSTM"' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("dc_next = dc * f\n", "dc_next = dc\n", "not the reference's: W_f"),
        ("dh = Wy.T @ ds + dh_next", "dh = Wy.T @ ds", "not the reference's: W_f"),
        ("return loss, dW, db, dWy, dby", "raise ValueError('later')", "backward fails at line 50: later"),
    ],
)
def test_what_does_not_come_through_is_told(right: str, wrong: str, words: str, harness: Run, tmp_path: Path) -> None:
    text = (SUBMISSIONS / "correct" / "fused_arguments.py").read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "wrong.py"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    ran = harness("contract", path)
    assert ran.code == 1, ran.err
    assert words in " ".join(ran.out.split())
    assert "Is this file right?" in ran.out


def test_a_contract_of_ones_own_that_drops_a_state_is_found_out(harness: Run, tmp_path: Path) -> None:
    contract = tmp_path / "own.py"
    contract.write_text(
        "from harness.contracts import language_model as base\n"
        "find, backward = base.find, base.backward\n"
        "def forward(namespace, case):\n"
        "    return base.forward(namespace, {**case, 'C0': 0 * case['C0']})\n",
        encoding="utf-8",
    )
    ran = harness("contract", SUBMISSIONS / "correct" / "list_caches.py", "--contract", contract)
    assert ran.code == 1, ran.err
    assert "no effect on any answer: C0" in ran.out


def test_where_no_contract_fits_one_with_blanks_is_written_that_says_what_is_missing(
    harness: Run, tmp_path: Path
) -> None:
    path, out = tmp_path / "statistics.py", tmp_path / "own.py"
    path.write_text("def mean(x): ...\ndef median(x): ...\n", encoding="utf-8")
    ran = harness("contract", path, "-o", out)
    assert ran.code == 1, ran.err
    assert "No contract fits" in ran.out
    text = out.read_text(encoding="utf-8")
    assert "statistics.py defines mean, median." in text
    checked = harness("check", path, "--contract", out, "--no-report")
    assert checked.code == 3
    assert "give its name at the top of the contract" in " ".join(checked.out.split())


def test_blanks_that_are_filled_in_make_a_contract(tmp_path: Path) -> None:
    text = """
import numpy as np
def run(inputs, h, c, p):
    outs, kept = [], []
    for x in inputs:
        z = np.vstack((h, x))
        f, i, o = (1 / (1 + np.exp(-(p[k] @ z + p[k + 5]))) for k in (0, 1, 3))
        g, old = np.tanh(p[2] @ z + p[7]), c
        c = f * c + i * g
        h = o * np.tanh(c)
        e = np.exp(p[4] @ h + p[9])
        outs.append(e / e.sum())
        kept.append((z, f, i, g, o, old, c, h, outs[-1]))
    return outs, kept
def derive(kept, targets, p):
    d, dh, dc, loss = [np.zeros_like(w) for w in p], 0, 0, 0
    for (z, f, i, g, o, old, c, h, y), target in zip(kept[::-1], targets[::-1]):
        loss -= np.sum(target * np.log(y + 1e-12))
        d[4] += (y - target) @ h.T
        d[9] += y - target
        dh = dh + p[4].T @ (y - target)
        dc = dc + dh * o * (1 - np.tanh(c) ** 2)
        das = dc * old * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * np.tanh(c) * o * (1 - o)
        for k, da in enumerate(das):
            d[k] += da @ z.T
            d[k + 5] += da
        dh = sum(p[k].T @ da for k, da in enumerate(das))[: len(h)]
        dc = dc * f
    return loss, d
"""
    path, contract = tmp_path / "own_names.py", tmp_path / "own.py"
    path.write_text("def mean(x): ...\n", encoding="utf-8")
    with launch(QUICK) as worker:
        blanks = starter(study(path, QUICK, worker))
    path.write_text(text, encoding="utf-8")
    assert '"…", "…"' in blanks
    contract.write_text(blanks.replace('"…", "…"', '"run", "derive"'), encoding="utf-8")
    report = grade(path, Options(contract=str(contract), depth=Depth.QUICK))
    assert report.verdict is Verdict.CLEAN, report.headline


def test_what_is_read_is_never_written_over(harness: Run) -> None:
    shutil.copytree(SUBMISSIONS / "correct", "folder", ignore=lambda _, names: set(names) - {"list_caches.py"})
    shutil.copy(CELL, "cell.py")
    shutil.copy(OWN, "own.py")
    for arguments, words in (
        (("cell.py", "-o", "cell.py"), "cell.py is the submission itself, which -o would overwrite"),
        (("folder", "-o", "folder/list_caches.py"), "list_caches.py is the submission itself"),
        (("cell.py", "--contract", "own.py", "-o", "./own.py"), "own.py is the contract itself"),
    ):
        before = Path(arguments[-1]).read_bytes()
        ran = harness("contract", *arguments)
        assert (ran.code, Path(arguments[-1]).read_bytes()) == (2, before)
        assert words in ran.err


def test_beside_the_code_of_a_folder_a_contract_is_written(harness: Run) -> None:
    shutil.copytree(SUBMISSIONS / "correct", "folder", ignore=lambda _, names: set(names) - {"list_caches.py"})
    assert harness("contract", "folder", "-o", "folder/new.py").code == 0
    assert Path("folder/new.py").exists()


def test_of_a_contract_of_ones_own_that_does_not_bind_by_names_there_is_nothing_to_begin(harness: Run) -> None:
    shutil.copy(OWN, "own.py")
    ran = harness("contract", CELL, "--contract", "own.py", "-o", "new.py")
    assert (ran.code, Path("new.py").exists()) == (2, False)
    assert ran.err.endswith("own is a contract of your own: there is nothing to begin; leave -o out.\n")
    assert "is called through the contract own." in ran.out
    assert harness("contract", CELL, "-o", "ours.py").code == 0
    assert "from harness.contracts.cs231n import *" in Path("ours.py").read_text(encoding="utf-8")


# Each would run on the instructor's side, or break the file, as text in code.
HOSTILE = 'A" + str(__import__("os").getpid()) + "'


def test_the_name_of_a_class_is_a_text_in_the_contract(harness: Run) -> None:
    text = (SUBMISSIONS / "correct" / "class_with_own_weights.py").read_text(encoding="utf-8")
    renamed = text.replace(
        "class LSTM", f"def renamed(kind):\n    kind.__name__ = {HOSTILE!r}\n    return kind\n\n\n@renamed\nclass LSTM"
    )
    assert renamed != text
    Path("it.py").write_text(renamed, encoding="utf-8")
    harness("contract", "it.py", "-o", "own.py")
    assert arguments_of(Path("own.py"))["owner"] == HOSTILE


def test_keys_of_parameters_are_texts_in_the_contract(harness: Run) -> None:
    text = (SUBMISSIONS / "correct" / "fused_dictionary_x_above_h.py").read_text(encoding="utf-8")
    key = 'W"} | {"\\\'+'
    assert text.count('"W"')
    Path("it.py").write_text(text.replace('"W"', repr(key)), encoding="utf-8")
    harness("contract", "it.py", "-o", "own.py")
    parameters = arguments_of(Path("own.py"))["parameters"]
    assert isinstance(parameters, dict)
    assert key in parameters.values()


@pytest.mark.skipif(os.name == "nt", reason="such a name is none there")
@pytest.mark.parametrize("name", ["back\\Nslash.py", 'q"""+X+"""r.py', "two\nlines.py", "\u202egnp.py"])
@pytest.mark.parametrize("source", ["list_caches.py", None], ids=["fits", "fits nothing"])
def test_the_name_of_a_file_stays_in_a_comment(name: str, source: str | None, harness: Run) -> None:
    text = (SUBMISSIONS / "correct" / source).read_text(encoding="utf-8") if source else "def mean(x): ...\n"
    Path(name).write_text(text, encoding="utf-8")
    Path("plain.py").write_text(text, encoding="utf-8")
    for path in (name, "plain.py"):
        harness("contract", path, "-o", f"{path}.out")
    trees = [ast.parse(Path(f"{path}.out").read_text(encoding="utf-8")) for path in (name, "plain.py")]
    assert ast.dump(trees[0]) == ast.dump(trees[1])


def arguments_of(path: Path) -> dict[str, object]:
    """Return what a contract gives Convention by name, without running it: all of it must be literals."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    found = next(call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Convention")
    given = {one.arg: one.value for one in found.keywords if one.arg}
    return {name: ast.literal_eval(value) for name, value in given.items() if not isinstance(value, ast.Attribute)}
