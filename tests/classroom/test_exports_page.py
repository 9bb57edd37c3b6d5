"""docs/exports.md: its commands run as they stand there, and its tables name what there is."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from harness.classroom.exporting import formats
from harness.classroom.rubric import Rubric

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
CANVAS = "Student,ID,SIS Login ID,Section,LSTM (77)\nPoints Possible,,,,100\nAnna,7,anna,S1,\n"
MOODLE = (
    "Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments\nParticipant 7,Anna,,100,-,\n"
)


def test_commands_run_in_the_order_in_which_they_stand(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "class" / "anna.py")
    (tmp_path / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    (tmp_path / "moodle.csv").write_text(MOODLE, encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = "set -euo pipefail\n" + "".join(BLOCK.findall(PAGE))
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "::error file=anna.py" in done.stdout
    exports = tmp_path / "reports" / "class" / "exports"
    assert "Anna,7,anna,S1,49\n" in (exports / "canvas.csv").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111


def test_table_lists_every_format_and_no_other() -> None:
    section = PAGE.partition("\n## Exports\n")[2].partition("\n### ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(formats())


def test_table_lists_every_key_of_the_rubric() -> None:
    section = PAGE.partition("\n## The rubric\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `\[?(\w+)\]?` \|", section, re.MULTILINE) == list(vars(Rubric()))
