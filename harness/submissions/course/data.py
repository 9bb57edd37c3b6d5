"""The course's data: sequences a…ab…b EOS with equal counts, their dictionaries and next-token pairs."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

Sentence = list[str]


def generate_dataset(num_sequences: int = 100) -> list[Sentence]:
    """Return `num_sequences` sequences of n times a, n times b and EOS, n from 1 to 11."""
    samples = []
    for _ in range(num_sequences):
        num_tokens = int(np.random.randint(1, 12))  # noqa: NPY002  (the course's generator, which the worker seeds)
        samples.append(["a"] * num_tokens + ["b"] * num_tokens + ["EOS"])
    return samples


def sequences_to_dicts(sequences: Sequence[Sentence]) -> tuple[dict[str, int], dict[int, str], int, int]:
    """Return word_to_idx, idx_to_word, the number of sequences and the size of the vocabulary with UNK."""
    counts = Counter(word for sentence in sequences for word in sentence)
    words = [word for word, _ in counts.most_common()] + ["UNK"]
    word_to_idx = {word: idx for idx, word in enumerate(words)}
    idx_to_word = dict(enumerate(words))
    return word_to_idx, idx_to_word, len(sequences), len(words)


class Dataset:
    """Pairs of inputs and targets by position."""

    def __init__(self, inputs: Sequence[Sentence], targets: Sequence[Sentence]) -> None:
        self.inputs = inputs
        self.targets = targets

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[Sentence, Sentence]:
        return self.inputs[index], self.targets[index]

    def __iter__(self) -> Iterator[tuple[Sentence, Sentence]]:
        return zip(self.inputs, self.targets, strict=True)


def get_inputs_targets_from_sequences(sequences: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Return each sequence without its last token, and without its first: the next token is the target."""
    return [sequence[:-1] for sequence in sequences], [sequence[1:] for sequence in sequences]


def create_datasets(
    sequences: Sequence[Sentence],
    dataset_class: type[Dataset] = Dataset,
    p_train: float = 0.8,
    p_val: float = 0.1,
    p_test: float = 0.1,
) -> tuple[Dataset, Dataset, Dataset]:
    """Return the training, validation and test sets in these proportions."""
    if not np.isclose(p_train + p_val + p_test, 1):
        raise ValueError("the proportions must sum to 1")
    first, second = int(len(sequences) * p_train), int(len(sequences) * (p_train + p_val))
    parts = (sequences[:first], sequences[first:second], sequences[second:])
    train, val, test = (dataset_class(*get_inputs_targets_from_sequences(part)) for part in parts)
    return train, val, test


sequences = generate_dataset()
word_to_idx, idx_to_word, num_sequences, vocab_size = sequences_to_dicts(sequences)
training_set, validation_set, test_set = create_datasets(sequences)
