"""A contract is found by name or by path."""

from pathlib import Path

import pytest

from harness.contract_files import FOLDER, contract_files, names
from harness.errors import UsageError


def test_every_file_of_the_folder_is_a_contract_and_auto_tries_them_all() -> None:
    assert "language_model" in names()
    assert [contract.name for contract in contract_files("auto")] == list(names())
    (named,) = contract_files("language_model")
    assert named.source == (FOLDER / "language_model.py").read_text(encoding="utf-8")


def test_a_file_of_ones_own_is_a_contract(tmp_path: Path) -> None:
    path = tmp_path / "my_course.py"
    path.write_text("def find(namespace): ...\n", encoding="utf-8")
    (contract,) = contract_files(str(path))
    assert (contract.name, contract.source) == ("my_course", "def find(namespace): ...\n")


def test_a_contract_that_is_not_there_is_a_usage_error_that_lists_what_is(tmp_path: Path) -> None:
    for wanted in ("none", str(tmp_path / "none.py"), str(tmp_path)):
        with pytest.raises(UsageError, match="expected auto, language_model"):
            contract_files(wanted)


def test_a_contract_that_is_no_text_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "binary.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"binary\.py cannot be read"):
        contract_files(str(path))
