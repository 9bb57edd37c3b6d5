"""A gate's gradient is multiplied by the gate itself instead of by what the gate was multiplied by."""

from mutants._gates import GATES, Gate
from mutants._mutant import Mutant


def _mutant(gate: Gate) -> Mutant:
    x, source = gate.letter, gate.product.partition(" = ")[2].partition(" * ")[0]
    return Mutant(
        id=f"wrong-partner.{x}",
        title=f"The gradient of the {gate.name} is multiplied by {x} itself, not by {gate.partner}.",
        correct=gate.product,
        buggy=f"d{x} = {source} * {x}[t]",
        where=gate.name,
        formula=gate.product_formula,
        symptom=f"W_{x} and b_{x} are wrong from the first step on; the other gates drift from two steps on.",
        hint=f"In the product that contains the {gate.name}, which is the other factor?",
        explanation=(
            f"In the forward pass the {gate.name} is multiplied by {gate.partner}. By the product rule the gradient of "
            f"one factor is the gradient of the product times the other factor, so the gradient of {x} is {source} "
            f"times {gate.partner}. The code multiplies by {x} itself: the same letter on both sides looks right and "
            f"every shape fits, but it is the derivative of something else, namely of half the square of {x}. The "
            f"{gate.name} never learns what its partner holds: it gets the same push whether it lets through something "
            f"useful, something harmful or nothing. W_{x} and b_{x} move in directions that have little to do with the "
            f"loss, while the other gates still learn and hide it. Multiply by {gate.partner}."
        ),
    )


MUTANTS = tuple(_mutant(gate) for gate in GATES)
