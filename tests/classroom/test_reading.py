"""What nobody could grade is told with what was found, what is expected, and what to do."""

import os
from pathlib import Path

import pytest

from harness.classroom.entries import Entry
from harness.classroom.finding import find
from harness.classroom.reading import job_of
from harness.errors import UngradableError
from harness.launching import Options

TYPED = "found a text that was typed in online, expected a Python file, a notebook or a zip archive; hand in that file"


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<p>def forward(x): ...</p>\n", encoding="utf-8")


def sentence(entry: Entry) -> str:
    with pytest.raises(UngradableError) as told:
        job_of(entry, Options())
    return str(told.value)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Cem_3_assignsubmission_onlinetext_/onlinetext.html"], TYPED),
        (["doejane_12_345_lstm.py", "cem_16_text.html"], TYPED),
        (["cem_LATE_16_text.html"], TYPED),
        (["cem_16_link.html"], "found an address on the web, expected a Python file"),
        (["Cem_3_assignsubmission_file_/lstm.PDF"], "found lstm.PDF, expected a Python file"),
        (["cem/lstm.html", "cem/plot.png"], "found lstm.html, plot.png, expected a Python file"),
    ],
)
def test_who_handed_in_no_code_is_there_and_told_what_was_found(names: list[str], told: str, tmp_path: Path) -> None:
    touch(tmp_path, *names)
    (entry,) = (one for one in find(tmp_path).everyone if one.student.casefold() == "cem")
    assert f"There is no code in this submission: {told}" in sentence(entry)


@pytest.mark.parametrize("name", ["lstm", "lstm.txt", "lstm.py.bak", "lstm.md"])
def test_code_under_an_odd_name_is_read(name: str, tmp_path: Path) -> None:
    touch(tmp_path, name, "plot.png")
    job = job_of(Entry("cem", (tmp_path / name, tmp_path / "plot.png")), Options())
    assert {one for one, _ in job.files} == {name, "plot.png"}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are made as POSIX has them")
def test_what_is_no_file_is_told_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "lost.py").symlink_to("nowhere.py")
    (tmp_path / "itself.py").symlink_to("itself.py")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    found = {entry.student: sentence(entry) for entry in find(tmp_path).everyone}
    for name in ("lost", "itself"):
        assert found[name] == f"{name}.py is a link, and links are not followed; put the file itself in its place."
    assert found["pipe"].startswith("pipe.py is no file that can be read, but a pipe or a device; put ")
    assert found["folder.py"] == "There is no file in folder.py; hand in the Python file itself."
