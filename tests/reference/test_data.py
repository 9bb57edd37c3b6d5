"""The data sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reference.data import (
    EOS,
    LARGEST_N,
    UNKNOWN,
    build_vocabulary,
    data_sets,
    encode,
    generate_sequence,
    generate_sequences,
    inputs_and_targets,
    one_hot_encode,
    one_hot_encode_sequence,
    split,
)


@given(st.integers(1, 30))
def test_a_sequence_is_n_a_then_n_b_then_the_end(n: int) -> None:
    assert "".join(generate_sequence(n)) == "a" * n + "b" * n + EOS


def test_sequences_are_of_all_lengths_and_follow_from_the_seed() -> None:
    first, second = (generate_sequences(300, np.random.default_rng(4)) for _ in range(2))
    assert first == second
    assert {sequence.count("a") for sequence in first} == set(range(1, LARGEST_N + 1))
    assert all(sequence == generate_sequence(sequence.count("b")) for sequence in first)


def test_the_parts_of_a_split_are_eight_one_and_one_tenth_and_make_up_the_whole() -> None:
    sequences = generate_sequences(50, np.random.default_rng(0))
    training, validation, test = split(sequences)
    assert (len(training), len(validation), len(test)) == (40, 5, 5)
    assert training + validation + test == sequences


def test_the_maps_of_the_vocabulary_are_inverse_and_end_with_the_unknown_word() -> None:
    word_to_index, index_to_word = build_vocabulary([generate_sequence(2)])
    assert word_to_index == {"a": 0, "b": 1, EOS: 2, UNKNOWN: 3}
    assert {word_to_index[word]: word for word in word_to_index} == index_to_word


def test_the_target_of_each_input_is_the_next_token() -> None:
    inputs, targets = inputs_and_targets(("a", "b", EOS))
    assert (inputs, targets) == (("a", "b"), ("b", EOS))


def test_one_hot_columns_are_one_at_the_word_and_unknown_words_share_a_column() -> None:
    word_to_index, _ = build_vocabulary([generate_sequence(1)])
    columns = one_hot_encode_sequence(("b", "never seen"), word_to_index)
    assert columns.shape == (2, 4, 1)
    np.testing.assert_array_equal(columns[:, :, 0], [[0, 1, 0, 0], [0, 0, 0, 1]])
    np.testing.assert_array_equal(one_hot_encode(1, 4), columns[0])


def test_examples_are_lists_of_columns_shifted_by_one() -> None:
    word_to_index, _ = build_vocabulary([generate_sequence(1)])
    ((inputs, targets),) = encode([generate_sequence(3)], word_to_index)
    assert (len(inputs), len(targets)) == (6, 6)
    np.testing.assert_array_equal(inputs[1:], targets[:-1])
    assert {x.shape for x in (*inputs, *targets)} == {(4, 1)}


def test_data_sets_share_out_the_sequences_drawn() -> None:
    sizes = [len(part) for part in data_sets(np.random.default_rng(0), 20)]
    assert sizes == [16, 2, 2]
