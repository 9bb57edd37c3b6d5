"""A gate gets the derivative of the other activation: 1 - f² after σ, or g(1 - g) after tanh."""

from mutants._gates import CANDIDATE, SIGMOID_GATES, Gate
from mutants._mutant import Mutant


def _mutant(gate: Gate) -> Mutant:
    x = gate.letter
    return Mutant(
        id=f"derivative-of-other-activation.{x}",
        title=f"The {gate.name} gets the derivative of tanh: 1 - {x}² multiplies where {gate.slope} should.",
        correct=gate.derivative,
        buggy=f"da_{x} = d{x} * (1 - {x}[t] ** 2)",
        where=gate.name,
        formula=gate.formula,
        symptom=f"W_{x} and b_{x} are too large from the first step on; the other gates drift from two steps on.",
        hint=f"Which activation did the forward pass apply to the {gate.name}?",
        explanation=(
            f"The {gate.name} is {x} = σ(a), so the gradient on its way to W_{x} is multiplied by the derivative of σ, "
            f"which in terms of the stored gate is {gate.slope}. The code multiplies by 1 − {x}², the derivative of "
            "tanh in terms of its output: the line of the candidate, copied. Since a gate lies between 0 and 1, the "
            "code's factor is at least twice the right one, and for a gate that is nearly shut it is 1, where the "
            "right factor vanishes: a gate that training has shut is pushed as hard as can be. The sign is right, so "
            f"loss still falls, but this gate takes far larger steps than the others. Multiply by {gate.slope}."
        ),
    )


MUTANTS = (
    *(_mutant(gate) for gate in SIGMOID_GATES),
    Mutant(
        id="derivative-of-other-activation.g",
        title="The candidate gets the derivative of σ: g(1 - g) multiplies where 1 - g² should.",
        correct=CANDIDATE.derivative,
        buggy="da_g = dg * g[t] * (1 - g[t])",
        where="candidate",
        formula=CANDIDATE.formula,
        symptom="W_g and b_g are wrong from the first step on, in sign where g is negative; the other gates drift.",
        hint="Which activation did the forward pass apply to the candidate?",
        explanation=(
            "The candidate is g = tanh(a), so the gradient on its way to W_g is multiplied by the derivative of tanh, "
            "which in terms of the stored value is 1 − g². The code multiplies by g(1 − g), the derivative of σ in "
            "terms of its output: the line of another gate, copied. Unlike a gate, the candidate lies between −1 and "
            "1. Where it is negative the code's factor is negative too, so the gradient points uphill; at g = −1, "
            "where it should vanish, the factor is −2; and where g is near zero, where the neuron learns best, it "
            "nearly vanishes. Half of the candidate's neurons learn the opposite of what they should. Multiply by 1 − "
            "g²."
        ),
    ),
)
