"""A carry that a submission does not have is made, in its own words where it has some."""

import pytest
from grading import reference_with, written

from harness.diagnosis.diagnose import diagnose
from harness.launching import Depth, Options
from harness.opening import opened
from harness.repair.mend import mend

ZEROS = "    dh_next = np.zeros_like(h[-1])\n"
NOT_ADDED = ("dh = dh_s[t] + dh_next", "dh = dh_s[t]")
IN_ONE_LINE = (
    "dC = np.copy(dC_next)\n        dtanh = dh * o[t]\n        dC += dtanh * (1 - np.tanh(C_t) ** 2)\n",
    "tc = np.tanh(C_t)\n        dC = dh * o[t] * (1 - tc ** 2)\n",
)
CELL_ZEROS = ("    dC_next = np.zeros_like(C[-1])\n", "")
CELL_UNREAD = ("dx_s, dh_next, dC_next\n", "dx_s, dh_next, None\n")
UNREAD = ("dx_s, dh_next, dC_next\n", "dx_s, None, dC_next\n")


def added(before: str) -> list[str]:
    """Return the lines that mending adds."""
    with written(before) as path, opened(path, Options(depth=Depth.QUICK)) as session:
        text = mend(session, diagnose(session.observations)).text
    assert text is not None
    return [line.strip() for line in text.splitlines() if line not in before.splitlines()]


def test_a_carry_without_zeros_to_begin_with_gets_them() -> None:
    assert added(reference_with((ZEROS, ""), NOT_ADDED, UNREAD)) == [
        "dh_next = np.zeros_like(dC_next)",
        "dh = dh_s[t] + dh_next",
    ]


def test_a_carry_of_which_another_part_is_kept_gets_the_right_one() -> None:
    before = reference_with(("dh_next = dz[:H]", "dh_next = dz[H:]"), NOT_ADDED, UNREAD)
    assert added(before) == ["dh_next_ = np.zeros_like(dC_next)", "dh = dh_s[t] + dh_next_", "dh_next_ = dz[:H]"]


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ((), []),
        ((CELL_ZEROS, CELL_UNREAD), ["dC_next_ = np.zeros_like(dh_next)", "dC_next_ = dC * f[t]"]),
        (
            (CELL_ZEROS, CELL_UNREAD, ("        dC_next = dC * f[t]\n", "")),
            ["dC_next = np.zeros_like(dh_next)", "dC_next = dC * f[t]"],
        ),
    ],
    ids=["with zeros", "without zeros", "without any of it"],
)
def test_a_carry_that_a_sum_in_one_line_lacks_is_added_to_it(
    edits: tuple[tuple[str, str], ...], lines: list[str]
) -> None:
    name = lines[0].partition(" ")[0] if lines else "dC_next"
    own = f"dC = dh * o[t] * (1 - tc ** 2) + {name}"
    assert added(reference_with(IN_ONE_LINE, *edits)) == [*lines[:1], own, *lines[1:]]


@pytest.mark.parametrize("zeros", [(), ((ZEROS, ""),)], ids=["with zeros", "without zeros"])
def test_a_carry_is_added_to_the_entry_that_a_helper_reads(zeros: tuple[tuple[str, str], ...]) -> None:
    helper = "def both(dh_s, o, t, C_t):\n    return dh_s[t] * np.tanh(C_t), dh_s[t] * o[t]\n\n\n"
    before = reference_with(
        ("def lstm_backward", f"{helper}def lstm_backward"),
        (
            "        dh = dh_s[t] + dh_next\n        do = dh * np.tanh(C_t)\n",
            "        do, dtanh = both(dh_s, o, t, C_t)\n",
        ),
        ("        dtanh = dh * o[t]\n", ""),
        UNREAD,
        *zeros,
    )
    assert "dh_s[t] = dh_s[t] + dh_next" in added(before)
