"""The weights of a gate get the gradient of another gate: a copied line with one letter unchanged."""

from mutants._gates import COPIES, gate
from mutants._mutant import Mutant


def _mutant(letter: str, source: str) -> Mutant:
    right, wrong = gate(letter), gate(source)
    return Mutant(
        id=f"weight-copied-from-another-gate.{letter}-from-{source}",
        title=f"The weights of the {right.name} get the gradient of the {wrong.name}.",
        correct=f"dW_{letter} += da_{letter} @ z[t].T",
        buggy=f"dW_{letter} += da_{source} @ z[t].T",
        where=right.name,
        formula=rf"\mathrm{{d}}W_{letter} = \sum_t \mathrm{{d}}a_{letter} \, z_t^\top",
        symptom=f"Only the gradient of W_{letter} is wrong, from the first step on: it equals that of W_{source}.",
        hint="Compare the gradients of your four gates' weights: should any two of them be equal?",
        explanation=(
            "The weights of a gate multiply z, so their gradient is that of the gate's own sum times the transpose of "
            f"z, added up over all steps: for W_{letter} it is built from da_{letter}. The code takes da_{source}, "
            f"which belongs to the {wrong.name}: a line that was copied, with one letter left unchanged. All four "
            "matrices have the same shape, so nothing complains, and all other gradients are right, since nothing "
            f"else is computed from this one. But W_{letter} is now trained to do the work of the {wrong.name}, and "
            f"da_{letter} never reaches it. The network can live with one gate that is badly trained, so loss still "
            f"falls, and the bug shows only in what it fails to learn. Use da_{letter}."
        ),
        seen=("https://github.com/hanbt/learn_dl/issues/53",),
    )


MUTANTS = tuple(_mutant(letter, source) for letter, source in COPIES)
