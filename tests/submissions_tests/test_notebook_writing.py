"""A notebook's code is written into its cells, and every byte outside the changed cell's source stays."""

import json

import pytest

from harness.submissions.notebook import from_bytes
from harness.submissions.notebook_writing import rewritten

LINES = ["import numpy as np", "", "def twice(x):", "    return 2 * x"]
MORE = "def thrice(x):\n    return 3 * x"


def notebook(source: object, **style: object) -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# \u00e9t\u00e9 2 * x"]},
        {"cell_type": "code", "metadata": {"a": [1, {}]}, "outputs": [{"text": "2 * x"}], "source": source},
        {"cell_type": "code", "source": MORE, "metadata": {}, "outputs": []},
    ]
    return json.dumps({"metadata": {}, "cells": cells, "nbformat": 4}, **style).encode()  # type: ignore[arg-type]


def listed(lines: list[str], end: str = "\n") -> list[str]:
    return [line + end for line in lines[:-1]] + lines[-1:]


@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"separators": (",", ":")}], ids=["plain", "indented", "compact"])
@pytest.mark.parametrize(
    "source",
    [listed(LINES), "\n".join(LINES), listed(LINES, "\r\n"), ["\n".join(LINES)], "\r\n".join(LINES)],
    ids=["a list of lines", "one text", "lines of another system", "a list of one text", "one text of another system"],
)
def test_one_line_changes_and_all_other_bytes_stay(source: object, style: dict[str, object]) -> None:
    data = notebook(source, **style)
    found = from_bytes(data, "n.ipynb")
    text = found.shown.replace("def twice(x)", "def twice(y=0, *, x)")
    after = rewritten(data, found, text)
    assert after is not None
    assert from_bytes(after, "n.ipynb").shown == text
    if source != ["\n".join(LINES)]:
        assert after == data.replace(b"def twice(x)", b"def twice(y=0, *, x)")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_stays(encoding: str) -> None:
    data = notebook(listed(LINES)).decode().encode(encoding)
    found = from_bytes(data, "n.ipynb")
    after = rewritten(data, found, found.shown.replace("3 * x", "x * 3"))
    assert after == data.decode(encoding).replace("3 * x", "x * 3").encode(encoding)


def test_lines_may_be_added_and_taken_away() -> None:
    data = notebook(listed(LINES), indent=1)
    found = from_bytes(data, "n.ipynb")
    text = found.shown.replace("    return 2 * x", "    y = x\n    return y + x").replace("import numpy as np\n\n", "")
    after = rewritten(data, found, text)
    assert after is not None
    assert from_bytes(after, "n.ipynb").shown == text
    assert json.loads(after)["cells"][1]["source"] == listed(["def twice(x):", "    y = x", "    return y + x"])


def test_a_change_over_the_border_of_two_cells_is_none() -> None:
    data = notebook(listed(LINES))
    found = from_bytes(data, "n.ipynb")
    assert rewritten(data, found, found.shown.replace("    return 2 * x\ndef thrice", "def both")) is None


def test_characters_beyond_ascii_are_written_as_the_cell_has_them() -> None:
    plain = notebook(listed(["x = 'a'", "y = 1"]))
    found = from_bytes(plain, "n.ipynb")
    after = rewritten(plain, found, found.shown.replace("y = 1", "y = 'é'"))
    assert after is not None
    assert b"y = '\\u00e9'" in after
    written = notebook(listed(["x = 'é'", "y = 1"]), ensure_ascii=False)
    found = from_bytes(written, "n.ipynb")
    assert rewritten(written, found, found.shown.replace("y = 1", "y = 2")) == written.replace(b"y = 1", b"y = 2")
