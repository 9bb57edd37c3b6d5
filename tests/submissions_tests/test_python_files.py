"""Reading a Python file as text."""

import os
import socket
from pathlib import Path

import pytest

from harness.errors import UnreadableError
from harness.submissions.files import shown
from harness.submissions.python import read
from harness.submissions.source import MAX_BYTES, parse

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
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-be"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("latin-1"),
        b"# coding: nonsense\n" + GOOD.encode(),
        b"# coding: utf-8\n" + GOOD.encode("cp1252"),
        b"# coding: idna\n" + GOOD.encode(),
        b"# coding: utf-7\nx = '+2AA-'\n",
        b"x = '\x81'\n",
        b"def f():\n        x = 1\n\treturn x\n",
        b"if True:\n    x = 1\n\ty = 2\n",
        "x\N{NO-BREAK SPACE}= 1\n".encode(),
        b"  x = 1\n  y = 2\n".replace(b"y = 2", b""),
    ],
)
def test_text_in_every_legal_encoding_is_read(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a b'\".py"
    path.write_bytes(data)
    submission = read(path)
    assert submission.name == "a b'\".py"
    assert "\r" not in submission.text
    assert len(submission.tree.body) == 1
    assert submission.holes == ()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"x = 1\0\n", "NUL"),
        (b"x = (\n", "line 1 of it.py"),
        (b"x = 1\n  y = 2\n", "line 2 of it.py"),
        (b"x = " + b"-" * 100_000 + b"1\n", "cannot parse"),
        (b"x = " + b"(" * 1000 + b"1\n", "cannot parse"),
        (b"x = " + b"9" * 10_000 + b"\n", "cannot parse"),
        (b"#" * (MAX_BYTES + 1), "larger than 1 MB"),
        (b'{"cells": [], "nbformat": 4}', "it.py has no cell with code"),
        (b"{" * 5000, "cannot parse"),
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
        (folder, "is a folder, not a file"),
        (fifo, "is a FIFO"),
        (outside, "link to a file outside"),
        (tmp_path / "missing.py", "no file"),
        (Path("/dev/null"), "device"),
        (tmp_path / ("x" * 300), "cannot be opened"),
        (Path("nul\0.py"), "cannot be opened"),
    ):
        with pytest.raises(UnreadableError, match=sentence):
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


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (GOOD.encode(), None),
        (b"\xef\xbb\xbf" + GOOD.encode(), None),
        (b"# coding: latin-1\n" + GOOD.encode("latin-1"), None),
        (GOOD.encode("utf-16"), "text in UTF-16"),
        (GOOD.encode("latin-1"), "text in CP1252"),
        (b"x = '\x81'\n", "text in Latin-1"),
    ],
)
def test_an_encoding_that_python_would_refuse_is_told(data: bytes, found: str | None, tmp_path: Path) -> None:
    path = tmp_path / "it.py"
    path.write_bytes(data)
    assert [mend.found for mend in read(path).mends] == ([] if found is None else [found])
