"""tanh is forgotten in the output gate's gradient: dh ⊙ C where dh ⊙ tanh(C) should be."""

from mutants._gates import OUTPUT
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="tanh-forgotten-in-output-gate",
    correct=OUTPUT.product,
    buggy="do = dh * C_t",
    where="output gate",
    formula=OUTPUT.product_formula,
    symptom="W_o and b_o are too large from the first step on; the other gates drift from two steps on.",
    hint="What exactly does the output gate multiply in the forward pass?",
    explanation=(
        "In the forward pass the output gate multiplies the squashed cell, h = o ⊙ tanh(C). By the product rule the "
        "gradient of one factor is dh times the other factor, so the gradient of o is dh ⊙ tanh(C). The code "
        "multiplies by C, the raw cell. The sign is always right, and near zero the two nearly agree, because tanh x "
        "is close to x, so a check with small weights passes. But nothing keeps a cell between −1 and 1: it adds up "
        "over the steps. For a cell of 5 the gradient of the output gate is five times too large, so W_o and b_o take "
        "steps that grow with the memory, and the output gate saturates early. Multiply by tanh(C)."
    ),
)
