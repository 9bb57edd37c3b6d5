"""The page of accuracy: what was said of correct submissions and of injected bugs, counted, with intervals."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.records import Verdict

# The 97.5 % point of the normal distribution: a confidence interval of 95 %.
Z = 1.959964
CONTRACTS = ("language_model", "char_rnn", "cs231n", "coursera")
ALL = "all"
TEXT = """\
# How often it is right

Written by `{command}`, which grades {files} correct submissions with
{seeds} seeds each (every fifth with numerical derivatives and a training run, the others as `--quick` does) and
{injected} submissions with one injected error. There are {errors} documented errors; of each style one in {every}
is taken. The styles: the reference rewritten at random (other names, order, loops, helpers), under `char_rnn`
called by one function for both passes; the reference behind the functions of a cell, of one step and of many;
ordinary submissions into which a bug was put by hand. Left out is what a contract does not show, and what in a
function of one step is another bug than in a loop. The same command gives the same page.

In brackets: Wilson's confidence interval of 95 %, in per cent. Injected bugs stand for those of the catalogue; the
intervals say nothing of others.

## Correct submissions

A *false alarm* is any verdict but `clean`.

{right}
{alarms}
## Injected bugs

An *alarm* is the verdict `bugs` or `unexplained`. *Named*: that bug alone is named, or one that gives the very same
numbers. Lines are those of the bugs that are named. *Fixed*: an edit was found, run, and passed every check.

{wrong}
{unnamed}{astray}"""


@dataclass(frozen=True)
class Right:
    """What was said of a correct submission, with one seed."""

    contract: str
    name: str
    seed: int
    verdict: Verdict


@dataclass(frozen=True)
class Wrong:
    """What was said of a submission with one injected bug."""

    contract: str
    name: str
    alarm: bool
    named: bool  # it alone, or one with the very same numbers
    line: bool | None  # whether its line is right; None where it was not placed
    fixed: bool  # an edit was run and passed every check
    said: str  # the verdict and the errors


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % confidence interval of a share; 0 to 1 where nothing was tried.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22 (1927).
    """
    if not trials:
        return 0.0, 1.0
    share, weight = hits / trials, 1 + Z**2 / trials
    centre = (share + Z**2 / (2 * trials)) / weight
    half = Z * math.sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2)) / weight
    return max(0.0, centre - half), min(1.0, centre + half)


def page(right: Sequence[Right], wrong: Sequence[Wrong], command: str, errors: int, every: int) -> str:
    """Return the page; `command` is how it was made, `errors` how many are documented."""
    false = [one for one in right if one.verdict is not Verdict.CLEAN]
    return (
        TEXT.format(
            command=command,
            files=len({one.name for one in right}),
            seeds=len({one.seed for one in right}),
            injected=len(wrong),
            errors=errors,
            every=every,
            right=_table(["contract", "false alarms"], [_row_of_right(name, right) for name in (*CONTRACTS, ALL)]),
            alarms=_list(
                "False alarms", [f"`{one.contract}` {one.name}, seed {one.seed}: {one.verdict.value}" for one in false]
            ),
            wrong=_table(
                ["contract", "alarm", "named", "line right", "line wrong", "not placed", "fixed"],
                [_row_of_wrong(name, wrong) for name in (*CONTRACTS, ALL)],
            ),
            unnamed=_list("Not named", [f"`{one.contract}` {one.name}: {one.said}" for one in wrong if not one.named]),
            astray=_list("On a wrong line", [f"`{one.contract}` {one.name}" for one in wrong if one.line is False]),
        ).rstrip()
        + "\n"
    )


def _row_of_right(contract: str, right: Sequence[Right]) -> list[str]:
    chosen = [one for one in right if contract in (ALL, one.contract)]
    return [_called(contract), _share([one.verdict is not Verdict.CLEAN for one in chosen])]


def _row_of_wrong(contract: str, wrong: Sequence[Wrong]) -> list[str]:
    chosen = [one for one in wrong if contract in (ALL, one.contract)]
    named = [one for one in chosen if one.named]
    found = [[one.alarm for one in chosen], [one.named for one in chosen]]
    found += [[one.line is told for one in named] for told in (True, False, None)]
    return [_called(contract), *map(_share, [*found, [one.fixed for one in chosen]])]


def _called(contract: str) -> str:
    return contract if contract == ALL else f"`{contract}`"


def _share(hits: Sequence[bool]) -> str:
    if not hits:
        return "none"
    low, high = wilson(sum(hits), len(hits))
    return f"{sum(hits)} of {len(hits)}: {100 * sum(hits) / len(hits):.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(title: str, entries: Sequence[str]) -> str:
    return f"\n### {title}\n\n" + "\n".join(f"- {entry}" for entry in entries) + "\n" if entries else ""
