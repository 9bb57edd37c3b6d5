"""A weight matrix goes into the backward pass without its transpose."""

from mutants._gates import GATES, Gate
from mutants._mutant import Mutant


def _gate(gate: Gate) -> Mutant:
    x = gate.letter
    return Mutant(
        id=f"weight-not-transposed.W_{x}",
        title=f"The weights of the {gate.name} go into the gradient of z without their transpose.",
        correct=f"dz_{x} = W_{x}.T @ da_{x}",
        buggy=f"dz_{x} = W_{x} @ da_{x}",
        where="gradient of z",
        formula=rf"\mathrm{{d}}z_{x} = W_{x}^\top \mathrm{{d}}a_{x}",
        symptom="The code stops with a shape error in the backward pass, from the first step on.",
        hint=f"W_{x} turns H + V numbers into H; how many does it have to give back for its input?",
        explanation=(
            f"In the forward pass W_{x} turns the vector z of H + V numbers into the H sums of the {gate.name}. The "
            "backward pass goes the other way: from H gradients of the sums to H + V gradients of z. Each number of z "
            "reaches each sum over one weight, so it collects the gradients over the same weights, and that is a "
            f"product with the transpose of W_{x}. The code multiplies by W_{x} itself, whose H + V columns do not fit "
            "the H rows of the gradient, so NumPy stops with a shape error. Reading shapes aloud helps: (H + V, H) "
            "times (H, B) gives (H + V, B). Where broadcasting or another product hides the clash, the numbers are "
            f"wrong instead. Write W_{x}.T."
        ),
    )


MUTANTS = (
    *(_gate(gate) for gate in GATES),
    Mutant(
        id="weight-not-transposed.W_v",
        title="W_v goes into the gradient of the hidden state without its transpose.",
        correct="dh_s[t] = W_v.T @ dv",
        buggy="dh_s[t] = W_v @ dv",
        where="gradient of the hidden state",
        formula=r"\mathrm{d}h_t = W_v^\top \mathrm{d}v_t + \mathrm{d}h_{next}",
        symptom="The code stops with a shape error, or all gates are wrong where H equals V.",
        hint="W_v turns H numbers into V; how many does it have to give back for its input?",
        explanation=(
            "In the forward pass W_v turns the hidden state of H numbers into V scores. The backward pass goes the "
            "other way: from V gradients of the scores to H gradients of the hidden state. Each hidden number reaches "
            "each score over one weight, so it collects the gradients over the same weights, and that is a product "
            "with the transpose of W_v. The code multiplies by W_v itself. Mostly V differs from H, and NumPy stops "
            "with a shape error. Where hidden size and vocabulary happen to be equal nothing complains: each hidden "
            "neuron gets the gradient over the weights of another one, and all gates learn from nonsense, while W_v "
            "and b_v are right. Write W_v.T."
        ),
    ),
)
