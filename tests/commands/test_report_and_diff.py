"""`harness report` renders a result again, `harness diff` tells what changed; both refuse nonsense in one sentence."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Run
from renderers.pages import Page
from renderers.samples import HOSTILE, SAMPLES, one_bug

from harness.hints import Hints
from harness.records import Report
from harness.renderers import html
from harness.renderers._hints import redacted
from harness.renderers.json import render
from harness.renderers.json_reader import load

ONE_BUG = render(one_bug())


def line(student: str, report: Report | None = None, **fields: object) -> str:
    """Return a student's line as `harness grade` writes it."""
    held = None if report is None else json.loads(render(report))
    marks = {"earned": None, "possible": None} if report is None else {"earned": "6", "possible": "10"}
    state = "missing" if report is None else "graded"
    usual: Mapping[str, object] = {"student": student, "slug": student, "identity": "", "state": state, "sentence": "."}
    return json.dumps({**usual, **marks, "report": held, **fields}) + "\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return a class's results."""
    text = line("ada", one_bug(), earned="49.25", possible="100") + line("alan", SAMPLES["clean"]()) + line("zoe")
    text += line("twin", one_bug(), slug="twin-1") + line("twin", one_bug(), slug="twin-2")
    path = tmp_path / "results.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


# --- report ---


@pytest.mark.parametrize("level", list(Hints))
def test_a_result_is_rendered_as_check_renders_it_at_every_level_of_help(level: Hints, harness: Run) -> None:
    Path("result.json").write_text(ONE_BUG, encoding="utf-8")
    ran = harness("report", "result.json", "-o", "new/page.html", "--hints", level.value)
    assert (ran.code, ran.out) == (0, f"Report  {Path('new', 'page.html')}\n")
    assert Path("new/page.html").read_text(encoding="utf-8") == html.render(load(ONE_BUG), level)


def test_what_was_redacted_is_rendered_with_what_it_has(harness: Run) -> None:
    Path("result.json").write_text(render(redacted(one_bug(), Hints.TOPIC)), encoding="utf-8")
    assert harness("report", "result.json", "--hints", "fix").code == 0
    text = Path("reports/lstm_anna.html").read_text(encoding="utf-8")
    assert "cell-double-tanh" not in text
    assert one_bug().bugs[0].hint in text


def test_a_students_line_is_rendered_with_its_mark(results: Path, harness: Run) -> None:
    assert harness("report", results, "--student", "ada").code == 0
    assert "49.25 of 100 points" in Page(Path("reports/ada.html").read_text(encoding="utf-8")).text


def test_a_single_line_needs_no_name(harness: Run) -> None:
    Path("one.jsonl").write_text(line("ada", one_bug()), encoding="utf-8")
    assert harness("report", "one.jsonl").code == 0
    assert Path("reports/ada.html").exists()


def test_a_rubric_marks_it_anew_and_lowers_the_help(results: Path, harness: Run) -> None:
    Path("r.toml").write_text('hints = "topic"\n[deductions]\nerror = 3.5\n', encoding="utf-8")
    assert harness("report", results, "--student", "twin-2", "--rubric", "r.toml").code == 0
    text = Path("reports/twin-2.html").read_text(encoding="utf-8")
    assert "of 100 points" in Page(text).text
    assert "cell-double-tanh" not in text


def test_a_page_is_written_below_its_folder_whatever_the_submission_calls_itself(harness: Run, tmp_path: Path) -> None:
    for name in ("../../evil.py", "..", "/etc/passwd", HOSTILE):
        Path("result.json").write_text(render(replace(one_bug(), submission=name)), encoding="utf-8")
        assert harness("report", "result.json").code == 0
    Path("one.jsonl").write_text(line("ada", one_bug(), slug="../../other"), encoding="utf-8")
    assert harness("report", "one.jsonl").code == 0
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) == 5
    assert all(page.parent == tmp_path / "reports" for page in pages)
    assert not list(tmp_path.parent.glob("[eo][vt]*.html"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "results.jsonl holds 5 students; name one of them with --student, such as 'ada'."),
        (("--student", "alana"), "holds no student 'alana'; did you mean 'alan'?"),
        (("--student", "x"), "holds no student 'x'; there are 5, such as 'ada'."),
        (("--student", "twin"), "holds 2 students named 'twin'; give one of twin-1, twin-2."),
        (("--student", "zoe"), "zoe has no report to render. ."),
        (("--student", "ada", "-o", "results.jsonl"), "is the result itself, which -o would overwrite"),
    ],
)
def test_what_cannot_be_rendered_is_one_sentence(
    results: Path, harness: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = harness("report", "results.jsonl", *arguments)
    assert ran.code == 2
    assert sentence in ran.err
    assert len(ran.err.splitlines()) == 1
    assert results.read_text(encoding="utf-8").startswith('{"student": "ada"')


def unfit() -> str:
    """Return a report of which a curve has more steps than errors."""
    data = json.loads(ONE_BUG)
    data["step_curve"]["errors"] = []
    return json.dumps(data)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no result of harness check --json or harness grade: the report is not JSON"),
        (b"\xff\xfe", "is no text in UTF-8"),
        (b"[1]\n", "the report is not of format 1"),
        (b'{"format": 2}\n', "the report is not of format 1"),
        (ONE_BUG[:-20].encode(), "the report is not JSON"),
        (unfit().encode(), "holds what no page can show"),
        (line("ada", state="lost").encode(), "line 1: state is 'lost', expected one of graded, "),
        (line("ada", earned=49).encode(), "line 1: earned is 49, expected a decimal as text, or null"),
        (line("ada", earned="NaN").encode(), "line 1: earned is 'NaN', expected a decimal"),
        (line("ada", slug=None).encode(), "line 1: slug is None, expected text"),
        (line("ada").replace('"report": null', '"report": {"format": 1}').encode(), "line 1: report lacks submission"),
        ((line("ada") + "{}\n").encode(), "line 2: state is None"),
        ((line("ada") + "[]\n").encode(), "line 2: it is no object"),
    ],
)
def test_a_file_that_is_no_result_is_one_sentence(content: bytes, sentence: str, harness: Run) -> None:
    Path("result.json").write_bytes(content)
    ran = harness("report", "result.json")
    assert ran.code == 2
    assert sentence in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not Path("reports").exists()


