"""The documentation says what is so: its commands run, its links lead somewhere, what it names exists."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import click
import pytest

from harness import __version__, cli
from harness.cases import STEEP
from harness.checks._check import checks
from harness.commands.check import check
from harness.conventions import BOUND_TOLERANCE, LARGEST_GUARD, LOSS_TOLERANCE
from harness.diagnosis.search import MOST_STEPS
from harness.numerics.agreement import GUARD_PER_LOSS, LARGEST_RELATIVE_BAR, RIGHT_BELOW, WRONG_ABOVE
from harness.observations import EXACT, SINGLE, SINGLE_GRADIENTS
from harness.records import Certainty, Verdict
from mutants._catalogue import catalogue

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Minutes long, and run by .ci/run as it stands there.
EXPENSIVE = frozenset({"harness verify"})
# Where the first command of the README installs the program.
INSTALLED = ".venv/bin/"
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)\s]+)\)")
# What a bug's id looks like; ids of one word do not occur.
ID = re.compile(r"`([a-z]+(?:-[a-z]+)+(?:\.[\w-]+)?)`")
OTHER_NAMES = frozenset({"output-bias-doubled"})  # CONTRIBUTING's example


class Ran(Protocol):
    """A command that has ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def commands(text: str) -> list[tuple[str, str]]:
    """Return the commands of a page's shell blocks, each with its comment."""
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines() if line.strip()]
    parts = (line.partition("#") for line in lines)
    return [(command.strip().removeprefix(INSTALLED), comment.strip()) for command, _, comment in parts]


CHEAP = [
    pytest.param(command, comment, id=command)
    for command, comment in commands(README)
    if command.startswith("harness ") and command not in EXPENSIVE
]


def in_environment(command: str) -> list[str]:
    """Return the parts of a command line that sets up an environment first."""
    return [part.strip() for part in command.split("&&")]


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """Copy the examples to where the `harness` fixture runs."""
    return Path(shutil.copytree(ROOT / "examples", tmp_path / "examples"))


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize(("command", "comment"), CHEAP)
def test_command_of_the_readme_ends_as_it_says_there(harness: Run, command: str, comment: str) -> None:
    ran = harness(*shlex.split(command)[1:])
    expected = re.match(r"exits (\d)", comment)
    assert ran.code == (int(expected[1]) if expected else 0)
    assert ran.out
    assert "Traceback" not in ran.out + ran.err


@pytest.mark.usefixtures("examples")
def test_first_command_names_the_bug_in_a_written_report_and_exits_with_1(harness: Run, tmp_path: Path) -> None:
    make, install, grade = in_environment(commands(README)[0][0])
    assert make == "python3 -m venv .venv"
    assert install == ".venv/bin/pip install -q ."
    ran = harness(*shlex.split(grade)[1:])
    assert ran.code == 1
    assert "reports/one_bug.html" in ran.out
    assert "cell-double-tanh" in (tmp_path / "reports" / "one_bug.html").read_text(encoding="utf-8")


def test_commands_of_the_readme_call_what_the_first_one_installed() -> None:
    lines = [line for block in BLOCK.findall(README) for line in block.splitlines()]
    assert [line for line in lines if line.startswith("harness")] == []


def test_second_command_stands_in_contributing_too() -> None:
    assert commands(README)[1][0] == commands((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))[0][0]


def test_expensive_commands_are_run_by_the_gate() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(command.partition(" ")[2] in gate for command in EXPENSIVE)
    assert {command for command, _ in commands(README)} > EXPENSIVE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    targets = [target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_bugs_that_are_named_are_in_the_catalogue(page: Path) -> None:
    known = {name for mutant in catalogue() for name in (mutant.id, mutant.family, *mutant.aliases)} | OTHER_NAMES
    assert [name for name in ID.findall(page.read_text(encoding="utf-8")) if name not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_of_harness_that_are_named_exist(page: Path) -> None:
    named = set(re.findall(r"`harness (\w+)", page.read_text(encoding="utf-8")))
    assert named <= set(cli.commands.list_commands(click.Context(cli.commands)))


def test_every_option_of_check_is_explained_and_no_other() -> None:
    section = README.partition("## Options")[2].partition("\n## ")[0]
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section))
    options = {name for option in check.params if isinstance(option, click.Option) for name in option.opts}
    assert told == {name for name in options if name.startswith("--")}


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ("check", "examples/correct.py")),
        (0, ("check", "examples/one_bug.py", "--exit-zero")),
        (1, ("check", "examples/one_bug.py")),
        (2, ("check", "examples/correct.py", "--contract", "no such contract")),
        (2, ("check", "--no-such-option")),
        (3, ("check", "no_such_file.py")),
        (3, ("check", "examples/README.md")),
    ],
)
def test_exit_codes_are_those_of_the_readme(harness: Run, code: int, arguments: tuple[str, ...]) -> None:
    assert f"| {code} | " in README
    assert harness(*arguments).code == code


@pytest.mark.parametrize("code", [cli.INTERRUPTED, cli.TERMINATED])
def test_an_interrupted_command_exits_as_the_readme_says(code: int) -> None:
    assert f"| {code} | " in README


@pytest.mark.parametrize("word", [*Verdict, *Certainty])
def test_every_verdict_and_certainty_is_explained(word: str) -> None:
    assert word in (ROOT / "docs" / "verdict.md").read_text(encoding="utf-8")


def test_every_check_is_explained_with_its_points() -> None:
    page = (ROOT / "docs" / "verdict.md").read_text(encoding="utf-8")
    section = page.partition("## The checks")[2].partition("\n## ")[0]
    rows = [re.fullmatch(r"\| (.+) \| .+ \| (\d+) \|", line) for line in section.splitlines()]
    told = {name: int(row[2]) for row in rows if row for name in re.findall(r"`(\w+)`", row[1])}
    assert told == {check_id: one.points for check_id, (_, one) in checks().items()}


def test_thresholds_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "verdict.md").read_text(encoding="utf-8")
    assert f"| below {RIGHT_BELOW:g} | right |" in page
    assert f"| above {WRONG_ABOVE:g} | wrong |" in page
    assert f"the bar exceeds {LARGEST_RELATIVE_BAR:.0e}".replace("e-0", "e-") in page
    assert f"and {GUARD_PER_LOSS:g} times its share" in page
    for words in (
        f"Right is below {number(EXACT)}:",
        f"has {number(SINGLE)}:",
        f"single precision have {number(SINGLE_GRADIENTS)}.",
        f"three more\n  cases of {STEEP[0][0]} steps,",
        f"confident and wrong in {STEEP[0][1]}, {STEEP[1][1]} and {STEEP[2][1]} of them",
        f"bound, to {number(BOUND_TOLERANCE)} ",
        f"with an ε of up to {number(LARGEST_GUARD)};",
        f"may be off by {number(LOSS_TOLERANCE)}.",
        f"has run the reference for {MOST_STEPS:,} steps",
    ):
        assert words in page


def number(value: float) -> str:
    """Return a constant as the pages write it: 1e-7."""
    return f"{value:.0e}".replace("e-0", "e-")


def test_modules_that_the_pages_name_exist() -> None:
    text = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("architecture.md", "verdict.md"))
    named = set(re.findall(r"`(?:harness/)?(\w+/\w+\.py)`", text))
    known = {str(path.relative_to(place)) for place in (ROOT, ROOT / "harness") for path in place.glob("*/*.py")}
    assert {name for name in named if not name.endswith("/NAME.py")} <= known


def test_changelog_has_the_version() -> None:
    assert f"\n## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
