"""What hostile submissions may do to the harness: each attempt says how it must end under each way to confine."""

import os
import re
from pathlib import Path

import numpy as np
import pytest

from harness.client import Limits, Worker
from harness.errors import ProtocolError, WorkerError
from harness.isolation.choose import select, ways
from harness.submissions.definitions import choose
from harness.submissions.python import read
from harness.wire import Message

ATTEMPTS = sorted((Path(__file__).parent / "attempts").glob("*.py"))
WAYS = [name for name, way in ways().items() if way.available() is None]
LIMITS = Limits(seconds=0.5, memory_mb=512)
# Generous: what is not meant to be slow must not fail on a loaded machine.
PATIENT = Limits(seconds=20.0, memory_mb=512)
OUTCOMES = {"refused", "failure", "harmless", "ended", "malformed", "slow", "any"}
CONTRACT = """
def find(namespace):
    return {"forward": namespace["forward"], "backward": namespace["backward"]}


def forward(namespace, case):
    return namespace["forward"](case)


def backward(namespace, case, cache):
    return namespace["backward"](case)
"""


def expected(attempt: Path, way: str) -> set[str]:
    """Return the ends that are right: one, or "this or that" where it hangs on the moment."""
    found = re.search(rf"^# {way}: ([\w ]+)$", attempt.read_text(), re.MULTILINE)
    assert found is not None
    return set(found[1].split(" or "))


def outcome(attempt: Path, way: str, limits: Limits) -> tuple[str, str, str]:
    """Return how the attempt ended, the sentence, and the scratch folder."""
    submission = read(attempt)
    with Worker.start(select(way), limits) as worker:
        scratch = worker._confined.scratch
        try:
            statements = choose(submission, everything=True).statements
            worker.load(submission.text, submission.name, statements, CONTRACT, {})
            loaded = worker.receive()
            answer = worker.request(Message("answer", {}, {"inputs": np.zeros((2, 3, 1))}))
        except ProtocolError as error:
            return "malformed", str(error), scratch
        except WorkerError as error:
            return ("slow" if "took longer" in str(error) else "ended"), str(error), scratch
    if loaded.fields["failed"]:
        return "refused", str(loaded.fields["failed"]), scratch
    if answer.fields["failure"] is not None:
        return "failure", str(answer.fields["failure"]), scratch
    return "harmless", "", scratch


def left_behind(scratch: str) -> list[str]:
    """Return the processes whose environment names the scratch folder."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if scratch.encode() in Path(f"/proc/{entry}/environ").read_bytes():
                    found.append(entry)
            except OSError:
                continue
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda path: path.stem)
def test_an_attempt_ends_as_it_must_and_leaves_nothing_behind(attempt: Path, way: str) -> None:
    wanted = expected(attempt, way)
    found, sentence, scratch = outcome(attempt, way, LIMITS if wanted == {"slow"} else PATIENT)
    assert wanted == {"any"} or found in wanted, sentence
    assert len(sentence) < 3000
    assert sentence.isprintable()
    assert left_behind(scratch) == []
    assert not Path(scratch).exists()


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda path: path.stem)
def test_every_attempt_says_how_it_must_end(attempt: Path) -> None:
    assert expected(attempt, "strict") | expected(attempt, "basic") <= OUTCOMES
    assert "any" not in expected(attempt, "strict")
