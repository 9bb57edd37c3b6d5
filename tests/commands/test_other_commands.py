"""`harness mutants`, `train` and `verify`, and the sign of life."""

import io
import json
import sys
from pathlib import Path

import pytest
from conftest import Run

from harness.commands import _progress
from harness.renderers.kill_matrix import KillMatrix, KillRow, MutantStatus
from harness.verify import Verified
from mutants._catalogue import catalogue

# --- mutants ---


def test_every_bug_is_listed_with_its_severity_and_title(harness: Run) -> None:
    ran = harness("mutants")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert len(lines) == len(catalogue())
    for line, mutant in zip(lines, catalogue(), strict=True):
        assert line.split()[:2] == [mutant.id, mutant.severity.value]
        assert line.endswith(mutant.title)


@pytest.mark.parametrize("mutant_id", ["cell-double-tanh", "forget-missing-derivative"])
def test_a_bug_is_explained_with_its_diff(mutant_id: str, harness: Run) -> None:
    ran = harness("mutants", "show", mutant_id)
    mutant = next(mutant for mutant in catalogue() if mutant.id == mutant_id)
    assert ran.code == 0
    assert mutant.title in ran.out
    assert f"\nformula (LaTeX): {mutant.formula}\n" in ran.out
    assert f"+        {mutant.buggy}" in ran.out
    assert all(alias in ran.out for alias in mutant.aliases)
    assert all(place in ran.out for place in mutant.seen)


def test_a_family_is_explained_member_by_member(harness: Run) -> None:
    ran = harness("mutants", "show", "dz-forgets-a-gate")
    members = [mutant for mutant in catalogue() if mutant.family == "dz-forgets-a-gate"]
    assert len(members) > 1
    assert all(f"{member.id} (" in ran.out for member in members)


def test_an_alias_explains_the_bug_that_it_stands_for(harness: Run) -> None:
    assert harness("mutants", "show", "activation-for-derivative.f").out.startswith("forget-missing-derivative (")


def test_bugs_are_exported_as_runnable_files(harness: Run, tmp_path: Path) -> None:
    ran = harness("mutants", "export", tmp_path / "new" / "folder")
    files = sorted((tmp_path / "new" / "folder").iterdir())
    assert ran.out == f"{len(catalogue())} submissions written to {tmp_path / 'new' / 'folder'}\n"
    assert {path.name for path in files} == {mutant.id.replace("-", "_") + ".py" for mutant in catalogue()}
    for path in files:
        compile(path.read_text(encoding="utf-8"), path.name, "exec")


def test_a_folder_that_cannot_be_written_is_a_usage_error(harness: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = harness("mutants", "export", tmp_path / "file" / "below")
    assert ran.code == 2
    assert "cannot be written" in ran.err


# --- train ---


@pytest.mark.parametrize("flags", [[], ["--adam"]], ids=["gradient descent", "adam"])
def test_training_saves_its_curves_and_tells_the_loss(flags: list[str], harness: Run) -> None:
    ran = harness("train", "--epochs", 2, "--plot", "new/curves.svg", *flags)
    assert ran.code == 0
    assert Path("new/curves.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "nats per token" in ran.out
    assert "curves in new/curves.svg" in ran.out


def test_a_plot_that_cannot_be_saved_is_a_usage_error(harness: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    for name, sentence in (("folder.svg", "a folder has this name; move it away"), ("x.png", "that ends in .svg")):
        ran = harness("train", "--epochs", 1, "--plot", tmp_path / name)
        assert ran.code == 2
        assert sentence in ran.err


# --- verify ---


def verdict(*problems: str) -> Verified:
    row = KillRow(
        id="some-bug", title="Some bug.", status=MutantStatus.KILLED, correct="a", buggy="b",
        line=1, column=1, end_line=1, end_column=2, killed_by=("gradients",), named_first="some-bug",
    )  # fmt: skip
    return Verified(KillMatrix(("gradients",), (row,), "a\n"), problems)


@pytest.mark.parametrize(("problems", "code"), [([], 0), (["some-bug: named nothing first"], 1)])
def test_the_matrix_is_shown_and_a_problem_is_told_by_exit_1(
    problems: list[str], code: int, harness: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.verify.verified", lambda **_options: verdict(*problems))
    ran = harness("verify", "--jobs", 1)
    assert ran.code == code
    assert "some-bug" in ran.out
    assert ran.err.splitlines()[-len(problems) or len(ran.err) :] == problems


def test_the_matrix_is_written_as_json_and_for_stryker(harness: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def graded(**options: object) -> Verified:
        progress = options["progress"]
        assert callable(progress)
        progress()
        return verdict()

    monkeypatch.setattr("harness.verify.verified", graded)
    assert harness("verify", "--json", "new/matrix.json", "--stryker", "new/stryker.json").code == 0
    assert json.loads(Path("new/matrix.json").read_text(encoding="utf-8"))["rows"][0]["id"] == "some-bug"
    assert json.loads(Path("new/stryker.json").read_text(encoding="utf-8"))["schemaVersion"] == "2"
    ran = harness("verify", "--json", "-")
    assert json.loads(ran.out)["rows"][0]["killed_by"] == ["gradients"]


# --- the sign of life ---


class Terminal(io.StringIO):
    """A screen that keeps what was shown."""

    def isatty(self) -> bool:
        """Tell that somebody is looking."""
        return True


def test_long_work_shows_that_it_goes_on_and_wipes_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(_progress, "PATIENCE", 0.01)
    monkeypatch.setattr(_progress, "PERIOD", 0.01)
    with _progress.spinner("checking it"):
        while screen.getvalue().count("checking it") < 3:
            pass
    assert screen.getvalue().endswith("\r\x1b[K")


def test_short_work_and_what_is_not_shown_to_anybody_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for screen in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", screen)
        with _progress.spinner("checking it"):
            pass
        assert screen.getvalue() == ""
