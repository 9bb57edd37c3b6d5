"""What the search for bugs costs: runs of the reference, time and CPU time, over the number of bugs and of mutants.

    python benchmarks/bench_diagnosis.py [--sets N]     (with the project installed)

The submission is the reference with random sets of documented bugs over distinct lines, in one warm process: no worker
is started, and only the explanation is timed. A submission that no set explains is measured beside it. The numbers of
runs are the same on every machine.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from harness.cases import Sizes, ordinary
from harness.diagnosis import systems
from harness.diagnosis.influence import entangled, fit, influence
from harness.diagnosis.schema import schema
from harness.diagnosis.search import MOST_STEPS, search
from harness.diagnosis.trial import Bugs, Effort, Evidence
from mutants._catalogue import catalogue
from mutants._mutant import Severity

# The seed from which the search learns what mutants do is another one.
CASES = [case for case in ordinary(5, Sizes()) if not case.name.endswith("-gentle")]
TOLERANCE = 1e-7
SIZES = (1, 2, 3, 5, 8, 10)
# Ten bugs, in a warm process.
MOST_SECONDS = 0.150
SETS = 25
FEW = 20


@dataclass(frozen=True)
class Cost:
    """One search: how long it took, and whether it found a set."""

    seconds: float
    cpu: float
    runs: int
    found: bool


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sets", type=int, default=SETS, help="random sets of each size (default: %(default)s)")
    sets = parser.parse_args().sets
    influence(), entangled()
    bugs = errors()
    few = [str(bug) for bug in np.random.default_rng(1).permutation(bugs)[:FEW]]
    print("bugs  of mutants  explained  runs  wall     CPU      (medians)")
    for pool in (few, bugs):
        for size in SIZES:
            costs = [cost(evidence(bugs)) for bugs in islice(drawn(pool, size), sets)]
            print_row(f"{size:4}  {len(pool):10}", costs)
    limit = "within" if median(costs, "seconds") <= MOST_SECONDS else "OVER"
    print(
        f"{SIZES[-1]} bugs: {1000 * median(costs, 'seconds'):.0f} ms, {limit} the limit of {1000 * MOST_SECONDS:.0f} ms"
    )
    print_row("what no bug gives", [cost(unexplained(tensor)) for tensor in ("W_v", "b_f", "W_i", "b_o", "W_g")])


def errors() -> list[str]:
    """Return the mutants of backward that give wrong numbers."""
    ids = [mutant.id for mutant in catalogue() if mutant.severity is Severity.ERROR and mutant.id in schema().settings]
    backward = [bug for bug in sorted(ids) if not systems.is_forward(bug)]
    return [bug for bug in backward if all(systems.gradients(frozenset([bug]), case) for case in CASES)]


def drawn(pool: Sequence[str], size: int) -> Iterator[Bugs]:
    """Yield random sets of bugs over distinct lines; fewer bugs where the pool has no more lines."""
    rng = np.random.default_rng([size, len(pool)])
    while True:
        bugs: Bugs = frozenset()
        for bug in rng.permutation(pool):
            if len(bugs) < size and fit([*bugs, str(bug)]):
                bugs |= {str(bug)}
        yield bugs


def evidence(bugs: Bugs) -> list[Evidence]:
    """Return what a submission with these bugs gives."""
    return [Evidence(case, systems.gradients(bugs, case), lambda gradients, _case: gradients) for case in CASES]


def unexplained(tensor: str) -> list[Evidence]:
    """Return what a submission gives in which one tensor is wrong in a way that no documented bug is."""
    right = evidence(frozenset())
    return [
        Evidence(item.case, {**item.gradients, tensor: 0.9 * item.gradients[tensor]}, item.convention) for item in right
    ]


def cost(items: list[Evidence]) -> Cost:
    """Search once."""
    effort = Effort(most_steps=MOST_STEPS)
    wall, cpu = time.perf_counter(), time.process_time()
    found = search(items, frozenset(), TOLERANCE, effort)
    return Cost(time.perf_counter() - wall, time.process_time() - cpu, effort.evaluations, bool(found))


def median(costs: Sequence[Cost], field: str) -> float:
    """Return the median of one field."""
    return statistics.median(float(getattr(cost, field)) for cost in costs)


def print_row(name: str, costs: Sequence[Cost]) -> None:
    """Print the medians of several searches."""
    explained = sum(cost.found for cost in costs) / len(costs)
    wall, cpu = 1000 * median(costs, "seconds"), 1000 * median(costs, "cpu")
    print(f"{name}  {explained:9.0%}  {median(costs, 'runs'):4.0f}  {wall:4.0f} ms  {cpu:4.0f} ms")


if __name__ == "__main__":
    main()
