"""The digest of the sources, by which two checkouts of one version are told apart."""

from pathlib import Path

from harness.classroom.sources import digest_of


def test_the_digest_tells_sources_apart_and_no_places(tmp_path: Path) -> None:
    def written(place: str, name: str, text: str) -> str:
        folder = tmp_path / place
        folder.mkdir()
        (folder / "same.py").write_text("x = 1\n", encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
        return digest_of({"harness": folder})

    first = written("a", "b.py", "y = 1\n")
    assert written("elsewhere", "b.py", "y = 1\n") == first
    assert len({first, written("c", "b.py", "y = 2\n"), written("d", "c.py", "y = 1\n")}) == 3
    (tmp_path / "a" / "kept.json").write_text("{}", encoding="utf-8")
    assert digest_of({"harness": tmp_path / "a"}) == first
