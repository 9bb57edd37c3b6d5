"""Training: each epoch the loss on the validation set, then an update for every sequence of the training set."""

from collections.abc import Callable, Sequence

import numpy as np

from reference.arrays import Array, Parameters
from reference.clipping import MAX_NORM, clip_gradient_norm
from reference.data import Example, data_sets
from reference.initialisation import init_lstm
from reference.language_model import backward, forward
from reference.loss import cross_entropy
from reference.optimisers import adam, init_adam, sgd

# Sizes of the course.
HIDDEN_SIZE = 50
VOCAB_SIZE = 4
EPOCHS = 100
# For plain gradient descent one sequence at a time: ten times as much makes the loss jump.
LEARNING_RATE = 1e-2
SEED = 0

# What `train` calls after each epoch: number of the epoch, training and validation loss.
Report = Callable[[int, float, float], object]


def initial_state(p: Parameters, batch: int = 1) -> tuple[Array, Array]:
    """Return h and C before the first step: zeros (H, B)."""
    hidden_size = p[0].shape[0]
    return np.zeros((hidden_size, batch)), np.zeros((hidden_size, batch))


def loss_per_token(total: float, dataset: Sequence[Example]) -> float:
    """Return a loss summed over a data set by token, so that long and short sequences compare."""
    tokens = sum(len(targets) for _, targets in dataset)
    return total / tokens


def evaluate(dataset: Sequence[Example], p: Parameters) -> float:
    """Return the cross-entropy in nats per token."""
    total = 0.0
    for inputs, targets in dataset:
        outputs = forward(inputs, *initial_state(p), p)[-1]
        total += float(cross_entropy(outputs, targets))
    return loss_per_token(total, dataset)


def accuracy(dataset: Sequence[Example], p: Parameters) -> float:
    """Return the share of tokens that the most probable prediction gets right."""
    hits = []
    for inputs, targets in dataset:
        outputs = forward(inputs, *initial_state(p), p)[-1]
        hits += [np.argmax(y_t) == np.argmax(target) for y_t, target in zip(outputs, targets, strict=True)]
    return float(np.mean(hits))


def gradients(inputs: Sequence[Array], targets: Sequence[Array], p: Parameters) -> tuple[float, Parameters]:
    """Return the loss of one sequence, summed over its steps, and the gradients."""
    z, f, i, g, C, o, h, v, outputs = forward(inputs, *initial_state(p), p)
    loss, grads = backward(z, f, i, g, C, o, h, v, outputs, targets, p)
    return float(loss), grads


def train(
    p: Parameters | None = None,
    training_set: Sequence[Example] | None = None,
    validation_set: Sequence[Example] | None = None,
    *,
    epochs: int = EPOCHS,
    learning_rate: float = LEARNING_RATE,
    max_norm: float = MAX_NORM,
    use_adam: bool = False,
    rng: np.random.Generator | None = None,
    report: Report = print,
) -> tuple[Parameters, list[float], list[float]]:
    """Return the trained parameters and, for each epoch, training and validation loss in nats per token.

    What is not given is drawn from `rng` (seeded where None). The validation loss of an epoch is measured before its
    updates, the training loss during them.
    """
    rng = np.random.default_rng(SEED) if rng is None else rng
    drawn_training, drawn_validation, _ = data_sets(rng)
    training_set = drawn_training if training_set is None else training_set
    validation_set = drawn_validation if validation_set is None else validation_set
    p = init_lstm(HIDDEN_SIZE, VOCAB_SIZE, rng) if p is None else p
    adam_state = init_adam(p)
    training_losses, validation_losses = [], []
    for epoch in range(epochs):
        validation_losses.append(evaluate(validation_set, p))
        total_loss = 0.0
        for inputs, targets in training_set:
            loss, grads = gradients(inputs, targets, p)
            grads = clip_gradient_norm(grads, max_norm)
            if use_adam:
                p, adam_state = adam(p, grads, adam_state, learning_rate)
            else:
                p = sgd(p, grads, learning_rate)
            total_loss += loss
        training_losses.append(loss_per_token(total_loss, training_set))
        report(epoch, training_losses[-1], validation_losses[-1])
    return p, training_losses, validation_losses
