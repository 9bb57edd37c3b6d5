"""The rubric: its default, what is read from a file, and the sentences for what is wrong with one."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from harness.checks._check import checks
from harness.classroom.rubric import Charge, Gradescope, Level, Rubric, Visibility
from harness.classroom.rubric_reading import held_to, load, read
from harness.classroom.rubric_text import default_text
from harness.errors import UsageError
from harness.hints import Hints
from harness.launching import Options
from mutants._mutant import Severity

FULL = """
hints = "line"
ungradable = "none"
limits = { seconds = 2.5, memory_mb = 512 }
points = { gradients = 33.3 }
deductions = { most = 10, error = 0.1, bugs = { cell-double-tanh = 5, gradient-overwritten = { each = 2, most = 6 } } }
severities = { forget-bias-zero = "error" }
gradescope = { bugs = "after_published" }
[gradients]
partial = false
levels = [{ up_to = 0.05, share = 0.25 }, { up_to = 1e-3, share = 0.5 }]
weights = { W_f = 2 }
"""


def test_printed_rubric_is_exactly_the_default() -> None:
    assert read(default_text()) == read("") == Rubric()


def test_printed_rubric_names_every_key_and_every_check() -> None:
    keys = [
        line.partition(" = ")[0] for line in default_text().splitlines() if " = " in line and not line.startswith("#")
    ]
    assert set(checks()) <= set(keys)
    tables = {line.strip("[]") for line in default_text().splitlines() if line.startswith("[")}
    assert tables | set(keys) >= {
        *vars(Rubric()),
        *vars(Rubric().limits),
        *(set(vars(Rubric().deductions)) - {"bugs"}),
        *vars(Rubric().gradescope),
        "partial",
        "levels",
        "gradients.weights",
        "deductions.bugs",
    }


def test_every_key_is_read_and_numbers_stay_exact() -> None:
    found = read(FULL)
    assert found.hints is Hints.LINE
    assert found.ungradable is None
    assert found.options() == Options(seconds=2.5, memory_mb=512, arguments="--timeout 2.5 --memory 512", in_class=True)
    assert found.points["gradients"] == Decimal("33.3")
    assert found.possible == Decimal("88.3")
    assert found.gradients.partial is False
    assert found.gradients.levels == (Level(Decimal("0.001"), Decimal("0.5")), Level(Decimal("0.05"), Decimal("0.25")))
    assert found.gradients.weights == {"W_f": Decimal(2)}
    assert (found.deductions.most, found.deductions.error) == (Decimal(10), Decimal("0.1"))
    assert found.deductions.bugs == {
        "cell-double-tanh": Charge(Decimal(5)),
        "gradient-overwritten": Charge(Decimal(2), Decimal(6)),
    }
    assert found.severities == {"forget-bias-zero": Severity.ERROR}
    assert found.gradescope == Gradescope(bugs=Visibility.AFTER_PUBLISHED)


def test_points_do_not_change_how_a_submission_is_graded_and_limits_do() -> None:
    assert read("[points]\ngradients = 1\n").options() == Rubric().options() == Options(in_class=True)
    assert read("[limits]\nseconds = 20\n").options() != Options(in_class=True)


def test_fixes_are_looked_for_where_the_level_of_help_shows_them_and_nowhere_else() -> None:
    rubric = read('hints = "fix"\n')
    assert rubric.options() == Options(mends=True, arguments="--hints fix", in_class=True)
    assert not held_to(rubric, Hints.EXPLAIN).options().mends


def test_help_is_lowered_and_never_raised() -> None:
    assert held_to(None, Hints.FIX).hints is Hints.EXPLAIN
    assert held_to(None, Hints.TOPIC).hints is Hints.TOPIC
    assert held_to(read('hints = "line"'), Hints.EXPLAIN).hints is Hints.LINE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[point]\n", r"r.toml: 'point' is no key of a rubric; did you mean points\?"),
        ("[points]\ngradient = 1\n", r"r.toml: 'points.gradient' is no check of a rubric; did you mean gradients\?"),
        ("[limits]\nfuel = 1\n", r"'limits.fuel' is no key of a rubric; expected one of memory_mb, seconds\."),
        ("[points]\nloss = 'ten'\n", r"r.toml: points.loss is 'ten', expected a number\."),
        ("[points]\nloss = true\n", r"points.loss is True, expected a number\."),
        ("[points]\nloss = -1\n", r"points.loss is -1, expected a number from 0 to 1000000\."),
        ("[points]\nloss = nan\n", r"points.loss is NaN, expected a number from 0 to 1000000\."),
        ("[points]\nloss = 1e99\n", r"points.loss is 1E\+99, expected a number from 0 to 1000000\."),
        ("points = 3\n", r"points is 3, expected a table, as in \[points\]\."),
        ("[limits]\nmemory_mb = 300.5\n", r"limits.memory_mb is 300.5, expected a whole number from 256 to 1000000\."),
        ("[limits]\nseconds = 0\n", r"limits.seconds is 0, expected a number from 0.1 to 86400\."),
        ("hints = 'much'\n", r"hints is 'much', expected one of none, topic, line, explain, fix\."),
        ("hints = []\n", r"hints is \[\], expected one of none"),
        ("ungradable = 'zero'\n", r"ungradable is 'zero', expected a number or \"none\"\."),
        ("ungradable = 101\n", r"ungradable is 101, expected at most the 100 points that there are\."),
        ("[gradients]\npartial = 1\n", r"gradients.partial is 1, expected true or false\."),
        ("[gradients]\nlevels = 3\n", r"gradients.levels is 3, expected a list of tables"),
        ("[gradients]\nlevels = [{up_to = 1}]\n", r"gradients.levels\[1\] lacks share, a number from 0 to 1\."),
        ("[[gradients.levels]]\nup_to = 1\nshare = 2\n", r"levels\[1\].share is 2, expected a number from 0 to 1\."),
        ("[gradients.weights]\nW_x = 1\n", r"'gradients.weights.W_x' is no tensor of a rubric; did you mean W_"),
        (
            "[deductions.bugs]\ncell-double-tan = 1\n",
            r"'deductions.bugs.cell-double-tan' is no bug of a rubric; did you mean cell-double-tanh\?",
        ),
        (
            "[deductions.bugs]\ncell-double-tanh = 'a'\n",
            r"deductions.bugs.cell-double-tanh is 'a', expected a number, or",
        ),
        ("[deductions.bugs.cell-double-tanh]\neach = -1\n", r"cell-double-tanh.each is -1, expected a number from 0"),
        ("[severities]\ncell-double-tanh = 'bad'\n", r"severities.cell-double-tanh is 'bad', expected one of error,"),
        ("[gradescope]\nstaff = 'never'\n", r"gradescope.staff is 'never', expected one of visible, after_due_date"),
        ("points = {interface = 0, forward = 0, loss = 0, gradients = 0, carry = 0}\n", "points are all 0"),
        ("[points\n", r"r.toml is not TOML: "),
    ],
)
def test_what_is_wrong_is_one_sentence_that_names_the_key(text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        read(text, "r.toml")
    assert "\n" not in str(caught.value)


def test_all_weights_zero_are_refused() -> None:
    weights = ", ".join(f"{name} = 0" for name in "W_f W_i W_g W_o W_v b_f b_i b_g b_o b_v".split())  # noqa: SIM905
    with pytest.raises(UsageError, match="at least one tensor that weighs more than 0"):
        read(f"gradients = {{ weights = {{ {weights} }} }}")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# \xff\n")
    for name in ("missing.toml", "latin.toml"):
        with pytest.raises(UsageError, match=f"{name} cannot be read"):
            load(tmp_path / name)


def test_examples_in_the_comments_can_be_used_as_they_stand() -> None:
    examples = re.findall(r"^#   (.+)$", default_text(), re.MULTILINE)
    assert len(examples) == 4
    tables = {"levels": "gradients", "forget-bias-zero": "severities"}
    for example in [*examples, "W_f = 2"]:
        assert example in default_text()
        table = tables.get(example.partition(" ")[0], "gradients.weights" if "W_f" in example else "deductions.bugs")
        assert read(f"[{table}]\n{example}\n") != Rubric()
