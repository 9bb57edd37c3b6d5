"""A roster tells who is missing, and who stands behind the name of a group."""

from pathlib import Path

import pytest

from harness.classroom.entries import Entry
from harness.classroom.rosters import Roster, absent, grouped, roster
from harness.errors import UsageError

KNOWN = Roster(
    ("Ada Lovelace", "Alan", "grace", "anne-marie", "Anne"), {"team7": ("Ada Lovelace", "grace"), "alan": ("Anne",)}
)


def test_a_roster_names_the_students_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("\ufeffID, Name \n1,Grace\n2, Ada\n3,\n", encoding="utf-8")
    assert roster(path) == (("Grace", "Ada"), {})
    path.write_text("mark\n1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="has no column of names: found mark"):
        roster(path)
    with pytest.raises(UsageError, match="cannot be read"):
        roster(tmp_path / "none.csv")


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_columns_are_apart_as_the_spreadsheet_has_them(between: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(f'id{between}name\r\n1{between}"Doe, Jane; \r\nsister"\r\n'.encode())
    assert roster(path).students == ("Doe, Jane; \r\nsister",)


def test_groups_are_those_of_its_column(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("name,canvas_user_id,group_name\nAda,1,Team 7\nAlan,2,\nGrace,3, team-7\nBob\n", encoding="utf-8")
    assert roster(path) == (("Ada", "Alan", "Grace", "Bob"), {"team7": ("Ada", "Grace")})


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("team_7", ("Ada Lovelace", "grace")),
        ("alan", ()),  # a student of this name is no group
        ("Alan and Grace", ("Alan", "grace")),
        ("alan+GRACE", ("Alan", "grace")),
        ("ada lovelace, alan & grace", ("Ada Lovelace", "Alan", "grace")),
        ("grace_alan", ("grace", "Alan")),
        ("Anne-Marie", ()),
        ("anne-grace", ("Anne", "grace")),
        ("alan and zoe", ()),  # nobody knows who zoe is
        ("Group 3-Ada Lovelace", ("Ada Lovelace",)),  # as Moodle names each member's folder
        ("Team-7-Ada Lovelace", ("Ada Lovelace",)),
        ("Team-7-anne-marie", ("anne-marie",)),
        ("Team-7-zoe", ()),
        ("zoe", ()),
    ],
)
def test_the_members_of_a_group_are_students_of_the_roster(name: str, members: tuple[str, ...]) -> None:
    (found,) = grouped([Entry(name, ())], KNOWN)
    assert (found.student, found.members) == (name, members)


def test_whoever_handed_in_with_others_is_not_missing_and_what_a_system_says_of_a_group_stays() -> None:
    told = Entry("Alan and Zoe", (), members=("Alan", "Zoe"))
    found = grouped([told, Entry("Team 7", ())], KNOWN)
    assert found[0] == told
    assert absent(found, KNOWN) == ("anne-marie", "Anne")
