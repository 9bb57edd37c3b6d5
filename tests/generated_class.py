"""A class as large as one likes: documented bugs in many styles, right submissions, and hostile or broken ones."""

from pathlib import Path

import numpy as np
from rewriting import planted

from mutants._catalogue import catalogue
from mutants._mutant import Severity

# One in so many is taken from the broken and hostile submissions, and one is right.
TENTH = 10
BROKEN, RIGHT = 9, 4
HERE = Path(__file__).parent
# In turn: what students hand in by mistake, and what attacks the grader.
FOLDERS = (HERE / "submissions" / "broken", HERE / "hostile" / "attempts")
PROBLEMS = tuple(sorted(folder.glob("*.py")) for folder in FOLDERS)
# The first is one that ends its process; steps without a common divisor with the numbers of files reach every one.
FIRST, STRIDE = 15, 7
# Those that are right all the same: what is odd about them costs nothing.
HARMLESS = frozenset({"fork_bomb", "prints_a_gigabyte", "prints_each_step", "trains_at_top_level"})


def submission(number: int, seed: int = 0) -> str:
    """Return the text of one submission: the same number and seed give the same one, whatever the size of the class."""
    if number % TENTH == BROKEN:
        return _problem(number, seed).read_text(encoding="utf-8")
    rng = np.random.default_rng([seed, number, 9])
    if number % TENTH == RIGHT:
        return planted(frozenset(), rng).text
    bug = catalogue()[int(rng.integers(len(catalogue())))]
    # What is wrong outside the two passes (drawing parameters, the recipe) is there in the textbook's style alone.
    return planted(frozenset({bug.id}), rng).text if bug.severity is Severity.ERROR else bug.source()


def kind(number: int, seed: int = 0) -> str:
    """Return the name of the broken or hostile submission of this number."""
    return _problem(number, seed).stem


def _problem(number: int, seed: int) -> Path:
    turn, which = divmod(number // TENTH + seed, len(PROBLEMS))
    return PROBLEMS[which][(FIRST + STRIDE * turn) % len(PROBLEMS[which])]


def write_class(folder: Path, count: int, seed: int = 0) -> tuple[Path, ...]:
    """Write so many submissions into a folder, each in a file named by its student."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / f"student-{number:03}.py" for number in range(count))
    for number, path in enumerate(paths):
        path.write_text(submission(number, seed), encoding="utf-8")
    return paths
