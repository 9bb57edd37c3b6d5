"""What each argument of a function gets, by its name and by what is left."""

from harness.contracts._arguments import match


def test_the_y_of_a_backward_without_other_targets_is_the_targets() -> None:
    assert match(lambda probs, Y, cache, params: (probs, Y, cache, params), "backward", 2)[0] == [0, "targets", 1, "p"]
    assert match(lambda y: y, "backward", 1, held=True)[0] == ["targets"]


def test_a_y_beside_targets_is_what_forward_predicted() -> None:
    assert match(lambda y, cache, targets, p: (y, cache, targets, p), "backward", 2)[0] == [0, 1, "targets", "p"]
