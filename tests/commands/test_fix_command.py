"""`harness fix` shows or writes what was proven, says why it does not, and never touches the submission."""

import json
import subprocess
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from grading import EXAMPLES, SUBMISSIONS, reference_with


def test_the_diff_applies_and_the_result_is_clean(harness: Run, tmp_path: Path) -> None:
    submission = tmp_path / "three_bugs.py"
    submission.write_bytes((EXAMPLES / "three_bugs.py").read_bytes())
    shown = harness("fix", submission)
    assert shown.code == 0, shown.err
    assert "3 bugs are mended" in shown.err
    subprocess.run(["patch", str(submission)], input=shown.out.encode(), check=True, capture_output=True)
    assert harness("check", submission, "--no-report", "--quick").code == 0


def test_the_mended_file_keeps_encoding_and_line_ends(harness: Run, tmp_path: Path) -> None:
    submission, out = tmp_path / "one.py", tmp_path / "new" / "mended.py"
    text = "# -*- coding: latin-1 -*-\n# für immer\n" + (EXAMPLES / "one_bug.py").read_text(encoding="utf-8")
    before = text.replace("\n", "\r\n").encode("latin-1")
    submission.write_bytes(before)
    ran = harness("fix", submission, "-o", out)
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert out.read_bytes() == before.replace(b"dtanh(tanh(C_now))", b"dtanh(C_now)")
    assert submission.read_bytes() == before


def test_right_code_needs_no_fix(harness: Run) -> None:
    ran = harness("fix", EXAMPLES / "correct.py")
    assert (ran.code, ran.out) == (0, "")
    assert "right already" in ran.err


def test_what_cannot_be_explained_has_no_fix(harness: Run, tmp_path: Path) -> None:
    submission = tmp_path / "unknown.py"
    submission.write_text(reference_with(("da_f = df * f[t]", "da_f = 1.37 * df * f[t]")), encoding="utf-8")
    out = tmp_path / "mended.py"
    ran = harness("fix", submission, "-o", out)
    assert (ran.code, ran.out) == (1, "")
    assert "No change that mends unknown.py could be proven" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("name", ["backward_is_pass", "forward_is_pass", "some_gradients_missing", "no_backward"])
def test_what_is_not_written_yet_is_no_edit_away(harness: Run, name: str) -> None:
    ran = harness("fix", SUBMISSIONS / "broken" / f"{name}.py")
    assert (ran.code, ran.out) == (1, "")
    assert "could be proven" in ran.err


@pytest.mark.parametrize(("name", "code"), [("broken.py", 3), ("missing.py", 3)])
def test_what_cannot_be_graded_is_said(harness: Run, tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "broken.py").write_text("def forward(:\n", encoding="utf-8")
    ran = harness("fix", tmp_path / name)
    assert ran.code == code
    assert name in ran.err


def test_the_submission_is_never_overwritten(harness: Run, tmp_path: Path) -> None:
    submission = tmp_path / "one.py"
    submission.write_bytes((EXAMPLES / "one_bug.py").read_bytes())
    ran = harness("fix", submission, "-o", submission)
    assert ran.code == 2
    assert "is the submission itself" in ran.err
    assert submission.read_bytes() == (EXAMPLES / "one_bug.py").read_bytes()


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("notebook.ipynb", "dC_next = dC * f[t]", "dC_next = dC"),
        ("notebook_all_inline.ipynb", "dc_next = dc * f[t]", "dc_next = dc"),
        ("notebook_of_python_2.ipynb", "dC_next = dC * f[t]", "dC_next = dC"),
        ("magics_in_a_script.py", "dC_next = dC * f[t]", "dC_next = dC"),
        ("python_2.py", "dC_next = dC * f[t]", "dC_next = dC"),
        ("text_between_functions.py", "dC_next = dC * f[t]", "dC_next = dC"),
    ],
)
def test_one_line_is_mended_and_nothing_else_of_the_file_changes(
    harness: Run, tmp_path: Path, name: str, right: str, wrong: str
) -> None:
    before = (SUBMISSIONS / "messy" / name).read_bytes()
    assert before.count(right.encode()) == 1
    submission, out = tmp_path / f"planted_{name}", tmp_path / f"mended_{name}"
    submission.write_bytes(before.replace(right.encode(), wrong.encode()))
    ran = harness("fix", submission, "-o", out, "--diff")
    assert ran.code == 0, ran.err
    assert f"+{' ' * 8}" in ran.out
    assert right in ran.out
    assert out.read_bytes() == before


@pytest.mark.parametrize("suffix", [".ipynb", ".py"])
def test_lines_that_are_added_to_a_script_leave_its_training_loop_alone(
    harness: Run, tmp_path: Path, suffix: str
) -> None:
    """Without functions, and without the carry: three lines are added or changed, and no other."""
    text = (SUBMISSIONS / "messy" / "notebook_all_inline.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        begins = ("dh_next = ", "%", "!") if suffix == ".py" else ("dh_next = ",)
        lines = [line for line in cell["source"] if not line.lstrip().startswith(begins)]
        cell["source"] = [line.replace(" + dh_next", "") for line in lines]
    submission, out = tmp_path / f"planted{suffix}", tmp_path / f"mended{suffix}"
    submission.write_text(json.dumps(notebook) if suffix == ".ipynb" else code(notebook), encoding="utf-8")
    ran = harness("fix", submission, "-o", out, "--diff")
    assert ran.code == 0, ran.err
    before = code(notebook).split("\n")
    after = out.read_text(encoding="utf-8")
    changes = [line for line in ndiff(before, (code(json.loads(after)) if suffix == ".ipynb" else after).split("\n"))
               if line[0] in "+-"]  # fmt: skip
    assert changes == [
        "+         dh_next = np.zeros_like(dc_next)",
        "-             dh = W_v.T @ dv",
        "+             dh = W_v.T @ dv + dh_next",
        "+             dh_next = dz[:H]",
    ]
    shown = [line for line in ran.out.splitlines() if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert [line[:1] + " " + line[1:] for line in shown] == changes


def test_a_change_that_would_take_lines_of_another_kind_away_is_not_written(harness: Run, tmp_path: Path) -> None:
    own = "dC += dtanh * (1 - np.tanh(C_t) ** 2)"
    deeper = f"if t + 1 < len(dh_s):\n            u = t\n            !echo step\n            {own}"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": reference_with((own, deeper))}
    submission, out = tmp_path / "magic.ipynb", tmp_path / "mended.ipynb"
    submission.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}), encoding="utf-8")
    ran = harness("fix", submission, "-o", out, "--diff")
    assert (ran.code, ran.out, out.exists()) == (1, "", False)
    assert "A change that mends magic.ipynb was proven, but could not be written into it without touching" in ran.err


def code(notebook: dict[str, Any]) -> str:
    """Return the code of a notebook's cells."""
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code") + "\n"


def test_an_archive_is_refused_at_once(harness: Run, tmp_path: Path) -> None:
    archive = tmp_path / "submission.zip"
    archive.write_bytes(b"")
    ran = harness("fix", archive)
    assert (ran.code, ran.out) == (2, "")
    assert "submission.zip is neither a Python file nor a notebook, which alone can be written anew" in ran.err
