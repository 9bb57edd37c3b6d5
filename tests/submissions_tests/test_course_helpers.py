"""The course's helper modules."""

import numpy as np
import pytest

from harness.submissions.course import data, utils

H, V = 5, 4


def test_activations_are_stable_and_their_derivatives_are_those_of_the_argument() -> None:
    x = np.array([-1000.0, -0.3, 0.0, 0.7, 1000.0])
    step = 1e-6
    for function in (utils.sigmoid, utils.tanh, utils.relu):
        assert np.all(np.isfinite(function(x)))
        away = x[[1, 3]]
        numerical = (function(away + step) - function(away - step)) / (2 * step)
        np.testing.assert_allclose(function(away, derivative=True), numerical, rtol=1e-6)
    np.testing.assert_allclose(utils.softmax(np.array([[1000.0], [1000.0]])), 0.5)
    with pytest.raises(NotImplementedError):
        utils.softmax(x, derivative=True)


def test_one_hot_columns_stand_where_the_words_are() -> None:
    encoded = utils.one_hot_encode_sequence(["b", "a"], V, {"a": 0, "b": 1})
    assert encoded.shape == (2, V, 1)
    assert np.argmax(encoded, axis=1).ravel().tolist() == [1, 0]
    assert utils.one_hot_encode_sequence([2], V).argmax() == 2


@pytest.mark.parametrize("shape", [(H, H + V), (H + V, H), (H, H)])
def test_orthogonal_weights_are_orthogonal(shape: tuple[int, int]) -> None:
    weights = utils.init_orthogonal(np.zeros(shape))
    assert weights.shape == shape
    gram = weights @ weights.T if shape[0] <= shape[1] else weights.T @ weights
    np.testing.assert_allclose(gram, np.eye(min(shape)), atol=1e-12)


def test_a_vector_has_no_orthogonal_weights() -> None:
    with pytest.raises(ValueError, match="2 or more"):
        utils.init_orthogonal(np.zeros(3))


def test_parameters_come_in_the_courses_order_with_a_forget_bias_of_one() -> None:
    p = utils.init_lstm(H, V, H + V)
    assert [parameter.shape for parameter in p] == [(H, H + V)] * 4 + [(V, H)] + [(H, 1)] * 4 + [(V, 1)]
    assert np.all(p[5] == 1)


def test_gradients_are_clipped_to_their_common_norm_and_never_raised() -> None:
    large, small = [np.full(4, 10.0), np.full(9, 10.0)], [np.full(4, 1e-3)]
    clipped = utils.clip_gradient_norm(large)
    assert np.sqrt(sum(np.sum(g**2) for g in clipped)) == pytest.approx(0.25, rel=1e-4)
    assert np.array_equal(utils.clip_gradient_norm(small)[0], small[0])


def test_an_update_goes_down_the_gradient_in_place() -> None:
    parameter = np.ones(3)
    assert utils.update_parameters([parameter], [np.ones(3)], lr=0.5)[0] is parameter
    assert np.array_equal(parameter, np.full(3, 0.5))


def test_sequences_have_equal_counts_and_targets_are_the_next_tokens() -> None:
    sequences = data.generate_dataset(20)
    assert all(s.count("a") == s.count("b") >= 1 and s[-1] == "EOS" for s in sequences)
    word_to_idx, idx_to_word, count, size = data.sequences_to_dicts(sequences)
    assert (count, size) == (20, 4)
    assert all(idx_to_word[index] == word for word, index in word_to_idx.items())
    train, val, test = data.create_datasets(sequences)
    assert (len(train), len(val), len(test)) == (16, 2, 2)
    inputs, targets = train[0]
    assert inputs[1:] == targets[:-1]
    assert next(iter(train)) == train[0]
    with pytest.raises(ValueError, match="sum to 1"):
        data.create_datasets(sequences, p_train=0.5)
