"""The guides to a class and to Gradescope: their commands run in the order in which they stand."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from pages import DOCS, ROOT, Command, commands, run_page

from classroom.readers import READERS


def test_commands_of_the_guide_to_a_class(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "class" / "anna.py")
    (tmp_path / "roster.csv").write_text("student\nanna\nzoe\n", encoding="utf-8")
    (tmp_path / "rubric.toml").write_text("[deductions]\nerror = 2.5\n", encoding="utf-8")
    said = run_page(DOCS / "class.md", tmp_path)
    assert "49 → 46.5" in said
    told = (DOCS / "class.md").read_text(encoding="utf-8")
    for path in (tmp_path / "reports" / "class").iterdir():
        assert f"| `{path.name}" in told
    assert "cell-double-tanh" in (tmp_path / "reports" / "anna.html").read_text(encoding="utf-8")
    assert "cell-double-tanh" not in (tmp_path / "anna.html").read_text(encoding="utf-8")


def test_commands_of_the_guide_to_gradescope(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "lstm.py")
    said = run_page(DOCS / "gradescope.md", tmp_path)
    found = json.loads(said[said.index("{") :])
    assert found["score"] == 49
    READERS["gradescope"]((tmp_path / "rehearsal" / "results" / "results.json").read_bytes())
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
    told = (DOCS / "gradescope.md").read_text(encoding="utf-8")
    for path in (tmp_path / "autograder").iterdir():
        assert f"`{path.name}" in told


def test_a_command_that_ends_otherwise_than_its_page_says_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\ntrue\nfalse   # exits 1\n```\n\n```sh\nexit 3\n```\n", encoding="utf-8")
    assert list(commands(page))[1] == Command("false   # exits 1", 1)
    with pytest.raises(AssertionError, match="exit 3"):
        run_page(page, tmp_path)
