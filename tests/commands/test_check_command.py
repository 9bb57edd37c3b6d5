"""`harness check`: exit codes, outputs and files."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
from conftest import Run
from grading import EXAMPLES, SUBMISSIONS

from harness.commands.check import MAX_STEM

ONE_BUG = EXAMPLES / "one_bug.py"
CORRECT = EXAMPLES / "correct.py"
SCHEMA = Path(__file__).parent.parent.parent / "docs" / "report.schema.json"


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        (CORRECT, 0, "correct.py"),
        (ONE_BUG, 1, "cell-double-tanh"),
        (SUBMISSIONS / "broken" / "zero_gradients.py", 1, "no documented bug"),
        (SUBMISSIONS / "broken" / "empty.py", 3, "found no function forward"),
        (SUBMISSIONS / "broken" / "syntax_error.py", 1, "not-implemented:backward"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_the_exit_code_says_what_was_found(path: Path, code: int, words: str, harness: Run) -> None:
    ran = harness("check", path, "--quick", "--no-report")
    assert ran.code == code
    assert words in ran.out
    assert ran.err == ""
    assert list(Path().iterdir()) == []


def test_what_cannot_be_read_is_ungradable_in_one_sentence(harness: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.py").touch()
    (tmp_path / "binary.py").write_bytes(b"\xff\x00\xfe")
    for name in ("nowhere.py", "folder", "empty.py", "binary.py"):
        ran = harness("check", tmp_path / name, "--no-report")
        assert ran.code == 3, name
        assert name in ran.out
        assert "Traceback" not in ran.out + ran.err


def test_a_notebook_is_graded_and_its_bug_stands_in_a_cell(harness: Run, tmp_path: Path) -> None:
    text = (SUBMISSIONS / "messy" / "notebook.ipynb").read_text(encoding="utf-8")
    path = tmp_path / "hw.ipynb"
    path.write_text(text.replace("1 - np.tanh(C[t + 1])**2", "1 - np.tanh(np.tanh(C[t + 1]))**2"), encoding="utf-8")
    ran = harness("check", path, "--quick", "--json", "report.json", "-v")
    assert ran.code == 1
    location = json.loads(Path("report.json").read_text(encoding="utf-8"))["bugs"][0]["location"]
    assert (location["cell"], location["line"]) == (9, 19)
    assert "cell 9, line 19: dC += dh * o[t]" in ran.out
    assert "cell 12: 1: it writes helper.py" in ran.out
    page = Path("reports/hw.html").read_text(encoding="utf-8")
    assert "Cell 9, line 19" in page
    assert '<b class="cell">cell 9\n</b>' in page
    linked = re.findall(r'<a href="#L(\d+)">cell 9, line 19</a>', page)
    assert linked
    assert f'<span id="L{linked[0]}" class="hit">' in page


def test_of_a_folder_the_main_file_is_found_or_asked_for(harness: Run) -> None:
    lstm = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    for name in ("hw/one.py", "hw/two.py"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(lstm, encoding="utf-8")
    asked = harness("check", "hw", "--no-report")
    assert asked.code == 3
    assert "one.py, two.py; name the main one with --main FILE" in " ".join(asked.out.split())
    answered = harness("check", "hw", "--main", "two.py", "--quick", "--json", "-")
    assert answered.code == 0
    report = json.loads(answered.out)
    assert (report["submission"], report["source"]["file"]) == ("hw", "two.py")
    assert report["reproduce"]["command"] == "harness check hw --quick --main two.py"
    refused = harness("check", "hw", "--report", "hw/one.py")
    assert refused.code == 2
    assert "is the submission itself" in refused.err
    assert Path("hw/one.py").read_text(encoding="utf-8") == lstm


def test_the_current_folder_can_be_checked_again_and_again(harness: Run) -> None:
    Path("it.py").write_text((SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8"), encoding="utf-8")
    for _ in range(2):
        ran = harness("check", ".", "--quick")
        assert ran.code == 0, ran.out + ran.err
    assert [path.name for path in Path("reports").iterdir()] == [f"{Path.cwd().name}.html"]


def test_a_file_without_an_lstm_is_told_what_was_looked_for_and_how_to_name_a_contract(harness: Run) -> None:
    Path("it.py").write_text("import numpy as np\ndef mean(x): return np.mean(x)\n", encoding="utf-8")
    ran = harness("check", "it.py", "--no-report", "--quiet")
    sentence = " ".join(ran.out.split())
    assert ran.code == 3
    for words in ("found no function forward and no function backward", "defined are mean", "--contract FILE.py"):
        assert words in sentence


def test_exit_zero_hides_the_code_and_not_the_findings(harness: Run) -> None:
    ran = harness("check", ONE_BUG, "--quick", "--no-report", "--exit-zero")
    assert ran.code == 0
    assert "cell-double-tanh" in ran.out


def test_json_on_stdout_is_nothing_but_json_of_the_documented_form(harness: Run) -> None:
    ran = harness("check", ONE_BUG, "--json", "-", "--no-report")
    report = json.loads(ran.out)
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert report["format"] == 1
    assert report["verdict"] == "bugs"
    assert report["bugs"][0]["id"] == "cell-double-tanh"
    assert ran.err == ""
    assert ran.code == 1


def test_equal_input_gives_equal_json_but_for_the_seconds(harness: Run) -> None:
    first, second = (
        harness("check", EXAMPLES / "course_script.py", "--json", "-", "--no-report").out for _ in range(2)
    )
    without = [re.sub(r'\n  "seconds": [\d.e-]+', '\n  "seconds": 0', text) for text in (first, second)]
    assert without[0] == without[1]
    assert '"seconds": 0' in without[0]


def test_another_seed_gives_other_numbers_and_the_same_bugs(harness: Run) -> None:
    reports = [
        json.loads(harness("check", ONE_BUG, "--quick", "--json", "-", "--no-report", "--seed", seed).out)
        for seed in (0, 1)
    ]
    assert reports[0]["tensors"] != reports[1]["tensors"]
    assert [bug["id"] for bug in reports[0]["bugs"]] == [bug["id"] for bug in reports[1]["bugs"]]
    assert reports[1]["reproduce"]["seed"] == 1
    assert reports[1]["reproduce"]["command"] == "harness check one_bug.py --seed 1 --quick"


def test_reports_are_written_where_they_are_asked_for(harness: Run) -> None:
    harness("check", ONE_BUG, "--quick", "--report", "new/folder/page.html", "--json", "new/data.json")
    page = Path("new/folder/page.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "cell-double-tanh" in page
    assert json.loads(Path("new/data.json").read_text(encoding="utf-8"))["verdict"] == "bugs"


def test_the_page_goes_to_reports_by_default_and_the_summary_names_it(harness: Run) -> None:
    ran = harness("check", CORRECT, "--quick")
    assert Path("reports/correct.html").is_file()
    assert "reports/correct.html" in ran.out


def test_a_mistyped_path_leaves_no_page_behind_but_where_one_is_asked_for(harness: Run) -> None:
    ran = harness("check", "nowhere.py")
    assert ran.code == 3
    assert "Report" not in ran.out
    assert list(Path().iterdir()) == []
    harness("check", "nowhere.py", "--report", "asked.html")
    assert "nowhere.py" in Path("asked.html").read_text(encoding="utf-8")


def test_a_long_or_odd_name_gets_a_page_too(harness: Run, tmp_path: Path) -> None:
    long = tmp_path / f"{'x' * 250}.py"
    long.write_text(CORRECT.read_text(encoding="utf-8"), encoding="utf-8")
    assert harness("check", long, "--quick").code == 0
    assert Path(f"reports/{'x' * MAX_STEM}.html").is_file()


@pytest.mark.parametrize("option", ["--report", "--json"])
def test_a_report_that_cannot_be_written_is_a_usage_error(option: str, harness: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for place in ("folder", "file/below"):
        ran = harness("check", CORRECT, "--quick", option, tmp_path / place)
        assert ran.code == 2
        assert re.fullmatch(r"harness: .* cannot be written: .*; move it away, or give another path\.\n", ran.err)


def test_a_submission_is_never_overwritten(harness: Run, tmp_path: Path) -> None:
    text = CORRECT.read_text(encoding="utf-8")
    mine, link = tmp_path / "mine.py", tmp_path / "link.html"
    mine.write_text(text, encoding="utf-8")
    link.symlink_to(mine)
    for option, path in (("--report", mine), ("--report", link), ("--json", mine), ("--json", link)):
        ran = harness("check", mine, "--quick", option, path)
        assert ran.code == 2
        assert "is the submission itself" in ran.err
    assert mine.read_text(encoding="utf-8") == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.html", "mine.py"]


def test_what_may_not_be_read_is_ungradable(harness: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "secret.py"
    path.write_text("x = 1\n", encoding="utf-8")
    opens = os.open

    def denied(name: object, *arguments: int, **options: int) -> int:
        if name == path:
            raise PermissionError(13, "Permission denied")
        return opens(str(name), *arguments, **options)

    monkeypatch.setattr(os, "access", lambda name, _mode, **_options: Path(name) != path)
    monkeypatch.setattr(os, "open", denied)
    ran = harness("check", path, "--no-report")
    assert (ran.code, ran.err) == (3, "")
    assert "secret.py cannot be opened: Permission denied." in ran.out


@pytest.mark.parametrize("name", ["zero_gradients.py", "empty.py"])
def test_quiet_tells_why_where_no_bug_is_named(name: str, harness: Run) -> None:
    path = SUBMISSIONS / "broken" / name
    report = json.loads(harness("check", path, "--quick", "--no-report", "--json", "-").out)
    ran = harness("check", path, "--quick", "--no-report", "-q")
    assert " ".join(report["headline"].split()) in " ".join(ran.out.split())


def test_quiet_says_less_than_usual_and_verbose_more(harness: Run) -> None:
    quiet, usual, verbose = (
        harness("check", ONE_BUG, "--quick", "--no-report", *flags).out for flags in (["-q"], [], ["-v"])
    )
    assert len(quiet) < len(usual) < len(verbose)
    assert "cell-double-tanh" in quiet
    assert len(quiet.splitlines()) <= 3


def test_thorough_asks_for_more_and_finds_the_same(harness: Run) -> None:
    report = json.loads(harness("check", ONE_BUG, "--thorough", "--json", "-", "--no-report").out)
    assert [bug["id"] for bug in report["bugs"]] == ["cell-double-tanh"]
    assert report["reproduce"]["command"].endswith("--thorough")


def test_the_top_level_runs_only_where_it_is_asked_to(harness: Run, tmp_path: Path) -> None:
    path = tmp_path / "speaks.py"
    path.write_text(CORRECT.read_text(encoding="utf-8") + "\nprint('at top level')\n", encoding="utf-8")
    for flags, printed in ([], False), (["--run-top-level"], True):
        report = json.loads(harness("check", path, "--quick", "--json", "-", "--no-report", *flags).out)
        assert ("at top level" in report["source"]["printed"]) is printed


def test_the_isolation_can_be_chosen(harness: Run) -> None:
    report = json.loads(harness("check", CORRECT, "--quick", "--json", "-", "--no-report", "--isolation", "basic").out)
    assert report["isolation"]["name"] == "basic"
    assert report["isolation"]["not_enforced"]


def test_a_contract_of_ones_own_is_used(harness: Run, tmp_path: Path) -> None:
    ours = Path(__file__).parent.parent.parent / "harness" / "contracts" / "language_model.py"
    mine = tmp_path / "my_course.py"
    mine.write_text(ours.read_text(encoding="utf-8"), encoding="utf-8")
    report = json.loads(harness("check", CORRECT, "--quick", "--json", "-", "--no-report", "--contract", mine).out)
    assert (report["contract"], report["verdict"]) == ("my_course", "clean")


def test_the_level_of_help_rules_page_and_terminal_and_the_json_only_where_it_is_redacted(harness: Run) -> None:
    outputs = ("--report", "page.html", "--json", "data.json")
    for flags, tells, has in (
        ([], True, True),
        (["--hints", "topic"], False, True),
        (["--hints", "topic", "--redact"], False, False),
    ):
        ran = harness("check", ONE_BUG, "--quick", *outputs, *flags)
        page, data = (Path(name).read_text(encoding="utf-8") for name in ("page.html", "data.json"))
        assert ("cell-double-tanh" in ran.out) is ("cell-double-tanh" in page) is tells
        assert ("cell-double-tanh" in data) is has
        assert ran.code == 1
        report = json.loads(data)
        jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
        assert report["reproduce"]["command"] == " ".join(["harness check one_bug.py --quick", *flags])
        assert report["hints"] == ("fix" if has else "topic")


def test_a_level_of_help_that_does_not_exist_is_a_usage_error(harness: Run) -> None:
    ran = harness("check", ONE_BUG, "--hints", "everything")
    assert ran.code == 2
    assert "none" in ran.err
    assert "explain" in ran.err
