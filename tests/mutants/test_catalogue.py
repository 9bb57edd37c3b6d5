"""The list of bugs: complete, well formed, and written for a student."""

import re
from collections import Counter

import pytest

from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, Severity

# Every row of both lists of the design, with what the first one says of the article.
DOCUMENTED = {
    "h-index-off-by-one": "1",
    "c-index-off-by-one": "1",
    "c-prev-wraps-around": "1",
    "cell-double-tanh": "2",
    "forget-missing-derivative": "2",
    "input-double-sigmoid": "2",
    "candidate-double-tanh": "2",
    "output-double-sigmoid": "2",
    "dc-next-without-forget": "2",
    "dh-next-from-initial-state": "3",
    "dh-next-not-split": "3",
    "no-eps-in-log": "4",
    "softmax-overflow": "4",
    "forget-bias-zero": "5",
    "learning-rate-too-high": "5",
    "no-gradient-clipping": "5",
    "loss-averaged-over-sequences": "details",
    "fixed-scale-input-init": "details",
}
FOUND_IN_THE_WILD = {
    "carry-never-fed-back": (),
    "dh-without-carry": (),
    "dc-without-carry": (),
    "gate-derivative-missing": ("f", "i", "g", "o"),
    "activation-for-derivative": ("f", "i", "g", "o"),
    "dz-forgets-a-gate": ("f", "i", "g", "o"),
    "gradient-overwritten": ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v"),
    "sign-flipped": (),
    "gradient-scaled": ("T", "V", "TV"),
    "weight-not-transposed": ("W_f", "W_i", "W_g", "W_o", "W_v"),
    "time-loop-forward": (),
    "time-loop-skips-a-step": ("first", "last"),
    "bias-not-summed-over-batch": (),
    "tanh-forgotten-in-output-gate": (),
    "dc-from-wrong-gate": ("carry-i", "carry-o", "path-f", "path-i"),
    "clip-rebinds-loop-variable": (),
    "clipped-per-element": (),
    "one-minus-c-squared": (),
    "bias-copied-from-another-gate": ("forward-i-from-f", "backward-i-from-f", "backward-o-from-f"),
    "hidden-without-tanh": ("forward", "both"),
    "z-order-mismatch": (),
    "forward-forgets-bias": ("f", "i", "g", "o", "v", "all"),
    "last-cell-gradient-dropped": (),
    "gradient-divided-by-batch": (),
    "sigma-prime-half": ("f", "i", "o"),
    "output-weight-sees-cell": (),
}
SEVERITIES = {
    Severity.ROBUSTNESS: {
        "no-eps-in-log",
        "softmax-overflow",
        "dh-next-from-initial-state",
        "bias-not-summed-over-batch",
        "gradient-divided-by-batch",
        "clip-rebinds-loop-variable",
    },
    Severity.ADVICE: {
        "forget-bias-zero",
        "learning-rate-too-high",
        "no-gradient-clipping",
        "loss-averaged-over-sequences",
        "fixed-scale-input-init",
        "clipped-per-element",
    },
}
LATENT = {"dh-next-from-initial-state", "bias-not-summed-over-batch", "gradient-divided-by-batch"}
# What the converter to MathML that the report uses knows.
LATEX = {"mathrm", "odot", "tanh", "sigma", "frac", "sum", "top", "hat", "quad", "ldots"} | {
    *("log", "max", "sqrt", "epsilon", "eta", "leftarrow", "sim"),
}

each_mutant = pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.id)


def test_the_catalogue_holds_at_least_forty_bugs() -> None:
    assert len(catalogue()) >= 40


def test_no_two_mutants_share_an_id_or_alias() -> None:
    names = Counter(name for mutant in catalogue() for name in (mutant.id, *mutant.aliases))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(("mutant_id", "article"), DOCUMENTED.items())
