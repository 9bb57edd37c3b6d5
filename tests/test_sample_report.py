"""What the documentation shows of the program is what the program does: mend with `python docs/refresh.py`."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from harness.renderers import html, json_reader
from harness.renderers.json import render

ROOT = Path(__file__).parent.parent
# What another machine, or another day, may change in a report.
ELSEWHERE = frozenset({"seconds", "versions", "isolation"})
# The measurement of rounding itself: another processor rounds in another way.
ROUNDING = frozenset({"step_curve", "residual"})
DECIMALS = 6
SCIENTIFIC = re.compile(r"\d+(\.\d+)?(e[+-]\d+| rounding errors)")

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]


def comparable(data: JSON) -> JSON:
    """Return a report without what differs between machines: versions, timings, and the last digits of numbers."""
    if isinstance(data, dict):
        return {name: comparable(value) for name, value in data.items() if name not in ELSEWHERE | ROUNDING}
    if isinstance(data, list):
        return [comparable(value) for value in data]
    if isinstance(data, float):
        return round(data, DECIMALS)
    return SCIENTIFIC.sub("#", data) if isinstance(data, str) else data


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    """Return docs/refresh.py as a module."""
    spec = importlib.util.spec_from_file_location("refresh", ROOT / "docs" / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sample() -> str:
    return (ROOT / "reports" / "sample" / "one_bug.json").read_text(encoding="utf-8")


def test_sample_report_is_what_a_check_of_the_example_gives(refresh: ModuleType, sample: str) -> None:
    assert comparable(json.loads(sample)) == comparable(json.loads(render(refresh.sample())))


def test_sample_page_is_the_sample_report_as_it_is_rendered_now(sample: str) -> None:
    page = (ROOT / "reports" / "sample" / "one_bug.html").read_text(encoding="utf-8")
    assert page == html.render(json_reader.load(sample))


def test_readme_shows_what_the_program_prints(refresh: ModuleType, sample: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, part in refresh.readme_parts(json_reader.load(sample)).items():
        assert refresh.part_of(readme, name) == part


def test_page_of_the_catalogue_lists_the_catalogue(refresh: ModuleType) -> None:
    assert (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8") == refresh.catalogue_page()


def test_screenshot_is_small_enough_to_clone() -> None:
    picture = (ROOT / "docs" / "report.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 250_000


def test_part_of_the_readme_is_replaced_between_its_marks(refresh: ModuleType) -> None:
    text = "a <!-- x -->old<!-- /x --> b"
    assert refresh.with_part(text, "x", "new") == "a <!-- x -->new<!-- /x --> b"
    with pytest.raises(ValueError, match="expected"):
        refresh.with_part("no marks", "x", "new")


def test_comparison_forgives_rounding_and_time_only() -> None:
    one = {"seconds": 1.0, "tensors": [{"relative_error": 1e-16}], "message": "off by 4e-16, 1.8 rounding errors"}
    other = {"seconds": 2.0, "tensors": [{"relative_error": 3e-16}], "message": "off by 3e-16, 0.9 rounding errors"}
    assert comparable(one) == comparable(other)
    assert comparable(one) != comparable({**other, "tensors": [{"relative_error": 0.2}]})
    assert comparable(one) != comparable({**other, "message": "wrong"})
