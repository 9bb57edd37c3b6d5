"""The data: sequences a…ab…b EOS with as many b as a, which nobody can predict without counting."""

from collections.abc import Sequence

import numpy as np

from reference.arrays import Array

EOS = "EOS"
UNKNOWN = "UNK"
# Course sizes: n is 1 to 11, so that T, the number of tokens to predict, is 2 to 22.
LARGEST_N = 11
SEQUENCES = 100
# The shares of the training and the validation set; the rest is the test set.
TRAINING_SHARE = 0.8
VALIDATION_SHARE = 0.1

# One sequence as the model sees it: T one-hot inputs and T one-hot targets (V, 1).
Example = tuple[list[Array], list[Array]]


def generate_sequence(n: int) -> tuple[str, ...]:
    """Return n times a, n times b, and EOS."""
    return ("a",) * n + ("b",) * n + (EOS,)


def generate_sequences(count: int, rng: np.random.Generator, largest_n: int = LARGEST_N) -> list[tuple[str, ...]]:
    """Return `count` sequences, their n uniform on 1 to `largest_n`."""
    return [generate_sequence(int(n)) for n in rng.integers(1, largest_n + 1, size=count)]


def split(sequences: Sequence[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], ...]:
    """Return the training, validation and test parts, in the order given."""
    first = round(len(sequences) * TRAINING_SHARE)
    second = first + round(len(sequences) * VALIDATION_SHARE)
    return list(sequences[:first]), list(sequences[first:second]), list(sequences[second:])


def build_vocabulary(sequences: Sequence[Sequence[str]]) -> tuple[dict[str, int], dict[int, str]]:
    """Return word → index and index → word, in order of first appearance, UNK last."""
    words = dict.fromkeys(word for sequence in sequences for word in sequence)
    index_to_word = dict(enumerate([*words, UNKNOWN]))
    return {word: index for index, word in index_to_word.items()}, index_to_word


def inputs_and_targets(sequence: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the tokens but the last and the tokens but the first: each input's target is the next token."""
    return sequence[:-1], sequence[1:]


def one_hot_encode(index: int, vocab_size: int) -> Array:
    """Return the column (V, 1) that is 1 at `index` and 0 elsewhere."""
    column = np.zeros((vocab_size, 1))
    column[index] = 1.0
    return column


def one_hot_encode_sequence(words: Sequence[str], word_to_index: dict[str, int]) -> Array:
    """Return the columns of the words, (T, V, 1); a word that is not in the vocabulary counts as UNK."""
    unknown = word_to_index[UNKNOWN]
    return np.array([one_hot_encode(word_to_index.get(word, unknown), len(word_to_index)) for word in words])


def encode(sequences: Sequence[Sequence[str]], word_to_index: dict[str, int]) -> list[Example]:
    """Return the inputs and targets of each sequence as lists of T columns (V, 1)."""
    examples = []
    for sequence in sequences:
        inputs, targets = inputs_and_targets(sequence)
        x_s = list(one_hot_encode_sequence(inputs, word_to_index))
        y_s = list(one_hot_encode_sequence(targets, word_to_index))
        examples.append((x_s, y_s))
    return examples


def data_sets(rng: np.random.Generator, count: int = SEQUENCES) -> tuple[list[Example], list[Example], list[Example]]:
    """Return `count` sequences as training, validation and test set; the vocabulary is a, b, EOS, UNK."""
    sequences = generate_sequences(count, rng)
    word_to_index, _ = build_vocabulary([generate_sequence(1)])
    training, validation, test = split(sequences)
    return encode(training, word_to_index), encode(validation, word_to_index), encode(test, word_to_index)
