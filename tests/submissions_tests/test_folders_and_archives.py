"""Folders and zip archives: the main file is found, the others are its modules, and nothing leads out of them."""

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from harness.errors import UnreadableError
from harness.submissions import archive, bundle
from harness.submissions.formats import formats, read
from harness.submissions.submission import Submission

FORWARD = "def forward(x): return x\n"
BACKWARD = "def backward(x): return x\n"
BOTH = FORWARD + BACKWARD


def folder_of(tmp_path: Path, files: Mapping[str, str]) -> Path:
    """Write these files into a folder."""
    folder = tmp_path / "hw"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def zip_of(tmp_path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write these files into an archive."""
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"a.py": "x = 1"}, "a.py"),
        ({"lstm.py": BOTH, "utils.py": "x = 1", "train.py": "from lstm import forward, backward"}, "lstm.py"),
        ({"a.py": FORWARD, "b.py": BACKWARD, "main.py": "from a import *\nfrom b import backward"}, "main.py"),
        ({"a.py": BOTH, "b.py": BOTH + "# an LSTM, with forget gate"}, "b.py"),
        ({"a.py": "class Net:\n    def forward(self): ...\n    def bptt(self): ...", "b.py": "x = 1"}, "a.py"),
        ({"a.py": FORWARD, "b.py": "x = 1"}, "a.py"),
        ({"a.py": "def lossFun(x): ...", "b.py": "x = 1"}, "a.py"),
        (
            {"deep/er/a.py": BOTH, "b.py": "x = 1", "notes.txt": BOTH, ".hidden/c.py": BOTH, "venv/d.py": BOTH},
            "deep/er/a.py",
        ),
        ({"a.py": "net = 3\nforward = net\nbackward = net", "b.py": ""}, "a.py"),
    ],
)
def test_the_main_file_is_the_one_that_defines_the_functions(tmp_path: Path, files: dict[str, str], main: str) -> None:
    assert read(folder_of(tmp_path, files)).name == main
    assert read(zip_of(tmp_path, dict(files))).name in (main, Path(main).name)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"a.py": BOTH, "b.py": BOTH}, r"hw holds 2 files .*: a\.py, b\.py; name the main one with --main FILE"),
        ({"a.py": "# lstm\n" + BOTH, "b.py": "# lstm\n" + BOTH, "c.py": BOTH}, r"hw holds 2 files .*: a\.py, b\.py;"),
        ({"a.py": "x = 1", "b.py": "y = 1"}, r"No file of hw defines .*; it holds a\.py, b\.py"),
        ({"notes.txt": "x"}, "hw holds no Python file and no notebook"),
        ({"a.py": "x = ("}, r"cannot parse line 1 of a\.py"),
    ],
)
def test_where_it_cannot_be_told_a_sentence_asks(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnreadableError, match=sentence):
        read(folder_of(tmp_path, files))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"a.py": FORWARD, "b.py": BACKWARD},
            r"hw holds 2 files .*: a\.py, b\.py; put both passes into one file, or add a file that imports both",
        ),
        ({"a.py": BOTH, "b.py": BOTH}, r"hw holds 2 files .*: a\.py, b\.py; hand in that one alone which counts\.$"),
        ({"a.py": "x = 1", "b.py": "y = 1"}, r"it holds a\.py, b\.py: hand in one file that defines both\.$"),
    ],
)
def test_where_nobody_can_name_it_the_sentence_says_what_to_hand_in(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    for path in (folder_of(tmp_path, files), zip_of(tmp_path, dict(files))):
        with pytest.raises(UnreadableError, match=sentence.replace("hw", path.name)) as told:
            read(path, None)
        assert "--main" not in str(told.value)


def test_the_main_file_can_be_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a.py": BOTH, "sub/b.py": BOTH, "sub/c.py": BOTH})
    assert read(folder, "sub/b.py").name == read(folder, "b.py").name == "sub/b.py"
    with pytest.raises(UnreadableError, match=r"hw holds no files d\.py; it holds a\.py, sub/b\.py, sub/c\.py"):
        read(folder, "d.py")


def modules(submission: Submission) -> set[str]:
    return set(submission.modules)


def test_the_others_are_modules_beside_the_main_file_and_from_the_top(tmp_path: Path) -> None:
    files = {
        "src/lstm.py": BOTH,
        "src/act.py": "a = 1\ntrain()",
        "pkg/__init__.py": "",
        "pkg/b.py": "from utils import x",
    }
    given = read(folder_of(tmp_path, files))
    assert modules(given) == {"act", "src.act", "pkg.b", "utils"}
    assert given.modules["act"] == "a = 1\n"


def test_a_notebook_may_be_the_main_file_or_a_helper(tmp_path: Path) -> None:
    cell = '{"cells": [{"cell_type": "code", "source": "%s"}]}'
    given = read(folder_of(tmp_path, {"lstm.ipynb": cell % BOTH.replace("\n", "\\n"), "tools.ipynb": cell % "x = 1"}))
    assert (given.name, given.where(2), given.modules) == ("lstm.ipynb", "cell 1, line 2", {"tools": "x = 1"})


def test_a_helper_that_cannot_be_read_is_no_reason_to_refuse(tmp_path: Path) -> None:
    assert modules(read(folder_of(tmp_path, {"a.py": BOTH, "b.py": "", "c.py": "x = 1\ny = ("}))) == {"c"}


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a.py": BOTH})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "secret.py").write_text("x = 1")
    (folder / "sub").symlink_to(tmp_path / "other")
    assert modules(read(folder)) == set()
    (folder / "b.py").symlink_to(tmp_path / "other" / "secret.py")
    with pytest.raises(UnreadableError, match=r"b\.py is a link to a file outside its folder"):
        read(folder)


def test_too_much_code_is_refused(tmp_path: Path) -> None:
    many = {f"f{number}.py": "x = 1" for number in range(bundle.MOST_FILES + 1)}
    noise = "#" + np.random.default_rng(0).bytes(300_000).hex()
    large = {f"f{number}.py": noise for number in range(6)}
    huge = {"a.py": noise * 2}
    for files, sentence in ((many, "holds more than 100 files"), (large, "1 MB of code"), (huge, "larger than 1 MB")):
        with pytest.raises(UnreadableError, match=sentence):
            read(zip_of(tmp_path, dict(files)))
    with pytest.raises(UnreadableError, match="holds more than 100 files"):
        read(folder_of(tmp_path, many))


def test_a_folder_of_data_beside_the_code_is_no_reason_to_refuse(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"data/{number}.txt": "x" for number in range(500)}
    assert read(zip_of(tmp_path, {**files, "a.py": BOTH})).name == "a.py"


def test_the_folder_that_a_packer_puts_around_the_files_is_nothing(tmp_path: Path) -> None:
    given = read(
        zip_of(tmp_path, {"hw/x/a.py": BOTH, "hw/x/b.py": "", "hw/x/c.py": "x = 1", "__MACOSX/hw/._a.py": b"\0"})
    )
    assert (given.name, modules(given)) == ("a.py", {"c"})


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../a.py", r"leads out of it \(\.\./a\.py\)"),
        ("x/../../a.py", "leads out of it"),
        ("/etc/a.py", "leads out of it"),
        ("..\\a.py", "leads out of it"),
        ("C:a.py", "leads out of it"),
        ("x/\x1b[31m/../a.py", r"leads out of it \(x/\\x1b"),
    ],
)
def test_an_entry_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(UnreadableError, match=sentence):
        read(zip_of(tmp_path, {"a.py": BOTH, name: "x = 1"}))


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.py": BOTH})
    link = zipfile.ZipInfo("b.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableError, match=r"hw\.zip holds a link \(b\.py\)"):
        read(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.py": BOTH, "data.bin": b"\0" * 20_000_000})
    with pytest.raises(UnreadableError, match=r"holds data\.bin, which unpacks to 300 times its size"):
        read(path)


def test_an_entry_whose_header_lies_is_read_no_further_than_allowed(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.py": b"#" * 900_000 + b"\n" + BOTH.encode()})
    data = path.read_bytes()
    size = (900_000 + 1 + len(BOTH)).to_bytes(4, "little")
    assert size in data
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(UnreadableError, match="cannot be read as a zip archive"):
        read(path)


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.py": BOTH})
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\1\2")
    data[place + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableError, match=r"hw\.zip is encrypted \(a\.py\)"):
        read(path)


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.py": BOTH})
    with zipfile.ZipFile(path, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr("a.py", "x = 1")
    with pytest.raises(UnreadableError, match=r"holds a\.py twice"):
        read(path)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\5\6" + b"\0" * 18 + b"x" * 30])
def test_what_is_no_archive_gets_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "hw.zip"
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match=r"hw\.zip (cannot be read as a zip archive|holds no Python file)"):
        read(path)


def test_a_table_of_contents_without_end_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(archive.MAX_TABLE // 140):
            made.writestr(f"{number:0100}.txt", "")
    with pytest.raises(UnreadableError, match="lists too many files"):
        read(path)


def test_a_damaged_archive_gets_one_sentence(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.py": BOTH * 100})
    data = bytearray(path.read_bytes())
    data[45:60] = b"\xff" * 15
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableError, match="cannot be read as a zip archive"):
        read(path)


def test_formats_are_the_modules_of_the_folder_that_read() -> None:
    names = {getattr(form, "__name__", "").rpartition(".")[2] for form in formats()}
    assert names == {"archive", "folder", "notebook", "python"}


def test_the_root_folder_has_a_name() -> None:
    with pytest.raises(UnreadableError, match=r"^/ "):
        read(Path("/"))
