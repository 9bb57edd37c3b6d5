"""The scratch folder's own file system, and the look from outside where there is none."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from harness.client import Limits, Worker
from harness.errors import WorkerError
from harness.inside import confine
from harness.isolation import scratch as scratch_folder
from harness.isolation import spawn
from harness.isolation.choose import ways
from harness.isolation.way import Way
from harness.wire import Message

CONTRACT = """
def find(namespace):
    return {"forward": namespace["forward"], "backward": namespace["backward"]}


def forward(namespace, case):
    return namespace["forward"](case), None


def backward(namespace, case, cache):
    return namespace["backward"](case)
"""
TEXT = """
import numpy as np
def forward(case):
    np.save("kept", case["x"])
    return {"outputs": np.load("kept.npy")}
def backward(case): return {"loss": np.zeros(())}
"""
AVAILABLE = [name for name, way in ways().items() if way.available() is None]


def answered(way: Way, limits: Limits, x: np.ndarray) -> Message:
    with Worker.start(way, limits) as worker:
        worker.load(TEXT, "it.py", range(3), CONTRACT, {})
        assert worker.receive().fields["failed"] == []
        return worker.request(Message("answer", {}, {"x": x}))


@pytest.mark.parametrize("way", AVAILABLE)
def test_a_submission_may_save_and_load_its_weights(way: str) -> None:
    x = np.arange(6.0).reshape(2, 3)
    assert answered(ways()[way], Limits(), x).arrays["forward.outputs"].tobytes() == x.tobytes()


@pytest.mark.parametrize("way", AVAILABLE)
def test_nothing_that_it_saved_is_left(way: str, scratch: Path) -> None:
    answered(ways()[way], Limits(), np.zeros((2, 3)))
    assert list(scratch.iterdir()) == []


def test_where_the_kernel_sets_no_limit_the_folder_is_looked_at(scratch: Path) -> None:
    # basic has no file system of its own.
    limits = Limits(seconds=30.0, scratch_mb=1)
    text = TEXT.replace('return {"outputs"', 'import time; time.sleep(60); return {"outputs"')
    with Worker.start(ways()["basic"], limits) as worker:
        worker.load(text, "it.py", range(3), CONTRACT, {})
        worker.receive()
        with pytest.raises(WorkerError, match="wrote more than 1 MB, or too many files"):
            worker.request(Message("answer", {}, {"x": np.zeros(200_000)}))
    assert list(scratch.iterdir()) == []


def test_a_folder_is_overfull_by_its_size_or_its_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "below"
    below.mkdir()
    (below / "file").write_bytes(b"x" * 2**20)
    (tmp_path / "link").symlink_to("/")
    assert not scratch_folder.overfull(str(tmp_path), 2)
    assert not scratch_folder.overfull(str(tmp_path / "absent"), 2)
    (tmp_path / "other").write_bytes(b"x" * 2**20)
    assert scratch_folder.overfull(str(tmp_path), 1)
    monkeypatch.setattr(scratch_folder, "MAX_ENTRIES", 2)
    assert scratch_folder.overfull(str(tmp_path), 100)


def test_a_file_with_holes_counts_by_what_it_holds(tmp_path: Path) -> None:
    with (tmp_path / "hollow").open("wb") as file:
        file.truncate(2**30)
    assert not scratch_folder.overfull(str(tmp_path), 1)


linux_only = pytest.mark.parametrize("system", [sys.platform] if sys.platform == "linux" else [])


@linux_only
def test_a_root_without_user_namespaces_uses_its_own_mounts(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from harness.inside import private

    asked: list[int] = []

    def unshare(flags: int) -> None:
        asked.append(flags)
        if flags & private._NEW_USER:
            raise PermissionError(system)

    mounts: list[tuple[str | None, str]] = []
    monkeypatch.setattr(private, "unshare", unshare)
    monkeypatch.setattr(private, "_restricted", lambda: False)
    monkeypatch.setattr(private, "mount", lambda source, target, *_rest: mounts.append((source, target)))
    assert private.mounted("/somewhere", 16)
    assert [bool(flags & private._NEW_USER) for flags in asked] == [True, False]
    assert mounts == [(None, "/"), ("tmpfs", "/somewhere")]


@linux_only
def test_a_system_that_grants_no_file_system_is_told_and_asked_for_nothing(
    system: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from harness.inside import private

    def unshare(flags: int) -> None:
        raise AssertionError(f"{system}: asked for {flags}")

    switch = tmp_path / "restricted"
    switch.write_text("1\n")
    monkeypatch.setattr(private, "os", SimpleNamespace(getuid=lambda: 1000, getgid=lambda: 1000))
    monkeypatch.setattr(private, "_RESTRICTED", switch)
    monkeypatch.setattr(private, "unshare", unshare)
    assert not private.mounted("/somewhere", 16)
    monkeypatch.setattr(private, "_RESTRICTED", tmp_path / "absent")
    assert not private._restricted()


@linux_only
def test_a_folder_that_is_not_there_is_not_mounted_over(system: str, scratch: Path) -> None:
    # In another process, for one that has tried cannot go back.
    code = "from harness.inside import private; print(private.mounted(sys.argv[3], 16))"

    start = [sys.executable, *spawn.OPTIONS, "-c", spawn.BOOTSTRAP + code]
    arguments = [spawn._package(), spawn.folder_of("numpy"), str(scratch / "absent")]
    ran = subprocess.run([*start, *arguments], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("False\n", ""), system


@linux_only
def test_a_worker_without_its_own_file_system_says_so(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from harness.inside import private; private.mounted = lambda *_: False; "
    monkeypatch.setattr(spawn, "SERVE", code + spawn.SERVE)
    way = ways()["strict"]
    with Worker.start(way) as worker:
        assert worker.isolation.not_enforced == (*way.NOT_ENFORCED, confine.WATCHED), system
