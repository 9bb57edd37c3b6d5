"""Where jobs run: the workers of a Dask cluster, which get bytes and give bytes."""

import logging
import re
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from typing import TYPE_CHECKING

from harness.classroom.job import Graded, Job
from harness.classroom.remote import answer, graded_from, introduce, machine, packed, this_machine
from harness.errors import UsageError, not_installed

if TYPE_CHECKING:
    from distributed import Client

# A scheduler that is there answers at once; a worker may have to start, and to load us.
PATIENCE = 10.0
WORKERS_PATIENCE = 60.0
ADDRESS = re.compile(r"(\w+://)?\S+:\d+")


class Cluster(Executor):
    """The workers behind a scheduler; use it in `with`, or call `shutdown`."""

    def __init__(self, address: str, client: "Client") -> None:
        self._address = address
        self._client = client
        # Each submission is graded, however much it is like another one; Dask itself sends again what a worker lost.
        self._inner = client.get_executor(pure=False)

    @property
    def jobs(self) -> int:
        """How many submissions are graded at once: one for each worker."""
        return len(self._client.nthreads())

    def submit(self, _function: object, /, job: Job) -> "Future[Graded]":  # type: ignore[override]  # runs jobs alone
        """Send a job's bytes; the future is that of its report. Raises UsageError where the scheduler is gone."""
        ours: Future[Graded] = Future()
        try:
            theirs = self._inner.submit(answer, packed(job))
        except RuntimeError:  # the client has closed itself
            raise self._lost() from None
        theirs.add_done_callback(partial(self._hand_on, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which stays as it is; what still runs there is given up unless `wait`."""
        self._inner.shutdown(wait=wait and not cancel_futures)
        self._client.close(timeout=PATIENCE)

    def _hand_on(self, ours: "Future[Graded]", theirs: "Future[bytes]") -> None:
        try:
            ours.set_result(graded_from(theirs.result()))
        except CancelledError:  # nobody here cancels: the connection broke
            ours.set_exception(self._lost())
        except Exception as problem:  # noqa: BLE001  (Dask's own, as that a worker died on it several times)
            ours.set_exception(problem)

    def _lost(self) -> UsageError:
        return UsageError(
            f"The scheduler {self._address} is gone; what is graded is kept: start it, and run the same command again."
        )


def cluster(address: str, patience: float = PATIENCE) -> Cluster:
    """Return the cluster of the scheduler at `address`; raises UsageError, in a sentence, where it cannot be used."""
    try:
        from distributed import Client
    except ImportError:
        raise not_installed("--scheduler", "distributed", "cluster") from None
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)  # what goes wrong is told by us
    if not ADDRESS.fullmatch(address):  # Dask would start half a client first
        raise UsageError(f"{address} is no address of a scheduler: expected one as tcp://host:8786.")
    try:
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise UsageError(
            f"There is no scheduler at {address} ({type(problem).__name__}); "
            "start one with: dask scheduler, and give the address that it prints, as tcp://host:8786."
        ) from None
    try:
        insist_on_the_same(address, client)
    except BaseException:
        client.close(timeout=PATIENCE)
        raise
    return Cluster(address, client)


def insist_on_the_same(address: str, client: "Client") -> None:
    """Raise UsageError where there is no worker, or scheduler or workers have not what is installed here."""
    try:
        client.wait_for_workers(1, timeout=WORKERS_PATIENCE)
    except TimeoutError:
        raise UsageError(f"The scheduler {address} has no worker; start some with: dask worker {address}.") from None
    try:
        told: dict[str, object] = {address: client.run_on_scheduler(introduce)}
    except Exception as problem:  # noqa: BLE001  (whatever loading us raised there)
        told = {address: problem}
    told |= client.run(introduce, on_error="return")
    for where, said in sorted(told.items()):
        if not isinstance(said, bytes):
            reason = f"{type(said).__name__}: {said}".splitlines()[0]
            raise UsageError(
                f"harness cannot be used at {where} ({reason}); install it on all machines of the cluster."
            )
        if other := machine(said).differing(this_machine()):
            raise UsageError(f"{where} has {other} as here; install the same on all machines.")
