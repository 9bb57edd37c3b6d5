"""The documents that are opened in a browser: one line each."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from classroom import classes
from grading import EXAMPLES, graded_text
from renderers import samples

from harness.classroom.overview import page as overview
from harness.hints import Hints
from harness.languages.choosing import languages
from harness.languages.words import ENGLISH, speaking
from harness.launching import Options
from harness.renderers import html, json_reader

SAMPLE = Path(__file__).parents[2] / "reports" / "sample" / "one_bug.json"
# What a submission may hold that is markup, a template, the end of a section, or not to be seen.
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}]]>--><img src=x onerror=alert(2)>\u202egnp\u2066\u200b\u00ad"


def page(report: Callable[[], samples.Report], hints: Hints = Hints.FIX) -> str:
    """Return a report as its page, with all help."""
    return html.render(report(), hints)


def sample() -> samples.Report:
    """Return the sample report of the repository."""
    return json_reader.load(SAMPLE.read_text(encoding="utf-8"))


@cache
def hostile_submission() -> samples.Report:
    """Grade a submission with a bug whose comments, texts, names and output are hostile."""
    code = (EXAMPLES / "one_bug.py").read_text(encoding="utf-8")
    printing = f"    print({HOSTILE!r} + chr(0))\n"
    marked = code.replace("dtanh(tanh(C_now))", f"dtanh(tanh(C_now))  # {HOSTILE}").replace(
        "    for t in reversed(", f"{printing}    for t in reversed(", 1
    )
    assert marked.count(HOSTILE) >= 1
    return graded_text(marked)


@cache
def worst_submission() -> samples.Report:
    """Grade ten bugs in 400 lines that print a megabyte."""
    code = (EXAMPLES / "ten_bugs.py").read_text(encoding="utf-8")
    printing = "print('0123456789' * 100_000)\n"
    padding = 400 - code.count("\n") - 1
    return graded_text(code + "".join(f"# {number}\n" for number in range(padding)) + printing, Options(mends=True))


def class_with_a_foreign_script() -> str:
    """Return the class page with a script that its policy does not name."""
    text = overview.render(classes.small(), Hints.EXPLAIN)
    return text.replace("</body>", "<script>document.title = 'owned'</script></body>")


def spoken_in(language: str, make: Callable[[], str]) -> str:
    """Return a document in a language."""
    with speaking(language):
        return make()


# A new kind of page is one line here.
ENGLISH_REPORTS: Mapping[str, Callable[[], str]] = {
    "sample": partial(page, sample),
    "sample_topic": partial(page, sample, Hints.TOPIC),
    "clean": partial(page, samples.clean),
    "three_bugs": partial(page, samples.three_bugs_and_remarks),
    "unexplained": partial(page, samples.unexplained),
    "ungradable": partial(page, samples.ungradable),
    "hostile": partial(page, samples.hostile),
    "class": lambda: overview.render(classes.small(), Hints.EXPLAIN),
    "large_class": lambda: overview.render(classes.large(40, 3), Hints.EXPLAIN),
}
# Every language passes the same tests.
REPORTS: Mapping[str, Callable[[], str]] = {
    name if language == ENGLISH else f"{name}-{language}": partial(spoken_in, language, make)
    for language in languages()
    for name, make in ENGLISH_REPORTS.items()
}
DOCUMENTS: Mapping[str, Callable[[], str]] = {
    **REPORTS,
    "class_with_a_foreign_script": class_with_a_foreign_script,
    "hostile_submission": partial(page, hostile_submission),
    "worst_submission": partial(page, worst_submission),
}
