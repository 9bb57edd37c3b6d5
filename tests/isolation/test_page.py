"""docs/isolation.md says what the ways to confine say of themselves."""

import re
from pathlib import Path

import pytest

from harness.inside.private import MAX_FILES
from harness.isolation.choose import ways
from harness.isolation.scratch import MAX_ENTRIES
from harness.isolation.way import Limits, Way

PAGE = (Path(__file__).parents[2] / "docs" / "isolation.md").read_text(encoding="utf-8")


def listed(title: str) -> tuple[str, ...]:
    """Return the items of the list between the page's marks of this title."""
    found = re.search(rf"<!-- {title} -->\n(.*?)<!-- /{title} -->", PAGE, re.DOTALL)
    assert found is not None, title
    return tuple(line.removeprefix("- ") for line in found[1].splitlines())


@pytest.mark.parametrize(("name", "way"), ways().items(), ids=list(ways()))
def test_the_page_lists_what_a_way_enforces_and_what_not(name: str, way: Way) -> None:
    assert listed(f"{name} enforced") == way.ENFORCED
    assert listed(f"{name} not enforced") == way.NOT_ENFORCED


def test_the_page_has_the_numbers_of_the_scratch_folder() -> None:
    assert MAX_FILES == MAX_ENTRIES
    assert f"of {Limits().scratch_mb} MB and {MAX_FILES:,} files" in PAGE
