"""The lines of the class page: what stands in them, in which order, and where they lead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from harness.classroom.overview import links
from harness.classroom.overview.links import Link
from harness.classroom.overview.summary import Overview, Shape
from harness.classroom.overview.words import ATTENTION, WORDS, css
from harness.classroom.results import Outcome
from harness.classroom.rows import Found, Row
from harness.hints import Hints
from harness.languages.sentences import sentence
from harness.languages.words import _, ngettext
from harness.records import Unexplained
from harness.renderers._links import anchors
from harness.renderers._text import one_line
from harness.renderers._unexplained import facts
from mutants._mutant import Severity

# Characters of a sentence; the report has all of it.
MOST_SENTENCE = 300
# A bug's name says it all; of the others the sentence does.
IN_SENTENCES = frozenset(Outcome) - {Outcome.CLEAN, Outcome.BUGS}


@dataclass(frozen=True)
class ShapeCard:
    """Submissions that are wrong in the same way, which no documented bug explains."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Group:
    """Students whom somebody should look at; who has the same sentence stands together."""

    title: str
    css: str
    words: str
    told: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True)
class BugLine:
    """A bug, and a link to it in the report of each student who has it."""

    bug: Found
    anchor: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class AlikeLine:
    """A set of bugs, each with a link to its line on this page, and who has just these."""

    bugs: tuple[Link, ...]
    links: tuple[Link, ...]
    several: bool


@dataclass(frozen=True)
class StudentLine:
    """A student's line of the table; `mark` and `order` are also what it is sorted by."""

    link: Link
    mark: str
    earlier: bool  # the mark is of an earlier run
    order: int
    css: str
    result: str
    bugs: tuple[Link, ...]
    remarks: tuple[Link, ...]
    sentence: str


def shape_cards(found: Overview) -> Iterator[ShapeCard]:
    """Yield the ways in which unexplained submissions are wrong."""
    for shape in found.shapes:
        # What follows from what is told below, those with the same relation together.
        wrong = tuple(replace(tensor, relation="") for tensor in shape.wrong)
        told = [*facts(Unexplained(tensors=wrong), Hints.TOPIC)]
        told += [(_("Relation"), words) for words in _relations(shape)]
        told += [(_("Failed"), _(", ").join(shape.failed))] if shape.failed else []
        yield ShapeCard(_heading(shape), tuple(told), tuple(links.student(row) for row in shape.rows))


def _relations(shape: Shape) -> Iterator[str]:
    """Yield how gradients follow from right ones, those with the same relation together."""
    names: dict[str, list[str]] = {}
    for tensor in shape.wrong:
        if tensor.relation:
            names.setdefault(tensor.relation, []).append(tensor.name)
    for relation, tensors in names.items():
        yield ngettext(
            "{tensors} is {relation}.",
            "{tensors} are each {relation}.",
            len(tensors),
            tensors=_(", ").join(tensors),
            relation=sentence(relation),
        )


def groups(found: Overview) -> Iterator[Group]:
    """Yield the other students whom somebody should look at."""
    for outcome, words in ATTENTION.items():
        told: dict[str, list[Link]] = {}
        for row in found.rows:
            if row.outcome is outcome:
                told.setdefault("" if outcome is Outcome.MISSING else _sentence(row), []).append(links.student(row))
        if told:
            yield Group(
                _(WORDS[outcome]), css(outcome), _(words), tuple((one, tuple(who)) for one, who in told.items())
            )


def bug_lines(found: Overview, hints: Hints) -> Iterator[BugLine]:
    """Yield the bugs that the class has."""
    places = anchors(common.bug.id for common in found.bugs)
    for common, place in zip(found.bugs, places, strict=True):
        yield BugLine(common.bug, place, links.having(common.bug, common.rows, hints))


def alike_lines(found: Overview) -> Iterator[AlikeLine]:
    """Yield the sets of bugs that students have."""
    places = dict(zip([one.bug.id for one in found.bugs], anchors(one.bug.id for one in found.bugs), strict=True))
    for alike in found.alike:
        bugs = tuple(Link(bug, f"#{places[bug]}") for bug in alike.bugs)
        yield AlikeLine(bugs, tuple(links.student(row) for row in alike.rows), len(alike.rows) > 1)


def student_lines(found: Overview, hints: Hints) -> Iterator[StudentLine]:
    """Yield the students in the order of their names."""
    order = list(Outcome)
    for row in found.rows:
        bugs = () if row.outcome is Outcome.FAULT else links.bugs(row, hints)  # an earlier report's are not of this run
        yield StudentLine(
            link=links.student(row),
            mark="" if row.earned is None else f"{row.earned:f}",
            earlier=row.outcome is Outcome.FAULT and row.earned is not None,
            order=order.index(row.outcome),
            css=css(row.outcome),
            result=_(WORDS[row.outcome]),
            bugs=tuple(link for bug, link in bugs if bug.counts and bug.severity is Severity.ERROR),
            remarks=tuple(link for bug, link in bugs if bug.counts and bug.severity is not Severity.ERROR),
            sentence=_sentence(row) if row.outcome in IN_SENTENCES else "",
        )


def _heading(shape: Shape) -> str:
    who = ngettext("{count} student", "{count} students", len(shape.rows))
    if not shape.wrong:
        return _("{who}: {what}", who=who, what=one_line(sentence(shape.sentence), MOST_SENTENCE))
    number = len(shape.wrong)
    if len(shape.rows) == 1:
        what = ngettext("{count} gradient wrong", "{count} gradients wrong", number)
    else:
        what = ngettext("{count} gradient wrong in the same way", "{count} gradients wrong in the same way", number)
    return _("{who}: {what}", who=who, what=what)


def _sentence(row: Row) -> str:
    return one_line(sentence(row.sentence), MOST_SENTENCE)
