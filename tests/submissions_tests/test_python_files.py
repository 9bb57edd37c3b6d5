"""Reading a Python file as text."""

import os
import socket
from pathlib import Path

import pytest

from harness.errors import UnreadableError
from harness.submissions.python import MAX_BYTES, parse, read, shown

GOOD = "x = 'é'\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        b"# -*- coding: latin-1 -*-\n" + GOOD.encode("latin-1"),
        b"\tx = 1\n".strip() + b"\r",
        b"x = '\\d'\n",
    ],
)
def test_text_in_every_legal_encoding_is_read(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a b'\".py"
    path.write_bytes(data)
    submission = read(path)
    assert submission.name == "a b'\".py"
    assert "\r" not in submission.text
    assert len(submission.tree.body) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.encode("latin-1"), "not text"),
        (b"# coding: nonsense\nx = 1\n", "not text"),
        (b"# coding: utf-7\nx = '+2AA-'\n", "not text"),
        (b"x = 1\0\n", "NUL"),
        (b"# coding: utf-7\nx = '+AAA-'\n", "NUL"),
        (b"x = (\n", "line 1 of it.py"),
        (b"x = 1\n  y = 2\n", "line 2 of it.py"),
        (b"x = 1\nprint 'two'\n", "line 2 of it.py"),
        (b"x = " + b"-" * 100_000 + b"1\n", "cannot parse"),
        (b"x = " + b"(" * 1000 + b"1\n", "cannot parse"),
        (b"x = " + b"9" * 10_000 + b"\n", "cannot parse"),
        (b"#" * (MAX_BYTES + 1), "larger than 1 MB"),
        (b'{"cells": [], "nbformat": 4}', "it.py is a notebook"),
        (b"{" * 5000, "cannot parse"),
        (b'{"cells"}\nx = (\n', "line 2 of it.py"),
        (b"x = 1\n%matplotlib inline\n", "line 2 of it.py: .* remove every line that begins with % or !"),
        (b"!pip install numpy\n", "magic of notebooks"),
    ],
)
def test_what_is_not_python_text_gets_one_sentence(data: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "it.py"
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=sentence) as caught:
        read(path)
    assert str(tmp_path) not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_file_gets_one_sentence(tmp_path: Path) -> None:
    folder, fifo, outside = tmp_path / "d.py", tmp_path / "f.py", tmp_path / "l.py"
    folder.mkdir()
    os.mkfifo(fifo)
    outside.symlink_to("/etc/passwd")
    for path, sentence in (
        (folder, "is a folder"),
        (fifo, "is a FIFO"),
        (outside, "link to a file outside"),
        (tmp_path / "missing.py", "no file"),
        (Path("/dev/null"), "device"),
        (tmp_path / ("x" * 300), "cannot be opened"),
        (Path("nul\0.py"), "cannot be opened"),
    ):
        with pytest.raises(UnreadableError, match=sentence):
            read(path)


def test_a_notebook_of_any_size_is_told_how_to_become_a_script(tmp_path: Path) -> None:
    path = tmp_path / "it.ipynb"
    for data in (b"", b'{"cells": []}', b"#" * (MAX_BYTES + 1)):
        path.write_bytes(data)
        with pytest.raises(UnreadableError, match=r"it.ipynb is a notebook.*jupyter nbconvert --to script"):
            read(path)


def test_a_file_that_fails_while_it_is_read_gets_one_sentence() -> None:
    with pytest.raises(UnreadableError, match="mem cannot be read"):
        read(Path("/proc/self/mem"))


def test_a_socket_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.py")
        with pytest.raises(UnreadableError, match=r"cannot be opened|device or socket"):
            read(tmp_path / "s.py")


def test_a_link_beside_its_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text(GOOD)
    (tmp_path / "link.py").symlink_to("real.py")
    assert read(tmp_path / "link.py").text == GOOD


def test_a_links_circle_gets_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to("a.py")
    with pytest.raises(UnreadableError):
        read(tmp_path / "a.py")


def test_names_are_shown_without_control_characters() -> None:
    assert shown("a\x1b[31m\n\ud800.py") == "a\\x1b[31m\\n\\ud800.py"


def test_a_null_character_in_text_gets_one_sentence() -> None:
    with pytest.raises(UnreadableError, match="cannot parse"):
        parse("x = 1\0", "it.py")
