"""A submission is opened, or one sentence says why not."""

from pathlib import Path

import pytest
from grading import SUBMISSIONS, written

from harness.client import Worker
from harness.errors import UnboundError, UnreadableError, UsageError
from harness.launching import Options, launch
from harness.opening import opened
from mutants._bundle import reference_source

ODD_CONTRACT = '''"""Never fits."""
def find(namespace):
    raise LookupError("nothing here is to its taste")


def forward(namespace, case): ...
def backward(namespace, case, cache): ...
'''
BROKEN_CONTRACT = ODD_CONTRACT.replace("LookupError", "RuntimeError")


def test_an_open_submission_tells_its_contract_its_confinement_and_what_was_left_out() -> None:
    with opened(SUBMISSIONS / "broken" / "trains_at_top_level.py", Options()) as session:
        source = session.source()
        assert session.contract.name == "language_model"
        assert session.isolation.enforced
        assert source.left_out == tuple(sorted(source.left_out))
        assert len(source.left_out) > 2
        assert source.text.startswith("# Expected")


def test_what_a_submission_prints_is_kept() -> None:
    with opened(SUBMISSIONS / "broken" / "prints_each_step.py", Options()) as session:
        assert session.observations.answers
        assert session.source().printed


def test_a_worker_that_was_started_ahead_is_used_and_ended() -> None:
    worker = launch(Options())
    with written(reference_source()) as path, opened(path, Options(), worker) as session:
        assert session.worker is worker
    assert_ended(worker)


def assert_ended(worker: Worker) -> None:
    assert worker._closed


def test_a_worker_that_was_started_ahead_is_ended_where_the_file_is_not_there(tmp_path: Path) -> None:
    worker = launch(Options())
    with pytest.raises(UnreadableError), opened(tmp_path / "nowhere.py", Options(), worker):
        pass
    assert_ended(worker)


def test_a_worker_that_was_started_ahead_is_ended_where_there_is_no_such_contract(tmp_path: Path) -> None:
    worker = launch(Options())
    with pytest.raises(UsageError), opened(tmp_path / "nowhere.py", Options(contract="none"), worker):
        pass
    assert_ended(worker)


def test_a_contract_that_fits_nothing_is_told_with_its_own_sentence(tmp_path: Path) -> None:
    contract = tmp_path / "odd.py"
    contract.write_text(ODD_CONTRACT, encoding="utf-8")
    with (
        written(reference_source()) as path,
        pytest.raises(
            UnboundError,
            match=r"No contract fits planted\.py \(odd: nothing here is to its taste\): .* --contract NAME",
        ),
        opened(path, Options(contract=str(contract))),
    ):
        pass


def test_a_contract_that_raises_is_told(tmp_path: Path) -> None:
    contract = tmp_path / "broken.py"
    contract.write_text(BROKEN_CONTRACT, encoding="utf-8")
    with (
        written(reference_source()) as path,
        pytest.raises(UnboundError, match="its find raises RuntimeError: nothing here"),
        opened(path, Options(contract=str(contract))),
    ):
        pass


def test_a_definition_that_could_not_be_executed_is_given_as_the_cause() -> None:
    text = (SUBMISSIONS / "correct" / "list_caches.py").read_text(encoding="utf-8")
    text = text.replace("def forward(inputs, h_prev, C_prev, p):", "def forward(inputs, h_prev, C_prev, p=1 / 0):")
    with (
        written(text) as path,
        pytest.raises(
            UnboundError, match=r"found no function forward.*; line \d+ was left out, as it raised ZeroDivisionError"
        ),
        opened(path, Options()),
    ):
        pass


def test_running_the_top_level_leaves_nothing_out() -> None:
    with written(reference_source() + "\nprint('at top level')\n") as path:
        with opened(path, Options(run_top_level=True)) as session:
            assert session.source().left_out == ()
            assert "at top level" in session.source().printed
        with opened(path, Options()) as session:
            assert "it prints" in {reason for _, reason in session.source().left_out}
