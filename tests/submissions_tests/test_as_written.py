"""A change of the function that was made of a script is written into the lines of the script's author."""

from dataclasses import replace
from pathlib import Path

import pytest
from grading import SUBMISSIONS

from harness.submissions.formats import read
from harness.submissions.submission import Submission, as_written, indent
from harness.submissions.toplevel.lift import NAME, lifted

SCRIPTS = sorted((SUBMISSIONS / "correct").glob("script_*.py"))
NOTEBOOK = SUBMISSIONS / "messy" / "notebook_all_inline.ipynb"


def taken(path: Path) -> Submission:
    found = lifted(read(path))
    assert found is not None
    assert found.submission is not None
    return found.submission


def body(submission: Submission) -> list[int]:
    """Return the places of the function's lines among the text's."""
    lines = submission.text.split("\n")
    head = next(n for n, line in enumerate(lines) if line.startswith(f"def {NAME}("))
    end = max(n for n, line in enumerate(lines) if line.lstrip().startswith("return loss"))
    return [n for n in range(head + 1, end) if lines[n].strip()]


@pytest.mark.parametrize("path", [*SCRIPTS, NOTEBOOK], ids=lambda path: path.stem)
def test_a_line_that_is_added_stands_among_the_authors_own(path: Path) -> None:
    script = taken(path)
    lines, own = script.text.split("\n"), script.shown.split("\n")
    assert body(script)
    for place in body(script):
        new = " " * indent(lines[place]) + "added = 0"
        expected = [*own[:place], " " * indent(own[place]) + "added = 0", *own[place:]]
        changed = "\n".join([*lines[:place], new, *lines[place:]])
        assert as_written(script, changed) == "\n".join(expected), new


@pytest.mark.parametrize("path", [*SCRIPTS, NOTEBOOK], ids=lambda path: path.stem)
def test_lines_are_changed_and_taken_away_together(path: Path) -> None:
    script = taken(path)
    lines, own = script.text.split("\n"), script.shown.split("\n")
    first, second, *_, last = body(script)
    for text, more in ((lines, indent(lines[first]) - indent(own[first])), (own, 0)):
        text[last] += "  # changed"
        text[first] = f"{text[first]}\n{' ' * more}    # and more"
        del text[second]
    assert as_written(script, "\n".join(lines)) == "\n".join(own)


@pytest.mark.parametrize("path", [*SCRIPTS, NOTEBOOK], ids=lambda path: path.stem)
def test_what_the_author_did_not_write_is_not_changed(path: Path) -> None:
    script = taken(path)
    lines, own = script.text.split("\n"), script.shown.split("\n")
    made = [n for n, line in enumerate(lines) if n >= len(own) or line.strip() != own[n].strip()]
    assert len(made) > 2
    for place in made:
        assert as_written(script, "\n".join([*lines[:place], "other = 1", *lines[place + 1 :]])) is None


def test_a_script_of_plain_functions_is_the_changed_text() -> None:
    plain = replace(read(SCRIPTS[0]), script=None)
    assert as_written(plain, "x = 1\n") == "x = 1\n"
