"""Notebooks: their code cells joined, with a way back from each line to its cell."""

import json
from pathlib import Path

import pytest

from harness.errors import UnreadableError
from harness.submissions import notebook
from harness.submissions.formats import read
from harness.submissions.submission import Place, Submission


def written(tmp_path: Path, *cells: tuple[str, str], name: str = "it.ipynb", **document: object) -> Path:
    """Write a notebook with these cells, each a kind and a source."""
    made = [{"cell_type": kind, "source": source.splitlines(keepends=True)} for kind, source in cells]
    path = tmp_path / name
    path.write_text(json.dumps({"nbformat": 4, "cells": made, **document}), encoding="utf-8")
    return path


def opened(tmp_path: Path, *sources: str) -> Submission:
    """Read a notebook with these code cells."""
    return read(written(tmp_path, *(("code", source) for source in sources)))


def test_code_cells_are_joined_and_each_line_knows_its_cell(tmp_path: Path) -> None:
    path = written(tmp_path, ("markdown", "# a"), ("code", "x = 1\ny = 2"), ("raw", "z ="), ("code", "\nw = 3\n"))
    given = read(path)
    assert given.text == "x = 1\ny = 2\n\nw = 3\n"
    assert [given.place(line) for line in (1, 2, 3, 4)] == [Place(1, 2), Place(2, 2), Place(1, 4), Place(2, 4)]
    assert given.where(4) == "cell 4, line 2"
    assert given.name == "it.ipynb"


def test_a_source_may_be_one_text(tmp_path: Path) -> None:
    path = tmp_path / "it.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "x = 1\r\ny = 2"}, "odd", {}]}))
    assert read(path).text == "x = 1\ny = 2"


def test_a_cell_that_does_not_parse_is_left_out_and_the_others_count(tmp_path: Path) -> None:
    given = opened(tmp_path, "x = 1", "for t in range(\n    y = 2", "z = 3")
    assert [len(given.tree.body), given.text] == [2, "x = 1\n\n\nz = 3"]
    assert given.shown == "x = 1\nfor t in range(\n    y = 2\nz = 3"
    hole = given.holes[0]
    assert (given.where(hole.line), given.place(hole.last), len(given.holes)) == ("cell 2, line 1", Place(2, 2), 1)


def test_in_a_cell_only_the_statement_that_does_not_parse_is_left_out(tmp_path: Path) -> None:
    given = opened(tmp_path, "def f():\n    return 1\n\ndef g(:\n    pass\n\ndef h():\n    return 3\n")
    assert [getattr(statement, "name", "") for statement in given.tree.body] == ["f", "h"]
    assert [(hole.line, hole.last, hole.at) for hole in given.holes] == [(4, 5, 4)]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%javascript", "%%R", "%%writefile notes.txt"])
def test_a_cell_of_another_language_is_left_out(tmp_path: Path, magic: str) -> None:
    given = opened(tmp_path, "x = 1", f"{magic}\ny = 2", "z = 3")
    assert (given.text, given.holes) == ("x = 1\n\n\nz = 3", ())
    assert [(part.line, part.reason) for part in given.foreign] == [
        (2, f"{magic.partition(' ')[0]} does not hold Python")
    ]


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture output", "%%prun"])
def test_a_cell_of_python_under_a_magic_counts(tmp_path: Path, magic: str) -> None:
    assert opened(tmp_path, f"{magic}\ny = 2").text == "\ny = 2"


def test_a_file_that_a_cell_writes_is_a_helper(tmp_path: Path) -> None:
    given = opened(tmp_path, "%%writefile tools/shapes.py\nprint 'made'\nx = 3", "from tools.shapes import x")
    assert given.modules == {"tools.shapes": "print('made')\nx = 3"}


def test_old_spellings_are_told_with_their_cell(tmp_path: Path) -> None:
    given = opened(tmp_path, "import numpy as np", "x = 1\ny = np.float(x)\nprint y")
    assert [(given.where(mend.line), mend.found) for mend in given.mends] == [
        ("cell 2, line 2", "np.float"),
        ("cell 2, line 3", "print x"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it.ipynb is not the JSON of a notebook"),
        ("x = 1\n", r"not the JSON of a notebook \(line 1\)"),
        ("[" * 100_000, "not the JSON of a notebook"),
        ("[1]", "without a list of cells"),
        ('{"cells": 3}', "without a list of cells"),
        ('{"worksheets": [{"cells": []}], "nbformat": 3}', "format 3 or older; open it in Jupyter"),
        ('{"cells": []}', "has no cell with code"),
        ('{"cells": [{"cell_type": "markdown", "source": "x"}]}', "has no cell with code"),
        ('{"cells": [{"cell_type": "code", "source": "x = ("}]}', "cannot parse cell 1, line 1 of it.ipynb"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "a notebook in r; submit one in Python"),
        ('{"cells": [], "metadata": {"language_info": {"name": "julia"}}}', "a notebook in julia"),
    ],
)
def test_what_is_no_notebook_gets_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "it.ipynb"
    path.write_text(text)
    with pytest.raises(UnreadableError, match=sentence) as caught:
        read(path)
    assert "\n" not in str(caught.value)


def test_a_notebook_with_large_pictures_is_read_and_one_with_large_code_is_not(tmp_path: Path) -> None:
    picture = {"data": {"image/png": "A" * 3_000_000}}
    cell = {"cell_type": "code", "source": "x = 1", "outputs": [picture]}
    path = tmp_path / "it.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    assert read(path).text == "x = 1"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "#" * 1_100_000}]}))
    with pytest.raises(UnreadableError, match=r"code of it\.ipynb is longer than 1 MB"):
        read(path)
    path.write_bytes(b" " * (notebook.MAX_NOTEBOOK + 1))
    with pytest.raises(UnreadableError, match=r"it\.ipynb is larger than 32 MB"):
        read(path)


def test_a_notebook_under_another_name_is_read_as_one(tmp_path: Path) -> None:
    path = written(tmp_path, ("markdown", "x"), ("code", "x = 1"), name="it.py")
    assert read(path).where(1) == "cell 2, line 1"
