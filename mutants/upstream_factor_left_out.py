"""A factor of the product rule is left out: a gate's gradient lacks what the gate was multiplied by."""

from mutants._gates import CELL_PATH_FORMULA, FORGET, GATES, INPUT, OUTPUT, Gate
from mutants._mutant import Mutant

# What the wrong size means, by what the gate is multiplied by.
_BLAMED = (
    "The size is wrong, and where that other factor is negative so is the sign; where it is near zero there should be "
    "no gradient at all: the gate is blamed for what it did not change. "
)
_EFFECTS = {
    FORGET: _BLAMED + "What the gate learns about keeping then does not depend on what there is to keep. ",
    INPUT: _BLAMED + "What the gate learns about writing then does not depend on what there is to write. ",
    OUTPUT: _BLAMED + "What the gate learns about showing then does not depend on what there is to show. ",
}
_SHUT_OUT = (
    "The input gate exists to keep some candidates out; where it is shut, the candidate had no effect and should get "
    "no gradient, yet here it gets all of it. The sign is right, but the gradient is too large and mixed with noise "
    "from neurons that were not used. "
)


def _mutant(gate: Gate) -> Mutant:
    x, source = gate.letter, gate.product.partition(" = ")[2].partition(" * ")[0]
    state = "the hidden state h" if gate is OUTPUT else "the cell state C"
    return Mutant(
        id=f"upstream-factor-left-out.{x}",
        title=f"The gradient of the {gate.name} is {source} alone, without {gate.partner}.",
        correct=gate.product,
        buggy=f"d{x} = {source}",
        where=gate.name,
        formula=gate.product_formula,
        symptom=f"W_{x} and b_{x} are wrong from the first step on; the other gates drift from two steps on.",
        hint=f"What is the {gate.name} multiplied by in the forward pass?",
        explanation=(
            f"In the forward pass the {gate.name} is multiplied by {gate.partner}, and the product goes into {state}. "
            "By the product rule the gradient of one factor is the gradient of the product times the other factor: "
            f"the gradient of {x} is {source} times {gate.partner}. The code passes {source} on unchanged, as if the "
            f"{gate.name} had simply been added. {_EFFECTS.get(gate, _SHUT_OUT)}W_{x} and b_{x} are wrong from the "
            "first step on, while the other gates still learn and hide the damage for a while. Multiply by "
            f"{gate.partner}."
        ),
    )


MUTANTS = (
    *(_mutant(gate) for gate in GATES),
    Mutant(
        id="upstream-factor-left-out.C",
        title="The output gate is left out on the cell path: dh where dh times o should go through tanh.",
        correct="dtanh = dh * o[t]",
        buggy="dtanh = dh",
        where="cell path",
        formula=CELL_PATH_FORMULA,
        symptom="W_f, W_i, W_g and their biases are too large from the first step on; W_o drifts from two steps on.",
        hint="How much of the cell does the hidden state show, and what decides that?",
        explanation=(
            "The hidden state is h = o ⊙ tanh(C): the output gate decides how much of the cell is shown. By the "
            "product rule the gradient of tanh(C) is dh times o, and only then comes the derivative of tanh. The code "
            "leaves o out, as if every cell were shown in full. Where the output gate is shut, the cell had no effect "
            "on the prediction of this step and should get no gradient from it; here it gets all of it. Since the gate "
            "lies between 0 and 1, what the cell gets from the hidden state is always too large, and the forget gate, "
            "the input gate and the candidate, which receive theirs through the cell, are wrong as well. Multiply dh "
            "by o."
        ),
    ),
)
