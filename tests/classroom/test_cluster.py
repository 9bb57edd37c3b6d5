"""A cluster gets bytes and gives bytes; what is wrong with it is one sentence."""

import json
import pickle
import pickletools
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from dask_clusters import Local

from classroom.jobs import GRADED, JOB
from harness.classroom.cluster import Cluster, cluster, insist_on_the_same
from harness.classroom.job import Graded
from harness.classroom.job import run as run_here
from harness.classroom.remote import answer, introduce, this_machine
from harness.errors import ProtocolError, UsageError

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
ADDRESS = "tcp://127.0.0.1:8786"


class Inner(Executor):
    """Keeps what is sent, and answers with what a function says."""

    def __init__(self, reply: Callable[[bytes], object]) -> None:
        self.sent: list[tuple[object, ...]] = []
        self._reply = reply

    def submit(self, function: object, /, *arguments: object, **_: object) -> "Future[object]":  # type: ignore[override]
        """Answer at once."""
        self.sent.append((function, *arguments))
        future: Future[object] = Future()
        try:
            future.set_result(self._reply(arguments[0]))  # type: ignore[arg-type]
        except Exception as problem:  # noqa: BLE001  (what Dask would hand on)
            future.set_exception(problem)
        return future


class Client:
    """As much of Dask's client as a cluster uses; `told` is what scheduler and workers say of themselves."""

    def __init__(self, inner: Executor, **told: object) -> None:
        self._inner = inner
        self._told = told

    def wait_for_workers(self, _count: int, timeout: float) -> None:
        """Wait for nobody."""
        if not self._told:
            raise TimeoutError(timeout)

    def run_on_scheduler(self, _function: object) -> object:
        """Answer for the scheduler."""
        said = self._told["scheduler"]
        if isinstance(said, Exception):
            raise said
        return said

    def run(self, _function: object, *, on_error: str) -> dict[str, object]:
        """Answer for a worker."""
        assert on_error == "return"
        return {"tcp://worker:1": self._told["worker"]}

    def get_executor(self, **_: object) -> Executor:
        """Return the executor."""
        return self._inner

    def nthreads(self) -> dict[str, int]:
        """Return two workers."""
        return {"tcp://a:1": 1, "tcp://b:1": 1}


def cluster_of(reply: Callable[[bytes], object]) -> tuple[Cluster, Inner]:
    inner = Inner(reply)
    return Cluster("tcp://there:8786", Client(inner)), inner  # type: ignore[arg-type]  # a fake


def test_only_bytes_and_the_name_of_a_function_of_ours_travel() -> None:
    pool, inner = cluster_of(lambda _: json.dumps({"report": "r"}).encode())
    assert pool.submit(run_here, JOB).result() == Graded("r")
    assert pool.jobs == 2
    [(function, data)] = inner.sent
    assert function is answer
    assert type(data) is bytes
    opcodes = {(code.name, argument) for code, argument, _ in pickletools.genops(pickle.dumps((answer, data)))}
    named = {argument for name, argument in opcodes if name in ("SHORT_BINUNICODE", "BINUNICODE", "GLOBAL")}
    assert named == {"harness.classroom.remote", "answer"}
    assert not {name for name, _ in opcodes} & {"REDUCE", "BUILD", "NEWOBJ", "NEWOBJ_EX", "INST", "OBJ"}


def test_an_answer_of_a_worker_that_is_no_report_is_refused() -> None:
    pool, _ = cluster_of(lambda _: pickle.dumps(GRADED))
    with pytest.raises(ProtocolError):
        pool.submit(run_here, JOB).result()


def test_a_broken_connection_ends_the_run_in_a_sentence() -> None:
    def gone(_: bytes) -> object:
        raise CancelledError

    pool, _ = cluster_of(gone)
    with pytest.raises(UsageError, match="scheduler tcp://there:8786 is gone; what is graded is kept"):
        pool.submit(run_here, JOB).result()


OLDER = json.dumps(asdict(replace(this_machine(), numpy="1.0"))).encode()
MISSING = ModuleNotFoundError("No module named 'harness'")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "has no worker; start some with: dask worker tcp://there:1"),
        ({"scheduler": introduce(), "worker": OLDER}, "tcp://worker:1 has NumPy 1.0, not .* as here; install the same"),
        ({"scheduler": OLDER, "worker": introduce()}, "tcp://there:1 has NumPy 1.0, not "),
        ({"scheduler": introduce(), "worker": MISSING}, "cannot be used at tcp://worker:1 .*No module named 'harness'"),
        ({"scheduler": MISSING, "worker": introduce()}, "cannot be used at tcp://there:1 .*install it on all machines"),
    ],
)
def test_a_cluster_of_other_machines_is_refused_in_a_sentence(told: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        insist_on_the_same("tcp://there:1", Client(Inner(lambda _: b""), **told))  # type: ignore[arg-type]  # a fake


def test_a_cluster_of_equal_machines_is_taken() -> None:
    told = {"scheduler": introduce(), "worker": introduce()}
    insist_on_the_same("tcp://there:1", Client(Inner(lambda _: b""), **told))  # type: ignore[arg-type]  # a fake


def test_no_scheduler_and_no_address_are_told_in_a_sentence() -> None:
    with pytest.raises(UsageError, match="no address of a scheduler"):
        cluster("foo")
    with pytest.raises(UsageError, match=r"no scheduler at tcp://127\.0\.0\.1:1 .* dask scheduler"):
        cluster("tcp://127.0.0.1:1", patience=0.5)


def test_without_dask_it_is_told_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.py").write_text("x = 1\n", encoding="utf-8")
    code = "import sys; sys.modules['distributed'] = None; from harness.cli import main; main()"
    arguments = ["grade", str(tmp_path / "class"), "-o", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:1"]
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1].endswith("pip install '.[cluster]'.")


def test_the_commands_of_the_documentation_grade_a_class(tmp_path: Path) -> None:
    scheduler, worker, grade = (shlex.split(line) for line in COMMANDS if not line.startswith("python3"))
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "examples" / "one_bug.py", tmp_path / "class" / "ada.py")
    local = Local(tmp_path)
    try:
        local.start(*scheduler[1:-1], "0", "--no-dashboard")
        local.address = local.scheduler_address()
        local.start(*[local.address if part == ADDRESS else part for part in worker[1:]], "--no-dashboard")
        command = [local.address if part == ADDRESS else part for part in grade[1:]]
        ran = subprocess.run([sys.executable, "-m", "harness.cli", *command], cwd=tmp_path, check=False)
    finally:
        local.end()
    assert ran.returncode == 0
    assert (
        (tmp_path / "reports" / "class" / "gradebook.csv").read_text(encoding="utf-8").splitlines()[1].startswith("ada")
    )


def test_dask_is_not_imported_unless_it_is_asked_for() -> None:
    code = "import sys, harness.classroom.cluster, harness.commands.grade; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