def test_every_bug_of_the_article_is_there_with_its_section(mutant_id: str, article: str) -> None:
    members = [mutant for mutant in catalogue() if mutant_id in (mutant.id, mutant.family)]
    assert article in {mutant.article for mutant in members}


@pytest.mark.parametrize(("family", "members"), FOUND_IN_THE_WILD.items())
def test_every_bug_found_in_the_wild_is_there_with_its_members(family: str, members: tuple[str, ...]) -> None:
    for mutant_id in [f"{family}.{member}" for member in members] or [family]:
        assert find(mutant_id) is not None, mutant_id


def test_documented_bugs_come_first() -> None:
    documented = [bool(mutant.article) for mutant in catalogue()]
    assert documented == sorted(documented, reverse=True)


def test_an_alias_finds_its_mutant_and_an_unknown_id_finds_none() -> None:
    alias = find("activation-for-derivative.f")
    assert alias is not None
    assert alias.id == "forget-missing-derivative"
    assert find("no-such-bug") is None


@each_mutant
def test_its_severity_is_error_unless_the_design_says_otherwise(mutant: Mutant) -> None:
    expected = next((severity for severity, ids in SEVERITIES.items() if mutant.id in ids), Severity.ERROR)
    assert mutant.severity is expected
    assert mutant.latent == (mutant.id in LATENT)


@each_mutant
def test_its_id_is_kebab_case_with_at_most_one_member(mutant: Mutant) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.[A-Za-z0-9_]+(-[a-z0-9]+)*)?", mutant.id)


@each_mutant
def test_its_texts_are_whole_sentences_of_the_right_length(mutant: Mutant) -> None:
    assert 80 <= len(mutant.explanation.split()) <= 160
    assert mutant.title.endswith(".")
    assert "\n" not in mutant.title
    assert mutant.explanation.endswith(".")
    assert "  " not in mutant.explanation
    assert mutant.symptom.endswith(".")
    assert re.search(r"[.?!] [A-Z]", mutant.symptom) is None
    assert mutant.where
    for text in (mutant.title, mutant.symptom, mutant.hint, mutant.explanation):
        assert "hand-in" not in text
        assert "student" not in text


@each_mutant
def test_its_hint_is_one_question_that_does_not_give_the_bug_away(mutant: Mutant) -> None:
    assert mutant.hint.endswith("?")
    assert mutant.hint.count("?") == 1
    for correct, buggy in ((mutant.correct, mutant.buggy), *mutant.also):
        for line in (*correct.splitlines(), *buggy.splitlines()):
            assert line.partition("=")[2].strip(" =") not in mutant.hint or "=" not in line


@each_mutant
def test_its_formula_is_plain_latex_with_balanced_braces(mutant: Mutant) -> None:
    assert set(re.findall(r"\\([A-Za-z]+)", mutant.formula)) <= LATEX
    assert mutant.formula.count("{") == mutant.formula.count("}")
    assert mutant.formula.isascii()


@each_mutant
def test_its_part_of_the_model_has_an_equation_of_plain_latex(mutant: Mutant) -> None:
    assert mutant.equation
    assert set(re.findall(r"\\([A-Za-z]+)", mutant.equation)) <= LATEX
    assert mutant.equation.count("{") == mutant.equation.count("}")


@each_mutant
def test_its_hint_and_part_of_the_model_do_not_say_its_title(mutant: Mutant) -> None:
    assert mutant.title not in mutant.hint
    assert mutant.id not in f"{mutant.hint} {mutant.where} {mutant.equation}"


@each_mutant
def test_it_says_where_it_was_seen(mutant: Mutant) -> None:
    assert mutant.seen
    for place in mutant.seen:
        assert place == "seen in public copies of the course code" or re.fullmatch(
            r"https://github\.com/[\w.-]+/[\w.-]+/(issues|pull)/\d+", place
        )


@each_mutant
def test_it_is_not_excused_as_equivalent(mutant: Mutant) -> None:
    assert mutant.equivalent == ""
