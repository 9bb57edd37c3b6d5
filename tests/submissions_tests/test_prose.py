"""A text for people is called one, and code never is, whatever is wrong with it."""

from pathlib import Path

import pytest
from grading import SUBMISSIONS

from harness.errors import UnreadableError
from harness.submissions.formats import read
from harness.submissions.prose import people_read
from mutants._catalogue import catalogue

ADDRESS = "https://github.com/ada/lstm?tab=code#(x)"
CODE = sorted(path for path in SUBMISSIONS.rglob("*.py") if "=" in path.read_text(encoding="utf-8", errors="replace"))


def sentence(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError) as told:
        read(path)
    return str(told.value)


@pytest.mark.parametrize("name", ["ada.py", "ada.txt"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"see my github: {ADDRESS}", "a text"),
        (f"Hello!\n\nName: Ada\nmy code is at {ADDRESS}.\n\nThanks\nAda\n", "a text"),
        ("# Report\n\n- I did not finish, sorry.\n", "a text"),
        ("\u6211\u7684\u7a0b\u5f0f\u78bc\uff1a\u9084\u6c92\u5beb\u5b8c\u3002", "a text"),
        (f"\n{ADDRESS}\n{ADDRESS}\n", "an address on the web"),
    ],
)
def test_a_text_is_told_as_what_it_is(name: str, text: str, found: str, tmp_path: Path) -> None:
    assert sentence(tmp_path, name, text) == (
        f"There is no code in {name}: found {found}, expected a Python file, a notebook or a zip archive; "
        "hand in that file itself."
    )


@pytest.mark.parametrize(
    "text",
    [
        f"see {ADDRESS}\nx = 1 +",
        f"see {ADDRESS}\n    return the sum",
        f"my code is at {ADDRESS}\nprint 'hello",
        "def forward self inputs",
        "import numpy as np as well",
        "the gates f, i, o\nf (z)",
        "# forward(x) does not work yet\nfix this, please",
        "%run my code",
        "W_f h + b_f",
        "0.1 0.2\n0.3 0.4",
        "x y",
    ],
)
def test_what_may_be_code_is_not_called_a_text(text: str) -> None:
    assert people_read(text) == ""


def test_no_code_that_we_know_is_called_a_text_however_much_of_it_was_handed_in() -> None:
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in CODE]
    texts += [mutant.source() for mutant in catalogue()]
    assert len(texts) > 200
    for text in texts:
        lines = text.splitlines()
        assert not any(people_read("\n".join(lines[half:])) for half in range(0, len(lines) // 2, 20))


def test_a_notebook_of_text_is_told_and_a_text_beside_code_does_no_harm(tmp_path: Path) -> None:
    cell = '{"cells": [{"cell_type": "code", "source": "see my github, please"}], "nbformat": 4}'
    assert sentence(tmp_path, "ada.ipynb", cell).startswith("There is no code in ada.ipynb: found a text, ")
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "about.py").write_text(f"see {ADDRESS}", encoding="utf-8")
    (tmp_path / "hw" / "lstm.py").write_text("def forward(x): return x\n", encoding="utf-8")
    assert read(tmp_path / "hw").name == "lstm.py"
