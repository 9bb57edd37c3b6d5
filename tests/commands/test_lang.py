"""The language of what people read: --lang, the environment, and what stays the same in all of them."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import Run
from grading import EXAMPLES

from harness import cli

ONE_BUG, CORRECT = EXAMPLES / "one_bug.py", EXAMPLES / "correct.py"
COMMANDS = cli.commands.list_commands(click.Context(cli.commands))
SAMPLE = Path(__file__).parents[2] / "reports" / "sample" / "one_bug.json"
QUICK = ("--quick", "--no-report")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_it(harness: Run, command: str) -> None:
    assert "--lang LANG" in harness(command, "--help").out


@pytest.mark.parametrize("name", ["zh_Hant", "zh-TW", "zh"])
def test_a_check_speaks_the_language_that_is_asked_for(harness: Run, name: str) -> None:
    ran = harness("check", ONE_BUG, *QUICK, "--lang", name)
    assert ran.code == 1
    assert "發現 1 個錯誤" in ran.out
    assert "第 132 行" in ran.out
    assert "dC += dh * o[t] * dtanh(tanh(C_now))" in ran.out


@pytest.mark.parametrize("arguments", [("--lang", "zh", "mutants"), ("mutants", "--lang", "zh")])
def test_it_may_stand_before_the_command_or_behind(harness: Run, arguments: tuple[str, ...]) -> None:
    assert "細胞路徑" in harness(*arguments).out
    assert "cell path" in harness("mutants").out


@pytest.mark.parametrize("variable", ["HARNESS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"])
def test_the_environment_is_heard_and_the_option_is_louder(
    harness: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for other in ("HARNESS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(variable, "zh_TW.UTF-8")
    show = ("mutants", "show", "cell-double-tanh")
    assert "細胞路徑" in harness(*show).out
    assert "cell path" in harness(*show, "--lang", "en").out
    monkeypatch.setenv(variable, "xx_YY.UTF-8")
    assert "cell path" in harness(*show).out


def test_a_language_that_is_not_there_is_one_sentence(harness: Run) -> None:
    ran = harness("check", ONE_BUG, "--lang", "tlh")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "harness: There is no language 'tlh': choose among en, zh_Hant, or leave --lang out.\n"


def test_faults_are_told_in_it_too(harness: Run) -> None:
    assert "互斥" in harness("check", ONE_BUG, "--quick", "--thorough", "--lang", "zh").err
    ran = harness("check", "nothing.py", *QUICK, "--lang", "zh")
    assert ran.code == 3
    assert "沒有檔案 nothing.py" in ran.out


def test_what_programs_read_is_the_same_in_every_language(harness: Run) -> None:
    found = []
    for language in ("en", "zh"):
        report = json.loads(harness("check", ONE_BUG, *QUICK, "--lang", language, "--json", "-").out)
        report.pop("seconds")
        found.append(report)
    assert found[0] == found[1]
    assert found[0]["headline"] == "To change: line 132, in the cell path."


def test_a_result_of_english_is_rendered_in_another_language(harness: Run) -> None:
    ran = harness("report", SAMPLE, "-o", "page.html", "--lang", "zh_HK")
    page = Path("page.html").read_text(encoding="utf-8")
    assert ran.out.startswith("報告")
    assert '<html lang="zh-Hant">' in page
    assert "要修改的地方：第 132 行，位於細胞路徑。" in page


def test_the_other_commands_speak_it(harness: Run) -> None:
    said = harness("contract", CORRECT, "--lang", "zh")
    assert said.code == 0
    assert "介面約定" in said.out
    assert "harness check" in said.out
    mended = harness("fix", ONE_BUG, "--lang", "zh", "-o", "mended.py")
    assert mended.code == 0
    assert mended.err.count("。") == 2
    assert Path("mended.py").is_file()


def test_a_class_is_graded_once_and_its_pages_change_with_the_language(harness: Run) -> None:
    folder = Path("class")
    folder.mkdir()
    for name, source in (("ada", CORRECT), ("alan", ONE_BUG)):
        (folder / f"{name}.py").write_bytes(source.read_bytes())
    out = Path("out")
    results = out / "results.jsonl"
    assert harness("grade", folder, "-o", out, "--jobs", 1).out.startswith("1 bugs, 1 clean\n")
    english, book = results.read_bytes(), (out / "gradebook.csv").read_bytes()
    ran = harness("grade", folder, "-o", out, "--jobs", 1, "--lang", "zh", "--format", "junit")
    assert "班級" in ran.out
    # The very same results, their timings too: nothing ran again.
    assert results.read_bytes() == english
    assert (out / "gradebook.csv").read_bytes() == book
    for page in (out / "index.html", out / "students" / "ada.html", out / "students" / "alan.html"):
        assert '<html lang="zh-Hant">' in page.read_text(encoding="utf-8")
    assert "細胞路徑" in (out / "students" / "alan.html").read_text(encoding="utf-8")
    exported = "".join(path.read_text(encoding="utf-8") for path in (out / "exports").rglob("*.xml"))
    assert "tanh is applied twice on the cell path" in exported
    harness("grade", folder, "-o", out, "--jobs", 1)
    assert '<html lang="en">' in (out / "students" / "ada.html").read_text(encoding="utf-8")
    two = harness("diff", results, results, "--lang", "zh")
    assert (two.code, two.out) == (0, "相同 2。\n")


def test_english_opens_no_catalogue() -> None:
    code = (
        "import sys; from harness.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('babel', 'harness.languages.catalogue') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, "check", str(ONE_BUG), "--quick", "--no-report"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
