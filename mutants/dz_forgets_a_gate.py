"""One gate's share is missing in the gradient of z, which all four gates read."""

from mutants._gates import GATES, Gate
from mutants._mutant import Mutant


def _mutant(forgotten: Gate) -> Mutant:
    x = forgotten.letter
    kept = [gate for gate in GATES if gate is not forgotten]
    return Mutant(
        id=f"dz-forgets-a-gate.{x}",
        title=f"The share of the {forgotten.name} is missing in the gradient of z.",
        correct="dz = dz_f + dz_i + dz_g + dz_o",
        buggy="dz = " + " + ".join(f"dz_{gate.letter}" for gate in kept),
        where="gradient of z",
        formula=(
            r"\mathrm{d}z_t = W_f^\top \mathrm{d}a_f + W_i^\top \mathrm{d}a_i "
            r"+ W_g^\top \mathrm{d}a_g + W_o^\top \mathrm{d}a_o"
        ),
        symptom="One step is right; from two steps on the gradients of all gates are wrong.",
        hint="How many weight matrices multiply z in the forward pass?",
        explanation=(
            "Four weight matrices read the same vector z: those of the forget gate, the input gate, the candidate and "
            "the output gate. What is used four times gets four gradients, and they are added: each gate contributes "
            "the transpose of its weights times the gradient of its sum. The code adds three of them and leaves out "
            f"that of W_{x}, the share of the {forgotten.name}. The first rows of dz are what goes back to "
            f"the previous hidden state, so earlier steps never learn how they influenced the {forgotten.name} of "
            "later ones. With a single step nobody reads the carry, so a check with one step passes, and loss still "
            "falls because three quarters of the path are there. Add the fourth term."
        ),
    )


MUTANTS = tuple(_mutant(gate) for gate in GATES)
