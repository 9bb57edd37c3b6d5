"""Workers forked from a process that has NumPy loaded: as confined as others, and strangers to each other."""

import ast
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from harness.client import Limits, Worker
from harness.errors import WorkerError
from harness.isolation import _zygote as zygote
from harness.isolation import strict
from harness.isolation._zygote import Zygote
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
def forward(case): return {"outputs": case["x"]}
def backward(case): return {"loss": np.sum(case["x"])}
"""
# On a machine without strict there is nothing to fork into.
pytestmark = pytest.mark.parametrize("way", ["zygote"] if strict.available() is None else [])


@pytest.fixture
def forking(scratch: Path) -> Iterator[Zygote]:
    del scratch
    with Zygote() as running:
        yield running


def children(process: int | None) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


def ran(way: Zygote, text: str) -> tuple[list[object], str]:
    """Execute a text in a fork; returns the failed statements and what it printed."""
    with Worker.start(way, Limits(seconds=30.0)) as worker:
        worker.load(TEXT + text, "it.py", range(len(ast.parse(TEXT + text).body)), CONTRACT, {})
        failed = worker.receive().fields["failed"]
        assert isinstance(failed, list)
        assert worker.request(Message("answer", {}, {"x": np.ones(3)})).arrays["backward.loss"] == 3.0
        return failed, worker.printed


def test_twenty_forks_answer_and_leave_no_process_and_no_file(way: str, forking: Zygote, scratch: Path) -> None:
    for _ in range(20):
        assert ran(forking, "") == ([], ""), way
    assert children(forking.process) == []
    assert list(scratch.iterdir()) == []
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    ran(forking, "")
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


def test_a_fork_is_confined_as_strict_is(way: str, forking: Zygote) -> None:
    with Worker.start(forking) as worker:
        assert (worker.isolation.name, worker.isolation.enforced) == ("strict", strict.ENFORCED), way
        assert set(worker.isolation.not_enforced) >= set(strict.NOT_ENFORCED)
        status = Path(f"/proc/{worker._confined.process}/status").read_text(encoding="ascii")
        assert "Seccomp:\t2\n" in status
        assert "NoNewPrivs:\t1\n" in status
        assert "CapEff:\t0000000000000000\n" in status


HOSTILE = {
    "a file of the harness": "open({tree!r}).read()",
    "a fork": "import os; os.fork()",
    "a thread": "import threading; threading.Thread(target=print).start()",
    "a socket": "import socket; socket.socket()",
    "the control channel": "import os; os.fstat(5)",
    "a signal to the zygote": "import os; os.kill(os.getppid(), 9)",
    "the zygote's memory": "import os; open(f'/proc/{{os.getppid()}}/mem', 'rb')",
}


@pytest.mark.parametrize("attempt", HOSTILE)
def test_a_fork_reaches_nothing_outside(way: str, attempt: str, forking: Zygote) -> None:
    failed, _ = ran(forking, HOSTILE[attempt].format(tree=zygote.__file__))
    assert len(failed) == 1, way
    assert ran(forking, "") == ([], "")


def test_two_submissions_in_turn_see_nothing_of_each_other(way: str, forking: Zygote) -> None:
    first = """
import builtins, os, sys
secret = 'canary ' * 3
builtins.secret = np.secret = sys.secret = secret
os.environ['SECRET'] = secret
open('secret', 'w').write(secret)
np.sum = lambda *_: 0.0
np.sum.__name__ = secret
"""
    second = """
import builtins, gc, os, sys
found = [name for name, place in (('builtins', builtins), ('numpy', np), ('sys', sys)) if hasattr(place, 'secret')]
found += [name for name in ('SECRET',) if name in os.environ]
found += os.listdir('.')
times = 3
for thing in gc.get_objects():
    values = list(thing.values()) if isinstance(thing, dict) else []
    if any(type(value) is str and 'canary ' * times in value for value in values):
        found.append(str(list(thing))[:200])
print(found)
"""
    with Worker.start(forking) as worker:
        worker.load(TEXT + first, "first.py", range(10), CONTRACT, {})
        assert worker.receive().fields["failed"] == [], way
        # The first still runs, beside the second.
        assert ran(forking, second) == ([], "[]\n")
    assert ran(forking, second) == ([], "[]\n")


def test_forks_know_how_they_ended(way: str, forking: Zygote) -> None:
    with Worker.start(forking) as worker:
        worker.load(TEXT + "import os; os._exit(3)\n", "it.py", range(5), CONTRACT, {})
        with pytest.raises(WorkerError, match="status 3"):
            worker.receive()
    with Worker.start(forking) as worker:
        worker.load(TEXT + "import ctypes; ctypes.string_at(0)\n", "it.py", range(5), CONTRACT, {})
        with pytest.raises(WorkerError, match="segmentation"):
            worker.receive()
    with Worker.start(forking, Limits(seconds=0.3)) as worker:
        worker.load(TEXT + "while True: pass\n", "it.py", range(5), CONTRACT, {})
        with pytest.raises(WorkerError, match="took longer"):
            worker.receive()
    assert children(forking.process) == [], way


def test_threads_may_ask_at_the_same_time(way: str, forking: Zygote) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(ran(forking, ""))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [([], "")] * 6, way


def test_a_zygote_that_was_killed_is_started_again_and_its_forks_end(way: str, forking: Zygote) -> None:
    before = forking.process
    assert before is not None
    with Worker.start(forking) as worker:
        assert worker.isolation.name == "strict", way
        os.kill(before, signal.SIGKILL)
        worker.load(TEXT + "import time; time.sleep(100)\n", "it.py", range(5), CONTRACT, {})
        with pytest.raises(WorkerError, match="killed"):
            worker.receive()
    assert ran(forking, "") == ([], "")
    assert forking.process != before


def test_a_zygote_that_cannot_run_is_told(way: str, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zygote, "SERVE", "raise SystemExit")
    with Zygote() as broken, pytest.raises(WorkerError, match="ended twice"):
        broken.start(Limits())
    assert list(scratch.iterdir()) == [], way


def test_it_is_a_way_that_works_where_strict_works_and_closing_twice_does_no_harm(way: str) -> None:
    unused = Zygote()
    assert unused.available() is None, way
    assert unused.STRENGTH == strict.STRENGTH
    unused.close()
    unused.close()
