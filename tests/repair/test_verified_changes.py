"""A changed submission is verified by its numbers on fresh cases, and by nothing else."""

from collections.abc import Iterator

import pytest
from grading import EXAMPLES, mutated, reference_with

from harness.launching import Depth, Options
from harness.opening import Session, opened
from harness.repair.verify import verified
from mutants._bundle import reference_source
from mutants._catalogue import catalogue
from mutants._mutant import inject

BUG = "cell-double-tanh"
TWO = ("cell-double-tanh", "dc-next-without-forget")


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with opened(EXAMPLES / "one_bug.py", Options(depth=Depth.QUICK)) as opening:
        yield opening


def test_the_reference_is_verified(session: Session) -> None:
    assert verified(session, reference_source())


def test_each_bug_left_is_noticed(session: Session) -> None:
    assert not verified(session, mutated(BUG))
    assert verified(session, mutated(BUG), [BUG])


def test_a_mended_bug_is_verified_beside_one_that_remains(session: Session) -> None:
    both = inject([mutant for mutant in catalogue() if mutant.id in TWO])
    assert not verified(session, both, TWO[:1])
    assert not verified(session, mutated(TWO[1]), TWO)
    assert verified(session, mutated(TWO[1]), TWO[1:])


def test_code_right_for_the_seed_of_the_search_alone_is_not_verified(session: Session) -> None:
    # Right on short sequences only: the longer one tells.
    growth = "    dW_f = dW_f * (1 + (len(outputs) > 20))\n"
    text = reference_with(("    return loss, (dW_f,", f"{growth}    return loss, (dW_f,"))
    assert not verified(session, text)


@pytest.mark.parametrize(
    "text",
    [
        "def forward(:\n",
        "x = 1\n",
        reference_with(("    W_v, b_v = p[4], p[9]\n    z_s", "    1 / 0\n    W_v, b_v = p[4], p[9]\n    z_s")),
        reference_with(("    W_v, b_v = p[4], p[9]\n    z_s", "    import os\n    os._exit(0)\n    z_s")),
    ],
    ids=["no Python", "no functions", "raises", "ends its process"],
)
def test_what_cannot_be_run_is_not_verified(session: Session, text: str) -> None:
    assert not verified(session, text)


@pytest.mark.parametrize(
    ("right", "other"),
    [
        ("    return loss, (dW_f,", "    return loss / len(outputs) / 4, (dW_f,"),
        ("    return loss, (dW_f,", "    loss = loss / len(outputs)\n    return loss, (dW_f,"),
    ],
)
def test_a_scale_of_the_loss_is_respected(session: Session, right: str, other: str) -> None:
    assert verified(session, reference_with((right, other)))


def test_a_clip_inside_backward_is_respected(session: Session) -> None:
    grads = "(dW_f, dW_i, dW_g, dW_o, dW_v, db_f, db_i, db_g, db_o, db_v)"
    clipped = reference_with((f"return loss, {grads}", f"return loss, clip_gradient_norm({grads})"))
    assert verified(session, clipped)
    assert not verified(session, clipped, [BUG])
