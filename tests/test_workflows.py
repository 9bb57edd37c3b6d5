"""The workflows of docs/: read strictly, and their steps run as a runner of GitHub runs them."""

import re
import shutil
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from pages import DOCS, ROOT, run

WORKFLOWS = sorted((DOCS / "workflows").glob("*.yml"))
PACKAGES = ("harness", "mutants", "reference")
TOP = {"name", "on", "permissions", "env", "jobs"}
JOB = {"runs-on", "timeout-minutes", "steps"}
STEP = {"name", "uses", "with", "run", "if"}
# What a step waits for: nothing that failed before it, or nothing at all.
ALWAYS = "${{ !cancelled() }}"
FAILED = 1


def read(path: Path) -> dict[str, object]:
    """Return a workflow; raises AssertionError where a runner would refuse it, or it may more than it needs."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["on"] = data.pop(True, None)  # to YAML 1.1, `on` is a word for true
    assert set(data) == TOP
    assert data["on"]
    assert data["permissions"] == {"contents": "read"}
    assert all(isinstance(value, str) for value in data["env"].values())
    for job in data["jobs"].values():
        assert set(job) == JOB
        assert isinstance(job["timeout-minutes"], int)
        for step in job["steps"]:
            assert set(step) <= STEP
            assert ("uses" in step) != ("run" in step)
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "actions/it@v1"))
            assert step.get("if", ALWAYS) == ALWAYS
            assert "${{" not in step.get("run", ""), "an expression in a script is a way in"
    return data


def steps(path: Path) -> list[Mapping[str, str]]:
    (job,) = read(path)["jobs"].values()  # type: ignore[attr-defined]
    return list(job["steps"])


def performed(path: Path, folder: Path, **environment: str) -> dict[str, tuple[int, str]]:
    """Run the steps with a script in a checkout; returns status and output of each that was run."""
    usual = read(path)["env"]
    assert isinstance(usual, dict)
    found: dict[str, tuple[int, str]] = {}
    for step in steps(path):
        failed = any(status for status, _ in found.values())
        if "run" in step and (not failed or step.get("if") == ALWAYS):
            done = run(step["run"], folder, {**usual, **environment})
            found[step["name"]] = done.returncode, done.stdout + done.stderr
    return found


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an environment of its own, and the sources to install."""
    folder = tmp_path_factory.mktemp("runner")
    venv.create(folder / "python", with_pip=True)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / "source" / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, folder / "source")
    return folder


def setting(runner: Path) -> dict[str, str]:
    """Return what is set on a runner: the address of the harness, and the Python that was set up."""
    return {"HARNESS": str(runner / "source"), "PATH": f"{runner / 'python' / 'bin'}:/usr/bin:/bin"}


@pytest.mark.parametrize(("example", "status"), [("correct", 0), ("one_bug", FAILED)])
def test_a_submission_is_checked_at_every_push(example: str, status: int, runner: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / f"{example}.py", tmp_path / "lstm.py")
    (tmp_path / "README.md").write_text("# Ours\n", encoding="utf-8")
    done = performed(DOCS / "workflows" / "submission.yml", tmp_path, **setting(runner))
    installed, checked, marked = done.values()
    assert (installed[0], checked[0], marked[0]) == (0, status, 0), done
    assert ("::error file=lstm.py" in marked[1]) is bool(status)
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "cell-double-tanh" not in page + checked[1] + marked[1]  # HINTS is `topic`
    assert ("In the cell path." in page) is bool(status)


def test_a_class_is_graded_when_somebody_starts_it(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "class" / "anna.py")
    (tmp_path / "roster.csv").write_text("student\nzoe\n", encoding="utf-8")
    (tmp_path / "rubric.toml").write_text("[deductions]\nerror = 1\n", encoding="utf-8")
    done = performed(DOCS / "workflows" / "class.yml", tmp_path, **setting(runner))
    assert [status for status, _ in done.values()] == [0, 0], done
    assert "anna,graded,bugs,48,100," in (tmp_path / "results" / "gradebook.csv").read_text(encoding="utf-8")
    assert (tmp_path / "results" / "index.html").exists()


def test_what_workflows_upload_is_what_their_steps_write() -> None:
    for name, folder in (("submission", "report"), ("class", "results")):
        path = DOCS / "workflows" / f"{name}.yml"
        (uploaded,) = [step["with"] for step in steps(path) if "upload" in step.get("uses", "")]
        assert uploaded["path"].split()[0] == folder
        assert re.search(rf"(-o|--report) {folder}\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("contents: read", "contents: write"),
        ("actions/checkout@v4", "actions/checkout"),
        ("timeout-minutes: 15", "timeout: 15"),
        ('"$HARNESS"', "${{ env.HARNESS }}"),
        ("on: [push, pull_request]", "on:"),
    ],
)
def test_a_workflow_that_is_not_sound_is_noticed(right: str, wrong: str, tmp_path: Path) -> None:
    text = (DOCS / "workflows" / "submission.yml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "w.yml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(AssertionError):
        read(tmp_path / "w.yml")


def test_every_workflow_is_read_and_named_in_the_guide() -> None:
    guide = (DOCS / "github-actions.md").read_text(encoding="utf-8")
    assert [path.name for path in WORKFLOWS if f"(workflows/{path.name})" not in guide] == []
    assert len(WORKFLOWS) == 2
