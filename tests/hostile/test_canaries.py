"""The answers are elsewhere: a worker's memory is read from outside, and ways to files of others are tried from inside."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from harness.cases import Sizes, ordinary
from harness.client import Worker
from harness.contract_files import contract_files
from harness.diagnosis import systems
from harness.isolation.choose import select, ways
from harness.isolation.way import Way
from harness.isolation._zygote import Zygote
from harness.wire import Message
from mutants._bundle import reference_source
from mutants._catalogue import catalogue

WORKS = ways()["strict"].available() is None
CONFINED = ["strict", "zygote"] if WORKS else []
(CONTRACT,) = (contract.source for contract in contract_files("language_model"))
# Shorter pieces of text stand in many places.
LEAST = 40
ZEROS = """
import numpy as np

def forward(inputs, h_prev, C_prev, p):
    T, H, V = len(inputs), p[0].shape[0], p[4].shape[0]
    states, outputs = [np.zeros((H, 1))] * (T + 1), [np.full((V, 1), 1 / V)] * T
    return [np.zeros((H + V, 1))] * T, states[1:], states[1:], states[1:], states, states[1:], states, outputs, outputs

def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    return 0.0, tuple(map(np.zeros_like, p))
"""


@contextmanager
def way_named(name: str) -> Iterator[Way]:
    if name == "zygote":
        with Zygote() as way:
            yield way
    else:
        yield select(name)


def memory(process: int) -> Iterator[bytes]:
    """Yield what a process has written into its memory; wide characters are narrowed, by leaving out zeros."""
    with Path(f"/proc/{process}/maps").open() as maps, Path(f"/proc/{process}/mem").open("rb", buffering=0) as content:
        for line in maps:
            span, rights, *_ = line.split()
            first, last = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw"):
                content.seek(first)
                yield content.read(last - first).replace(b"\0", b"")


def found_in(process: int, wanted: dict[str, bytes]) -> set[str]:
    return {name for part in memory(process) for name, value in wanted.items() if value in part}


def pieces(texts: set[str]) -> dict[str, bytes]:
    """Return the longest run of plain characters of each text, where it is long enough."""
    runs = [max(re.findall(r"[ -~]+", text) or [""], key=len) for text in sorted(texts)]
    return {run: run.encode() for run in runs if len(run) >= LEAST}


def numbers(array: np.ndarray) -> bytes:
    return array.tobytes()[:32].replace(b"\0", b"")


@pytest.mark.parametrize("name", CONFINED)
def test_neither_the_reference_nor_the_catalogue_nor_any_right_number_is_in_the_workers_memory(name: str) -> None:
    answers = pieces({line.strip() for line in reference_source().splitlines()})
    answers |= pieces({text for mutant in catalogue()[::4] for text in (mutant.correct, mutant.buggy, mutant.hint)})
    given = pieces({*ZEROS.splitlines()})
    assert len(answers) > 50
    with way_named(name) as way, Worker.start(way) as worker:
        worker.load(ZEROS, "it.py", range(3), CONTRACT, {})
        assert worker.receive().fields["failed"] == []
        for case in ordinary(0, Sizes(), ZEROS):
            assert worker.request(Message("answer", {}, case.arrays)).fields["failure"] is None
            right = systems.answer((), case)
            assert right.outputs is not None
            answers |= {f"dW_f, {case.name}": numbers(right.gradients["W_f"])}
            answers |= {f"predictions, {case.name}": numbers(right.outputs)}
        given |= {f"W_f, {case.name}": numbers(case.arrays["W_f"])}
        found = found_in(worker._confined.process, {**answers, **given})
    assert found & {*answers} == set()
    # What was sent is found by the same search: its text, and the arrays of the last case.
    assert found == {*given}


ROUTES = {
    "its path": "print(open(path).read())",
    "a descriptor of its path": "print(open(f'/proc/self/fd/{os.open(path, os.O_PATH)}').read())",
    "a descriptor of the root": "print(os.read(os.open(path[1:], os.O_RDONLY, dir_fd=os.open('/', os.O_PATH)), 99))",
    "its own root": "print(open('/proc/self/root' + path).read())",
    "its parent's root": "print(open(f'/proc/{os.getppid()}/root' + path).read())",
    "its folder": "os.chdir(os.path.dirname(path)); print(open(os.path.basename(path)).read())",
    "a way up": "print(open('../' * 20 + path).read())",
    "NumPy": "print(np.fromfile(path, np.uint8).tobytes())",
    "a map": "print(np.memmap(path, np.uint8, 'r').tobytes())",
    "the C library": "c = ctypes.CDLL(None); b = ctypes.create_string_buffer(99); "
    "c.fopen.restype = ctypes.c_void_p; c.fread(b, 1, 98, ctypes.c_void_p(c.fopen(path.encode(), b'r') or exit())); "
    "print(b.value)",
    "a newer call": "how = (ctypes.c_uint64 * 3)(); f = ctypes.CDLL(None).syscall(437, -100, path.encode(), how, 24); "
    "print(os.read(f, 99))",
    "a link": "os.symlink(path, 'it'); print(open('it').read())",
    "another name": "os.link(path, 'it'); print(open('it').read())",
    "a new place": "os.rename(path, 'it'); print(open('it').read())",
    "an import": "sys.path.insert(0, os.path.dirname(path)); import neighbour; print(neighbour.SECRET)",
    "a run": "import runpy; print(runpy.run_path(path)['SECRET'])",
    "a line": "import linecache; print(linecache.getlines(path))",
    "another program": "import subprocess; print(subprocess.run(['/bin/cat', path], capture_output=True).stdout)",
    "a fork": "r, w = os.pipe(); os.fork() or os.write(w, open(path, 'rb').read()); print(os.read(r, 99))",
    "a namespace": "ctypes.CDLL(None).unshare(0x10020000); print(open(path).read())",
}


def leaked(way: Way, route: str, path: Path) -> str:
    """Return what a submission prints that tries to read the file in this way."""
    text = f"import ctypes, os, sys\nimport numpy as np\npath = {str(path)!r}\n\ndef go(): {route}\ngo()\n"
    with Worker.start(way) as worker:
        worker.load(text, "it.py", range(5), CONTRACT, {})
        worker.receive()
        return worker.printed


def planted(folder: Path) -> tuple[Path, str]:
    secret = secrets.token_hex(16)
    path = folder / "neighbour.py"
    path.write_text(f"SECRET = {secret!r}\n", encoding="utf-8")
    return path, secret


@pytest.mark.parametrize("name", CONFINED)
def test_no_way_leads_to_a_file_of_somebody_else(name: str, tmp_path: Path) -> None:
    path, secret = planted(tmp_path)
    with way_named(name) as way:
        for title, route in ROUTES.items():
            assert secret not in leaked(way, route, path), title
    assert path.exists()


@pytest.mark.parametrize("place", ["the home folder", "the folder of the harness"])
def test_no_canary_is_read(place: str) -> None:
    folder = Path.home() if place == "the home folder" else Path(__file__).parents[2] / "harness"
    path = folder / f".canary-{os.getpid()}.py"
    secret = secrets.token_hex(16)
    path.write_text(f"SECRET = {secret!r}\n", encoding="utf-8")
    try:
        assert all(secret not in leaked(select(name), ROUTES["its path"], path) for name in CONFINED[:1])
    finally:
        path.unlink()


@pytest.mark.parametrize("title", ["its path", "its own root", "NumPy", "an import", "a run", "another program"])
def test_a_canary_that_can_be_read_is_noticed(title: str, tmp_path: Path) -> None:
    path, secret = planted(tmp_path)
    assert secret in leaked(select("basic"), ROUTES[title], path)
