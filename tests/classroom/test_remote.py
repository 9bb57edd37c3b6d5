"""What travels to a machine of a cluster and back, and how machines are told apart."""

import json
import pickle
from dataclasses import replace

import pytest

from classroom.jobs import GRADED, JOB, ONE_FILE
from harness.classroom.job import Graded
from harness.classroom.job import run as run_here
from harness.classroom.remote import answer, graded_from, introduce, machine, packed, this_machine, unpacked
from harness.errors import ProtocolError


def test_a_job_comes_out_as_it_went_in() -> None:
    assert unpacked(packed(JOB)) == (JOB, this_machine())


def test_a_cluster_gives_the_report_that_the_pool_gives() -> None:
    def timeless(graded: Graded) -> tuple[object, str]:
        report = json.loads(graded.report)
        report.pop("seconds")
        return report, graded.fault

    assert timeless(graded_from(answer(packed(ONE_FILE)))) == timeless(run_here(ONE_FILE))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"harness": "9.9"}, "harness 9.9, not"),
        ({"sources": "00000000"}, "other sources of harness"),
        ({"numpy": "1.0"}, "NumPy 1.0, not"),
        ({"python": "2.7"}, "Python 2.7, not"),
    ],
)
def test_a_machine_with_something_else_is_told_apart(changes: dict[str, str], words: str) -> None:
    here = this_machine()
    assert here.differing(here) == ""
    assert replace(here, **changes).differing(here).startswith(words)


def test_a_machine_that_confines_less_is_told_apart_and_one_that_confines_more_is_not() -> None:
    strict, basic = (replace(this_machine(), isolation=name) for name in ("strict", "basic"))
    assert "only the isolation basic" in basic.differing(strict)
    assert strict.differing(basic) == ""


def test_a_worker_of_another_version_says_so_and_grades_nothing() -> None:
    fields = json.loads(packed(ONE_FILE))
    fields["by"]["numpy"] = "1.0"
    graded = graded_from(answer(json.dumps(fields).encode()))
    assert not graded.report
    assert "not 1.0" in graded.fault
    assert "install the same" in graded.fault


@pytest.mark.parametrize("data", [b"", b"\x80\x04.", b"[]", b"{}", b'{"files": 1}'])
def test_nonsense_is_a_fault_and_no_exception(data: bytes) -> None:
    assert "another form of asking" in graded_from(answer(data)).fault


@pytest.mark.parametrize("data", [None, "{}", b"", b"[]", b'{"report": 1}', b'{"mark": "100"}', pickle.dumps(GRADED)])
def test_an_answer_that_is_no_report_is_refused(data: object) -> None:
    with pytest.raises(ProtocolError):
        graded_from(data)


def test_a_machine_introduces_itself_and_another_thing_does_not() -> None:
    assert machine(introduce()) == this_machine()
    with pytest.raises(ProtocolError):
        machine(b'{"harness": "1"}')
