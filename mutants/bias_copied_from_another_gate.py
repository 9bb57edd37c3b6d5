"""A gate has the bias of another one, or its bias another one's gradient: a copied line with one letter unchanged."""

from mutants._gates import COPIES, gate
from mutants._mutant import Mutant


def _forward(letter: str, source: str) -> Mutant:
    right, wrong = gate(letter), gate(source)
    function = "np.tanh" if letter == "g" else "sigmoid"
    return Mutant(
        id=f"bias-copied-from-another-gate.forward-{letter}-from-{source}",
        title=f"The {right.name} is computed with the bias of the {wrong.name}.",
        correct=f"{letter}_t = {function}(W_{letter} @ z_t + b_{letter})",
        buggy=f"{letter}_t = {function}(W_{letter} @ z_t + b_{source})",
        where=right.name,
        formula=right.forward_formula,
        symptom=f"The {right.name} and all predictions are wrong as soon as b_{letter} and b_{source} differ.",
        hint=f"Does b_{letter} appear anywhere in your forward pass?",
        explanation=(
            f"Each gate has weights and a bias of its own. The code computes the {right.name} with W_{letter}, but "
            f"adds b_{source}, the bias of the {wrong.name}: a line that was copied, with one letter left unchanged. "
            "Every shape fits. If all biases start at zero the first predictions are right, so a check at the start "
            f"passes; as soon as training moves the biases apart, or the forget gate's starts at one, the {right.name} "
            f"is pushed by a value that serves another purpose. The backward pass computes a gradient for b_{letter} "
            f"all the same, but b_{letter} now influences nothing, so it is moved about in vain, while b_{source} is "
            f"never told of its second task. Use b_{letter}."
        ),
        seen=("https://github.com/ddbourgin/numpy-ml/issues/42",),
    )


def _backward(letter: str, source: str) -> Mutant:
    right, wrong = gate(letter), gate(source)
    return Mutant(
        id=f"bias-copied-from-another-gate.backward-{letter}-from-{source}",
        title=f"The bias of the {right.name} gets the gradient of the {wrong.name}.",
        correct=f"db_{letter} += np.sum(da_{letter}, axis=1, keepdims=True)",
        buggy=f"db_{letter} += np.sum(da_{source}, axis=1, keepdims=True)",
        where=right.name,
        formula=rf"\mathrm{{d}}b_{letter} = \sum_t \mathrm{{d}}a_{letter}",
        symptom=f"Only the gradient of b_{letter} is wrong, from the first step on: it equals that of b_{source}.",
        hint="Compare the gradients of your four biases: should any two of them be equal?",
        explanation=(
            "The bias of a gate is added to the sum of that gate, so its gradient is the gradient of that sum, added "
            f"up over all steps and sequences: for b_{letter} it is da_{letter}. The code adds up da_{source} instead, "
            f"which belongs to the {wrong.name}: a line that was copied, with one letter left unchanged. Every shape "
            f"fits, and all other gradients are right, since nothing else is computed from this one. But b_{letter} "
            f"follows the needs of the {wrong.name} from the first update on; if both start at the same value they "
            f"stay equal for ever. The weights of the {right.name} can make up for a part of it, so loss still falls "
            f"and nobody looks here. Sum da_{letter}."
        ),
        seen=("https://github.com/hanbt/learn_dl/issues/53",),
    )


MUTANTS = (
    *(_forward(letter, source) for letter, source in COPIES),
    *(_backward(letter, source) for letter, source in COPIES),
)
