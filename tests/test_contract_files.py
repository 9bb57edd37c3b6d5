"""A contract is found by name or by path."""

from pathlib import Path

import pytest

from harness.contract_files import contract_files, names
from harness.contracts._auto import CONTRACTS
from harness.errors import UsageError
from harness.inside.contract import contract_from


def test_every_file_of_the_folder_is_a_contract_and_the_worker_has_them() -> None:
    assert {"char_rnn", "language_model"} <= set(names())
    for name in ("auto", *names()):
        (named,) = contract_files(name)
        assert named.name == name
        contract = contract_from(named.source)
        with pytest.raises(LookupError, match="found no function"):
            contract.find({})


def test_auto_tries_them_all() -> None:
    assert sorted(module.__name__.rpartition(".")[2] for module in CONTRACTS) == list(names())


def test_a_file_of_ones_own_is_a_contract(tmp_path: Path) -> None:
    path = tmp_path / "my_course.py"
    path.write_text("def find(namespace): ...\n", encoding="utf-8")
    (contract,) = contract_files(str(path))
    assert (contract.name, contract.source) == ("my_course", "def find(namespace): ...\n")


def test_a_contract_that_is_not_there_is_a_usage_error_that_lists_what_is(tmp_path: Path) -> None:
    for wanted in ("none", str(tmp_path / "none.py"), str(tmp_path)):
        with pytest.raises(UsageError, match="expected auto, char_rnn, language_model"):
            contract_files(wanted)


def test_a_contract_that_is_no_text_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "binary.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"binary\.py cannot be read"):
        contract_files(str(path))
