"""The class page in a browser: its script alone may run, it sorts and filters, and counts what it shows."""

from .conftest import Open
from .opened import Opened

_SHOWN = """() => [...document.querySelectorAll('#table tbody tr')].filter(row => row.checkVisibility())
  .map(row => row.cells[0].textContent.slice(0, 8)).slice(0, 4).join(',')"""


def shown(page: Opened) -> str:
    """Return the first four students that are shown."""
    return str(page.run(_SHOWN))


def test_the_policy_lets_the_pages_own_script_run_and_no_other(opened: Open) -> None:
    page = opened("class_with_a_foreign_script")
    assert page.page.title() != "owned"
    assert len(page.said) == 1
    assert "Content Security Policy" in page.said[0]
    assert page.page.locator("#table button").count() == 4
    assert "13 of 13 shown" in page.text


def test_columns_sort_both_ways_with_marks_that_do_not_exist_last(opened: Open) -> None:
    page = opened("class")
    name, points, result, bugs = page.page.locator("#table button").all()
    found = [shown(page)]
    for button in (points, points, bugs, bugs, result, name):
        button.click()
        found.append(shown(page))
    assert found == [
        "ada,alan,barbara,claude",
        "katherin,<script>,claude,edsger",
        "ada,john,alan,barbara",
        "ada,edsger,frances,grace",
        "claude,alan,barbara,<script>",
        "ada,alan,barbara,claude",
        "ada,alan,barbara,claude",
    ]


def test_words_and_outcomes_filter_and_what_is_left_is_counted(opened: Open) -> None:
    page = opened("class")
    page.page.fill("#words", "DOUBLE-tanh dh-")
    assert shown(page) == "claude"
    page.page.fill("#words", "")
    page.page.select_option("#outcome", label="missing")
    assert (shown(page), page.page.inner_text("#shown")) == ("niklaus", "1 of 13 shown")
