"""What a mutant notes of the gates' gradients is learned from the mutant."""

from harness.diagnosis.notings import notings, shows, turning, wide


def test_a_copy_notes_another_gates_gradient_at_every_step() -> None:
    copy = notings()["weight-copied-from-another-gate.i-from-o"]
    assert (copy.tensor, copy.once, copy.later, copy.apart) == ("W_i", {"W_o": 1}, {"W_o": 1}, False)


def test_what_is_overwritten_keeps_nothing_of_a_step_that_others_follow_and_has_an_array_of_its_own() -> None:
    overwritten = notings()["gradient-overwritten.W_f"]
    assert (overwritten.once, overwritten.later, overwritten.apart) == ({"W_f": 1}, {}, True)


def test_one_array_for_several_tensors_is_known_with_these() -> None:
    assert wide() == {
        "gradients-share-a-buffer.W": ("W_f", "W_i", "W_g", "W_o"),
        "gradients-share-a-buffer.b": ("b_f", "b_i", "b_g", "b_o"),
    }


def test_a_gate_shows_where_its_gradient_is_noted() -> None:
    gate = frozenset({"W_o", "b_o"})
    assert shows(frozenset(), gate) == gate
    assert shows(frozenset({"weight-copied-from-another-gate.o-from-f"}), gate) == {"b_o"}
    assert shows(frozenset({"weight-copied-from-another-gate.i-from-o"}), gate) == {"W_o", "b_o", "W_i"}
    assert shows(frozenset({"gradients-share-a-buffer.W"}), gate) == {"W_f", "W_i", "W_g", "W_o", "b_o"}


def test_the_loop_that_begins_at_the_first_step_is_known_and_one_without_carry_is_none() -> None:
    assert turning() == ("time-loop-forward",)
