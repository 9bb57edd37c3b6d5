"""Only half of a derivative is there: f or 1 - f where f(1 - f) should be."""

from mutants._gates import CANDIDATE, SIGMOID_GATES, Gate
from mutants._mutant import Mutant


def _first(gate: Gate) -> Mutant:
    x = gate.letter
    return Mutant(
        id=f"sigma-prime-half.{x}",
        title=f"Half of the {gate.name}'s derivative is missing: {x} multiplies where {gate.slope} should.",
        correct=gate.derivative,
        buggy=f"da_{x} = d{x} * {x}[t]",
        where=gate.name,
        formula=gate.formula,
        symptom=f"W_{x} and b_{x} are too large from the first step on; the other gates drift from two steps on.",
        hint=f"What should the derivative of σ be when the {gate.name} is fully open?",
        explanation=(
            f"The {gate.name} is {x} = σ(a), and σ′(a) = σ(a)(1 − σ(a)): two factors, which in terms of the stored "
            f"gate are {x} and 1 − {x}. The code multiplies by {x} alone. The curve of σ is flat at both ends, so its "
            f"derivative must vanish for an open gate as well as for a shut one; {x} alone vanishes only when the gate "
            "is shut and is largest when it is open. So a gate that is nearly open, where the right factor is small, "
            "gets the largest gradient of all, and is driven about instead of resting there. The sign is right and "
            f"loss still falls, which hides the bug. Multiply by 1 − {x} as well."
        ),
    )


def _second(gate: Gate) -> Mutant:
    x = gate.letter
    return Mutant(
        id=f"sigma-prime-half.{x}-one-minus",
        title=f"Half of the {gate.name}'s derivative is missing: 1 - {x} multiplies where {gate.slope} should.",
        correct=gate.derivative,
        buggy=f"da_{x} = d{x} * (1 - {x}[t])",
        where=gate.name,
        formula=gate.formula,
        symptom=f"W_{x} and b_{x} are too large from the first step on; the other gates drift from two steps on.",
        hint=f"What should the derivative of σ be when the {gate.name} is fully shut?",
        explanation=(
            f"The {gate.name} is {x} = σ(a), and σ′(a) = σ(a)(1 − σ(a)): two factors, which in terms of the stored "
            f"gate are {x} and 1 − {x}. The code multiplies by 1 − {x} alone. The curve of σ is flat at both ends, so "
            f"its derivative must vanish for a shut gate as well as for an open one; 1 − {x} alone vanishes only when "
            "the gate is open and is largest when it is shut. So a gate that is nearly shut, where the right factor "
            "is small, gets the largest gradient of all, and is driven about instead of resting there. The sign is "
            f"right and loss still falls, which hides the bug. Multiply by {x} as well."
        ),
    )


MUTANTS = (
    *(_first(gate) for gate in SIGMOID_GATES),
    *(_second(gate) for gate in SIGMOID_GATES),
    Mutant(
        id="sigma-prime-half.g",
        title="The square is missing in the candidate's derivative: 1 - g multiplies where 1 - g² should.",
        correct=CANDIDATE.derivative,
        buggy="da_g = dg * (1 - g[t])",
        where="candidate",
        formula=CANDIDATE.formula,
        symptom="W_g and b_g are wrong from the first step on; the other gates drift from two steps on.",
        hint="Should the derivative of tanh be the same for an output and for its negative?",
        explanation=(
            "The candidate is g = tanh(a), and tanh′(a) = 1 − tanh(a)², which in terms of the stored value is 1 − g². "
            "It is also (1 − g)(1 + g): two factors, so that the derivative vanishes at both ends, where tanh is flat. "
            "The code multiplies by 1 − g, with the square left out. For a positive candidate that factor is too "
            "small, for a negative one too large; at g = −1, where the gradient should vanish, it is 2. So the same "
            "distance from zero counts differently on the two sides, and neurons that are saturated at the bottom are "
            "pushed hardest of all. The sign is right and loss still falls, which hides the bug. Square g."
        ),
    ),
)
