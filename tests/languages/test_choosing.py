"""Which language is spoken."""

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.languages.choosing import asked_for, languages, matching, of_environment, sheets


@pytest.mark.parametrize(
    "name", ["zh_Hant", "zh-Hant", "zh-hant-TW", "zh_TW", "zh-TW", "zh_TW.UTF-8", "zh_HK", "zh_MO@stroke", "zh", " ZH "]
)
def test_traditional_chinese_has_many_names(name: str) -> None:
    assert asked_for(name) == "zh_Hant"


@pytest.mark.parametrize("name", ["en", "en_US.UTF-8", "en-GB", "C", "C.UTF-8", "POSIX"])
def test_english_has_some_too(name: str) -> None:
    assert asked_for(name) == "en"


@pytest.mark.parametrize("name", ["zh_CN", "zh-Hans", "de_AT.UTF-8", "xx", "", "../zh_Hant"])
def test_another_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="choose among en, zh_Hant"):
        asked_for(name)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_Hant"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en_GB", "LC_ALL": "zh_TW"}, "zh_Hant"),
        ({"LC_ALL": "", "LANG": "zh_TW"}, "zh_Hant"),
        ({"LC_ALL": "C", "LANG": "zh_TW"}, "en"),
        ({"HARNESS_LANG": "zh", "LC_ALL": "C"}, "zh_Hant"),
        ({"HARNESS_LANG": "nonsense", "LANG": "zh_TW"}, "en"),
    ],
)
def test_the_environment_speaks_as_in_every_program(environment: dict[str, str], wanted: str) -> None:
    assert of_environment(environment) == wanted


def test_a_language_is_a_folder(tmp_path: Path) -> None:
    for name in ("pt_BR", "pl", "empty"):
        (tmp_path / name).mkdir()
    for name in ("pt_BR", "pl"):
        (tmp_path / name / "interface.po").touch()
    (tmp_path / "pl" / "style.css").touch()
    assert languages(tmp_path) == ("en", "pl", "pt_BR")
    assert matching("pt-br", tmp_path) == "pt_BR"
    assert matching("pl_PL.UTF-8", tmp_path) == "pl"
    assert matching("pt_PT", tmp_path) is None
    assert sheets("pl", tmp_path) == (tmp_path / "pl" / "style.css",)
