"""Pages and terminal in each language: no English is left but in code, names, and what a submission says itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from classroom import classes
from grading import BROKEN, EXAMPLES, graded, graded_text, mutated, reference_with

from harness import measured, records
from harness.classroom.overview import page as overview
from harness.diagnosis.naming import named
from harness.hints import Hints
from harness.languages.choosing import languages
from harness.languages.words import ENGLISH, speaking
from harness.launching import Options
from harness.records import CheckResult, Report, Status
from harness.renderers import html, json, json_reader, terminal
from harness.renderers._spoken import SENTENCES, in_language
from mutants._catalogue import catalogue

SAMPLE = Path(__file__).parents[2] / "reports" / "sample" / "one_bug.json"
OTHERS = [language for language in languages() if language != ENGLISH]
EACH = pytest.mark.parametrize("language", OTHERS)
# Four words in a row are a sentence; names, formulas and units have fewer.
ENGLISH_SENTENCE = re.compile(r"(?:\b[A-Za-z][a-z’']+ ){3,}[a-z’']+")
# What Python says of an exception is Python's.
EXCEPTION = re.compile(r"\b\w*(?:Error|Exit|Exception): [^；。]*")
VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))
# What is said in code, by the submission, or is nobody's to read.
UNREAD = frozenset(("code", "pre", "style", "script", "math"))

# Names, code, and what the page shows in words of its own.
NO_SENTENCES: Mapping[type, str] = {
    Report: "submission contract",
    records.Bug: "id family formula correct buggy same_numbers_as hides article equation",
    records.CheckResult: "id",
    records.Isolation: "name",
    records.Location: "code",
    records.Fix: "diff",
    records.Reproduce: "command versions",
    records.SourceView: "text printed file",
    records.WrongTensor: "name",
    records.Change: "old new",
    records.Unexplained: "remaining",
    measured.TensorError: "name",
    measured.DerivativePair: "tensor",
    measured.StepCurve: "tensor",
    measured.Curve: "label",
    measured.Norms: "label",
}


class Visible(HTMLParser):
    """The texts of a page that people read, those of its labels too."""

    def __init__(self, markup: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.inside: list[str] = []
        self.texts: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the labels."""
        self.texts += [value or "" for name, value in attrs if name in ("aria-label", "placeholder", "alt", "title")]
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not UNREAD & set(self.inside):
            self.texts.append(data)


def english_in(markup: str) -> list[str]:
    return [hit for text in Visible(markup).texts for hit in sentences_in(text)]


def sentences_in(text: str) -> list[str]:
    return ENGLISH_SENTENCE.findall(EXCEPTION.sub("", text))


def sample() -> Report:
    return json_reader.load(SAMPLE.read_text(encoding="utf-8"))


def unexplained() -> Report:
    return graded_text(reference_with(("dh * np.tanh(C_t)", "dh * np.tanh(C_t) * 1.5")))


def latent() -> Report:
    return graded_text(mutated("dh-next-from-initial-state"))


# They take their time limits, which other tests look at.
SLOW = frozenset(
    ("memory_bomb", "infinite_loop_at_import", "infinite_loop_in_backward", "fork_bomb", "prints_a_gigabyte")
)
REPORTS: Mapping[str, Callable[[], Report]] = {
    "sample": sample,
    "unexplained": unexplained,
    "latent": latent,
    "robustness": lambda: graded_text(mutated("softmax-overflow")),
    "advice": lambda: graded_text(mutated("forget-bias-zero")),
    "mended": lambda: graded(EXAMPLES / "three_bugs.py", Options(mends=True)),
    **{path.stem: partial(graded, path) for path in sorted(EXAMPLES.glob("*.py"))},
    **{path.stem: partial(graded, path) for path in BROKEN if path.stem not in SLOW},
}


@EACH
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("hints", [Hints.NONE, Hints.FIX])
def test_a_page_has_no_english_sentence(language: str, name: str, hints: Hints) -> None:
    report = REPORTS[name]()
    with speaking(language):
        assert english_in(html.render(report, hints)) == []


@EACH
@pytest.mark.parametrize("name", REPORTS)
def test_the_terminal_has_none_and_keeps_to_its_columns(language: str, name: str) -> None:
    from rich.cells import cell_len

    with speaking(language):
        told = terminal.render(REPORTS[name](), Hints.EXPLAIN, verbose=True)
    assert sentences_in(" ".join(told.split())) == []
    assert max(map(cell_len, told.splitlines())) <= 80


@EACH
def test_the_class_page_has_none(language: str) -> None:
    said = "it is no Python, and no notebook either"  # what the system says, in this class
    assert said in classes.SENTENCE
    with speaking(language):
        page = overview.render(classes.small(), Hints.EXPLAIN)
    assert [hit for hit in english_in(page) if hit not in said] == []


@EACH
def test_every_bug_is_told_in_the_language(language: str) -> None:
    for mutant in catalogue():
        bug = named(mutant.id, "")
        with speaking(language):
            told = in_language(bug)
        texts = (told.title, told.where, told.symptom, told.hint, told.explanation, *told.seen)
        left = [hit for text in texts for hit in sentences_in(text)]
        assert left == [], mutant.id
        assert told.explanation != bug.explanation


@pytest.mark.parametrize("name", REPORTS)
def test_what_programs_read_is_the_same_in_every_language(name: str) -> None:
    report = REPORTS[name]()
    for language in OTHERS:
        with speaking(language):
            told = json.render(report)
        assert told == json.render(report)


@EACH
def test_a_sentence_that_nobody_has_translated_is_noticed(language: str) -> None:
    planted = CheckResult("planted", "Is it planted?", Status.PASS, "Nobody has ever translated this.")
    with speaking(language):
        page = html.render(replace(sample(), checks=(planted,)))
    assert english_in(page) == ["Nobody has ever translated this"]


@pytest.mark.parametrize(
    "kind", [kind for module in (records, measured) for kind in vars(module).values() if is_dataclass(kind)]
)
def test_each_text_of_a_record_is_a_sentence_or_known_to_be_none(kind: type) -> None:
    texts = {field.name for field in fields(kind) if "str" in str(field.type)}
    assert SENTENCES.get(kind, frozenset()) <= texts
    assert texts - SENTENCES.get(kind, frozenset()) == set(NO_SENTENCES.get(kind, "").split())