def test_a_file_that_is_not_there_is_one_sentence(harness: Run) -> None:
    assert harness("report", "none.json").err == "harness: none.json cannot be read: No such file or directory.\n"


def test_a_report_alone_has_no_students(harness: Run) -> None:
    Path("result.json").write_text(ONE_BUG, encoding="utf-8")
    assert "leave --student out" in harness("report", "result.json", "--student", "ada").err


def test_the_rubric_is_never_written_over(results: Path, harness: Run) -> None:
    Path("rubric.toml").write_text("[checks]\n", encoding="utf-8")
    ran = harness("report", results, "--student", "ada", "--rubric", "rubric.toml", "-o", "rubric.toml")
    assert (ran.code, Path("rubric.toml").read_text(encoding="utf-8")) == (2, "[checks]\n")
    assert "rubric.toml is the rubric itself, which -o would overwrite" in ran.err


# --- diff ---


@pytest.fixture
def newer(results: Path) -> Path:
    """Return results in which one student changed, one came and one went."""
    old = results.read_text(encoding="utf-8").splitlines(keepends=True)
    path = results.parent / "newer.jsonl"
    changed = line("ada", SAMPLES["clean"](), earned="95", possible="95")
    new = line(HOSTILE, one_bug(), slug="hostile")
    path.write_text("".join([changed, *old[2:], new]), encoding="utf-8")
    return path


def test_the_same_results_differ_in_nothing_and_exit_0(results: Path, harness: Run) -> None:
    ran = harness("diff", results, results)
    assert (ran.code, ran.out, ran.err) == (0, "5 the same.\n", "")


def test_who_changed_came_and_went_is_told_with_marks_and_bugs(results: Path, newer: Path, harness: Run) -> None:
    ran = harness("diff", results, newer)
    assert ran.code == 1
    rows = [row.split() for row in ran.out.splitlines()]
    assert ["ada", "changed", "49.25", "→", "95", "bugs", "→", "clean", "-cell-double-tanh"] in rows
    assert ["alan", "gone", "6", "clean"] in rows
    assert any("added" in row and "+cell-double-tanh" in row for row in rows)
    assert "The points that can be earned: 100 → 95.\n" in ran.out
    assert ran.out.endswith("1 changed, 1 added, 1 gone, 3 the same; 1 mark higher.\n")
    assert "\x1b" not in ran.out
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in ran.out


def test_changes_are_written_as_json_with_exact_marks(results: Path, newer: Path, harness: Run) -> None:
    ran = harness("diff", results, newer, "--json", "-")
    data = json.loads(ran.out)
    assert (ran.code, data["format"], data["same"]) == (1, 1, 3)
    ada = next(one for one in data["changes"] if one["student"] == "ada")
    assert ada["kind"] == "changed"
    assert (ada["before"]["earned"], ada["after"]["earned"]) == ("49.25", "95")
    assert (ada["bugs_gone"], ada["bugs_added"]) == (["cell-double-tanh"], [])
    assert next(one for one in data["changes"] if one["kind"] == "added")["before"] is None
    assert harness("diff", results, newer, "--json", "new/changes.json").out.count("changed") == 2
    assert json.loads(Path("new/changes.json").read_text(encoding="utf-8")) == data


def test_results_are_never_overwritten(results: Path, newer: Path, harness: Run) -> None:
    before = newer.read_bytes()
    ran = harness("diff", results, newer, "--json", newer)
    assert (ran.code, newer.read_bytes()) == (2, before)
    assert "give another path" in ran.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "other is empty; give a results.jsonl"),
        (b"not json\n", "other, line 1: the report is not JSON"),
        (b"\xff\n", "other is no text in UTF-8"),
        (ONE_BUG.encode(), "other, line 1: the report is not JSON"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(content: bytes, sentence: str, results: Path, harness: Run) -> None:
    Path("other").write_bytes(content)
    for arguments in ((results, "other"), ("other", results)):
        ran = harness("diff", *arguments)
        assert ran.code == 2
        assert sentence in ran.err
        assert len(ran.err.splitlines()) == 1
