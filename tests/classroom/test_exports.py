"""Every export, of students in every state and with hostile words: what it writes its system can read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest

from classroom.readers import LEFT, READERS
from classroom.students import BUG, at, class_at, class_of, having, named, setting, source
from harness.classroom.exporting import chosen, formats
from harness.classroom.exports import check50, github, gradescope, junit, prairielearn, sarif
from harness.classroom.exports._form import File, Student
from harness.classroom.rubric import Gradescope, Rubric, Visibility
from harness.errors import UsageError
from harness.hints import Hints
from harness.records import Location

CANVAS = 'Student,ID,SIS Login ID,Section,LSTM (77)\n"    Points Possible",,,,100\n"Doe, Jane",1001,jdoe,S1,\n'
STUDENTS = class_at(Hints.EXPLAIN)


def bytes_of(file: File) -> bytes:
    return b"".join(part if isinstance(part, bytes) else part.encode("utf-8", "strict") for part in file.parts)


def files(name: str, students: tuple[Student, ...], folder: Path, rubric: Rubric | None = None) -> dict[str, bytes]:
    gradebook = folder / "gradebook.csv"
    gradebook.write_text(CANVAS, encoding="utf-8")
    given = setting(rubric, fill=(gradebook,))
    (export,) = chosen([name])
    return {file.name: bytes_of(file) for file in export.render(lambda: source(students), given)}


def test_every_export_has_a_reader() -> None:
    assert set(READERS) == set(formats())


@pytest.mark.parametrize("level", Hints)
@pytest.mark.parametrize("name", formats())
def test_what_is_written_can_be_read(name: str, level: Hints, tmp_path: Path) -> None:
    written = files(name, class_at(level), tmp_path, at(level))
    assert written
    for file, data in written.items():
        (LEFT if file.endswith("_not_placed.csv") else READERS[name])(data)


@pytest.mark.parametrize("name", formats())
def test_the_same_class_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    assert files(name, STUDENTS, tmp_path) == files(name, STUDENTS, tmp_path)


@pytest.mark.parametrize("name", formats())
def test_no_more_than_two_reports_are_in_memory(name: str, tmp_path: Path) -> None:
    def made() -> Iterator[Student]:
        reports = []
        for seconds in range(9):
            one = replace(having(named("one_bug"), seconds=float(seconds)), row=replace(first.row, slug=f"s{seconds}"))
            reports.append(ref(one.report))
            yield one
            del one
            assert sum(report() is not None for report in reports) <= 2

    first = named("one_bug")
    (tmp_path / "gradebook.csv").write_text(CANVAS, encoding="utf-8")
    (export,) = chosen([name])
    for file in export.render(made, setting(fill=(tmp_path / "gradebook.csv",))):
        bytes_of(file)


@pytest.mark.parametrize("name", ["check50", "github", "gradescope", "junit", "prairielearn", "sarif", "moodle"])
def test_what_a_student_reads_keeps_to_the_level_of_help(name: str, tmp_path: Path) -> None:
    for level, is_told in ((Hints.EXPLAIN, True), (Hints.TOPIC, False), (Hints.NONE, False)):
        # What staff alone may see names the bugs at every level.
        shown = {
            file: b"\n".join(line for line in data.splitlines() if name != "gradescope" or BUG.encode() not in line)
            for file, data in files(name, class_at(level), tmp_path, at(level)).items()
        }
        text = b"".join(shown.values())
        assert (b"tanh is applied twice" in text) is is_told
        assert b"1 - tanh" not in text or is_told


@pytest.mark.parametrize("name", formats())
def test_no_path_of_ours_is_told_where_we_failed(name: str, tmp_path: Path) -> None:
    assert not [data for data in files(name, STUDENTS, tmp_path).values() if b"/home/grader" in data]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("canvas", b'Student,ID,SIS Login ID,Section,LSTM (77)\n"Doe, Jane",1,jdoe,S1,"1,000"\n'),
        ("check50", b'{"slug": "x", "version": "1", "results": []}'),
        ("github", b"::error file=a::b\nhello ::error::x\n"),
        ("github", b"::stop-commands::" + b"0" * 64 + b"\nx\n"),
        ("gradescope", b'{"output": "", "output_format": "text", "stdout_visibility": "never"}'),
        ("junit", b'<testsuites><testsuite name="a" tests="2" failures="0" errors="0" skipped="0"/></testsuites>'),
        ("junit", b"<testsuites>\x00</testsuites>"),
        ("moodle", b"Identifier,Grade\r\n"),
        ("nbgrader", b"assignment,score\n"),
        ("prairielearn", b'{"gradable": true, "score": 1.5, "message": ""}'),
        ("sarif", b'{"version": "2.1.0", "runs": []}'),
    ],
)
def test_readers_refuse_what_is_wrong(name: str, data: bytes) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  (each reader has its own)
        READERS[name](data)


def test_an_unknown_format_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match="no export format 'gradscope'; did you mean gradescope"):
        chosen(["gradscope"])
    with pytest.raises(UsageError, match="there are canvas, check50"):
        chosen(["zzz"])


@pytest.mark.parametrize("shown", Visibility)
def test_gradescope_shows_each_part_when_the_rubric_says(shown: Visibility) -> None:
    rubric = Rubric(gradescope=Gradescope(output=shown, checks=shown, bugs=shown, staff=shown))
    (one,) = (one for one in class_of(rubric) if one.row.slug == "one_bug")
    written = json.loads(gradescope.results(one, rubric))
    assert written["visibility"] == shown
    assert {test["visibility"] for test in written["tests"]} == {shown}
    assert BUG in {test["name"] for test in written["tests"]}


def test_gradescope_gets_no_score_where_there_is_no_mark() -> None:
    without = [one for one in STUDENTS if one.mark is None]
    assert {one.row.slug for one in without} == {"fault", "late"}
    assert all("score" not in json.loads(gradescope.results(one, Rubric())) for one in without)


def test_gradescope_scores_add_up(tmp_path: Path) -> None:
    for data in files("gradescope", STUDENTS, tmp_path).values():
        written = json.loads(data)
        if "score" in written and any("max_score" in test for test in written["tests"]):
            assert sum(test.get("score", 0) for test in written["tests"]) == pytest.approx(written["score"], abs=1e-9)


def test_prairielearn_says_what_cannot_be_graded() -> None:
    written = {one.row.slug: json.loads(prairielearn.results(one)) for one in STUDENTS}
    assert {slug for slug, one in written.items() if not one["gradable"]} == {"ungradable", "fault", "empty", "late"}


def test_prairielearn_drops_texts_until_the_file_fits() -> None:
    long = having(named("clean"), headline="x" * 10**6, bugs=named("large").report.bugs * 2000)
    data = prairielearn.results(long)
    assert len(prairielearn._results(long, prairielearn.LENGTHS[0])) > prairielearn.MOST_BYTES
    READERS["prairielearn"](data.encode())


def test_junit_tells_failure_error_and_skipped_apart() -> None:
    counted = {
        one.row.slug: tuple(junit._suite(one).attrib[name] for name in ("failures", "errors", "skipped"))
        for one in STUDENTS
    }
    assert counted["one_bug"] == ("1", "0", "1")
    assert counted["fault"] == ("0", "1", "0")
    assert counted["empty"] == ("0", "1", "0")
    assert counted["late"] == ("0", "0", "1")
    assert counted["kept"][1] == "1"


def test_sarif_has_a_rule_for_each_bug_with_help_place_and_a_fingerprint_that_lines_above_do_not_change() -> None:
    one = named("one_bug")
    run = json.loads(sarif.log(one))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [BUG]
    assert len(run["tool"]["driver"]["rules"][0]["help"]["text"]) > 200
    bug = one.report.bugs[0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == bug.location.line
    moved = replace(bug, location=replace(bug.location, line=bug.location.line + 9))
    again = having(one, bugs=(moved,))
    result = json.loads(sarif.log(again))["runs"][0]["results"][0]
    assert result["partialFingerprints"] == run["results"][0]["partialFingerprints"]


def test_sarif_counts_columns_from_1() -> None:
    one = named("one_bug")
    bug = one.report.bugs[0]
    placed = replace(bug, location=Location(3, "x = 1", 4))
    again = having(one, bugs=(placed,))
    region = json.loads(sarif.log(again))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "snippet": {"text": "x = 1"}, "startColumn": 5}


def test_github_puts_root_causes_first_and_no_more_than_ten() -> None:
    one = named("three_bugs_and_remarks")
    kinds = [line.split(" ")[0] for line in github.annotations(one).splitlines() if line.startswith("::")]
    assert kinds[:5] == ["::error", "::error", "::error", "::warning", "::notice"]
    titles = [line for line in github.annotations(one).splitlines() if "title=dc-next-without-forget" in line]
    assert titles == [github.annotations(one).splitlines()[2]]  # another hides it
    many = having(one, bugs=one.report.bugs * 4)
    told = github.annotations(many)
    READERS["github"](told.encode())
    assert "10 more stand in the report." in told


def test_github_escapes_what_the_runner_would_take_for_its_own() -> None:
    assert github.data("100%\r\n::error::x") == "100%25%0D%0A::error::x"
    assert github.parameter("a:b,c%") == "a%3Ab%2Cc%25"


def test_github_command_stays_one_line_whatever_a_finding_says() -> None:
    one = named("one_bug")
    bug = replace(one.report.bugs[0], id="a,b:c", title="100% wrong\r\n::error::owned", location=None)
    told = github.annotations(having(one, submission="a,b:c.py", bugs=(bug,)))
    assert told.splitlines()[0] == "::error file=a%2Cb%3Ac.py,title=a%2Cb%3Ac::100%25 wrong%0A::error::owned"


def test_github_fences_what_the_submission_printed() -> None:
    one = named("clean")
    printing = having(one, source=replace(one.report.source, printed="hello\n::error::owned\n"))
    lines = github.annotations(printing).splitlines()
    assert lines[0].startswith("::stop-commands::")
    assert lines[1:3] == ["hello", "::error::owned"]
    assert lines[3] == f"::{lines[0].removeprefix('::stop-commands::')}::"
    READERS["github"](github.annotations(printing).encode())


def test_check50_tells_failed_skipped_and_impossible_apart() -> None:
    by_slug = {one.row.slug: json.loads(check50.results(one)) for one in STUDENTS}
    passed = {check["name"]: check["passed"] for check in by_slug["one_bug"]["results"]}
    assert passed["gradients"] is False
    assert passed["training"] is None
    assert next(check for check in by_slug["one_bug"]["results"] if check["name"] == "gradients")["dependency"]
    assert by_slug["fault"]["error"]["type"] == "Error"
    assert by_slug["empty"]["error"]["type"] == "Failure"
