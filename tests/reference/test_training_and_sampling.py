"""The training loop learns, and what it learned can be sampled."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from reference.arrays import Parameters
from reference.data import Example, build_vocabulary, data_sets, encode, generate_sequence
from reference.initialisation import init_lstm
from reference.language_model import forward
from reference.loss import cross_entropy_per_token
from reference.sampling import sample
from reference.training import VOCAB_SIZE, accuracy, evaluate, gradients, initial_state, loss_per_token, train

HIDDEN_SIZE = 20
A, B, END = 0, 1, 2


@dataclass(frozen=True)
class Run:
    """A trained model, its losses, and the data it has not seen."""

    p: Parameters
    training_losses: list[float]
    validation_losses: list[float]
    test_set: list[Example]


def silent(*_: float) -> None:
    """Report nothing."""


@cache
def trained() -> Run:
    rng = np.random.default_rng(0)
    training_set, validation_set, test_set = data_sets(rng)
    p = init_lstm(HIDDEN_SIZE, VOCAB_SIZE, rng)
    found = train(p, training_set, validation_set, epochs=25, learning_rate=1e-2, use_adam=True, rng=rng, report=silent)
    return Run(*found, test_set)


def test_adam_brings_the_validation_loss_from_guessing_to_near_the_entropy_of_the_data() -> None:
    # A uniform guess costs ln 4 = 1.386; only the end of the a is uncertain: ln 11 a sequence, 0.2 a token.
    losses = trained().validation_losses
    assert losses[0] > 1.2
    assert losses[-1] < 0.3


def test_the_training_loss_falls_with_the_validation_loss() -> None:
    assert trained().training_losses[-1] < 0.5 * trained().training_losses[0]
    assert len(trained().training_losses) == len(trained().validation_losses) == 25


def test_once_the_first_b_is_read_the_rest_of_an_unseen_sequence_is_predicted() -> None:
    word_to_index, _ = build_vocabulary([generate_sequence(1)])
    for n in (2, 4, 6, 8, 10):
        ((inputs, targets),) = encode([generate_sequence(n)], word_to_index)
        outputs = forward(inputs, *initial_state(trained().p), trained().p)[-1]
        predicted = [int(np.argmax(y_t)) for y_t in outputs[n:]]
        assert predicted == [int(np.argmax(target)) for target in targets[n:]]


def test_the_test_set_is_predicted_but_for_the_ends_of_the_a() -> None:
    assert accuracy(trained().test_set, trained().p) > 0.8
    untrained = init_lstm(HIDDEN_SIZE, VOCAB_SIZE, np.random.default_rng(1))
    assert accuracy(trained().test_set, untrained) < 0.6


def test_plain_gradient_descent_at_the_default_rate_lowers_the_validation_loss() -> None:
    _, _, validation_losses = train(
        init_lstm(HIDDEN_SIZE, VOCAB_SIZE, np.random.default_rng(0)), epochs=10, report=silent
    )
    assert validation_losses[-1] < 0.8 * validation_losses[0]


def test_the_report_is_called_after_each_epoch_with_both_losses() -> None:
    calls: list[tuple[float, ...]] = []
    training_set, validation_set, _ = data_sets(np.random.default_rng(0), 10)
    p = init_lstm(3, VOCAB_SIZE, np.random.default_rng(0))
    _, training, validation = train(p, training_set, validation_set, epochs=2, report=lambda *a: calls.append(a))
    assert calls == [(0, training[0], validation[0]), (1, training[1], validation[1])]


def test_what_is_not_given_is_drawn_from_a_fixed_seed() -> None:
    first, second = (train(epochs=1, report=silent) for _ in range(2))
    assert first[1:] == second[1:]
    np.testing.assert_array_equal(first[0][0], second[0][0])


def test_the_start_is_measured_before_any_update_and_left_unchanged() -> None:
    p = init_lstm(3, VOCAB_SIZE, np.random.default_rng(0))
    before = [parameter.copy() for parameter in p]
    _, validation_set, _ = data_sets(np.random.default_rng(0), 10)
    _, _, losses = train(p, validation_set=validation_set, epochs=1, report=silent)
    assert losses == [evaluate(validation_set, p)]
    for old, new in zip(before, p, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("max_norm", [1e-3, 0.1])
def test_an_update_is_no_longer_than_the_bound_times_the_learning_rate(max_norm: float) -> None:
    training_set, _, _ = data_sets(np.random.default_rng(0), 10)
    p = init_lstm(5, VOCAB_SIZE, np.random.default_rng(0))
    updated, _, _ = train(p, training_set[:1], epochs=1, learning_rate=0.5, max_norm=max_norm, report=silent)
    length = np.sqrt(sum(np.sum((new - old) ** 2) for new, old in zip(updated, p, strict=True)))
    assert length == pytest.approx(0.5 * max_norm)


def test_losses_are_per_token_over_sequences_of_unequal_length() -> None:
    word_to_index, _ = build_vocabulary([generate_sequence(1)])
    dataset = encode([generate_sequence(1), generate_sequence(4)], word_to_index)
    p = init_lstm(3, VOCAB_SIZE, np.random.default_rng(0))
    total = sum(gradients(inputs, targets, p)[0] for inputs, targets in dataset)
    assert evaluate(dataset, p) == pytest.approx(total / 10)
    assert loss_per_token(5.0, dataset) == 0.5
    inputs, targets = dataset[1]
    outputs = forward(inputs, *initial_state(p), p)[-1]
    assert evaluate(dataset[1:], p) == pytest.approx(float(cross_entropy_per_token(outputs, targets)))


def test_the_trained_model_counts_when_it_writes_on_its_own() -> None:
    written = [sample(trained().p, [A, A, A, B], np.random.default_rng(seed), stop=END) for seed in range(20)]
    assert sum(tokens == [B, B, END] for tokens in written) > 12


def test_equal_seeds_write_equal_text_and_others_do_not() -> None:
    p = init_lstm(4, VOCAB_SIZE, np.random.default_rng(0))
    first, second, third = (sample(p, [A], np.random.default_rng(seed), count=30) for seed in (1, 1, 2))
    assert first == second
    assert first != third
    assert len(first) == 30


def test_tokens_are_drawn_as_often_as_the_softmax_says() -> None:
    p = init_lstm(4, VOCAB_SIZE, np.random.default_rng(3))
    expected = forward([np.eye(VOCAB_SIZE)[:, [A]]], *initial_state(p), p)[-1][-1][:, 0]
    rng = np.random.default_rng(0)
    draws = 2000
    counts = np.bincount([sample(p, [A], rng, count=1)[0] for _ in range(draws)], minlength=VOCAB_SIZE)
    spread = np.sqrt(expected * (1 - expected) / draws)
    assert np.all(np.abs(counts / draws - expected) < 4 * spread)


def test_a_drawn_token_is_fed_back_with_the_states_it_led_to() -> None:
    p = init_lstm(4, VOCAB_SIZE, np.random.default_rng(3))
    tokens = sample(p, [A, B], np.random.default_rng(5), count=6)
    rng = np.random.default_rng(5)
    for place, token in enumerate(tokens):
        seen = [np.eye(VOCAB_SIZE)[:, [index]] for index in (A, B, *tokens[:place])]
        assert token == rng.choice(VOCAB_SIZE, p=forward(seen, *initial_state(p), p)[-1][-1][:, 0])


def test_an_empty_prompt_is_refused() -> None:
    with pytest.raises(ValueError, match="prompt is empty"):
        sample(init_lstm(2, VOCAB_SIZE, np.random.default_rng(0)), [], np.random.default_rng(0))
