"""A carry that a submission does not have is made, in its own words where it has some."""

import pytest
from grading import reference_with, written

from harness.diagnosis.diagnose import diagnose
from harness.launching import Depth, Options
from harness.opening import opened
from harness.repair.mend import mend

ZEROS = "    dh_next = np.zeros_like(h[-1])\n"
NOT_ADDED = ("dh = dh_s[t] + dh_next", "dh = dh_s[t]")
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
