"""A wrong gate stands on the cell's path: i or o where f carries it, or f or i where o shows it."""

from mutants._gates import CELL_PATH_FORMULA, gate
from mutants._mutant import Mutant


def _carry(letter: str) -> Mutant:
    wrong = gate(letter)
    return Mutant(
        id=f"dc-from-wrong-gate.carry-{letter}",
        title=f"The cell's gradient is carried back through the {wrong.name} instead of the forget gate.",
        correct="dC_next = dC * f[t]",
        buggy=f"dC_next = dC * {letter}[t]",
        where="carry",
        formula=r"\mathrm{d}C_{t-1} = \mathrm{d}C_t \odot f_t",
        symptom="One step is right; from two steps on the gradients of all gates are wrong.",
        hint="Which gate stands beside the previous cell state in the forward pass?",
        explanation=(
            "The cell is updated by C_t = f ⊙ C_prev + i ⊙ g. The gate beside the previous cell state is the forget "
            f"gate, so the gradient that goes back to that state is dC ⊙ f. The code multiplies by {letter}, the "
            f"{wrong.name}, which has nothing to do with what is kept: a wrong letter, and every shape fits. With a "
            "single step nobody reads the carry, so a check with one step passes. Over more steps, memory that the "
            f"forget gate kept gets no gradient when the {wrong.name} happened to be shut, and memory that was erased "
            "gets one. The network learns short patterns and fails on long ones, though loss still falls. Multiply by "
            "f."
        ),
    )


def _path(letter: str) -> Mutant:
    wrong = gate(letter)
    return Mutant(
        id=f"dc-from-wrong-gate.path-{letter}",
        title=f"The gradient enters the cell through the {wrong.name} instead of the output gate.",
        correct="dtanh = dh * o[t]",
        buggy=f"dtanh = dh * {letter}[t]",
        where="cell path",
        formula=CELL_PATH_FORMULA,
        symptom="W_f, W_i, W_g and their biases are wrong from the first step on; W_o drifts from two steps on.",
        hint="Which gate decides how much of the cell the hidden state shows?",
        explanation=(
            "The hidden state is h = o ⊙ tanh(C): the output gate decides how much of the cell is shown. So a "
            "gradient on its way from h into the cell is multiplied by o, and then by the derivative of tanh. The "
            f"code multiplies by {letter}, the {wrong.name}, which stands elsewhere in the forward pass: a wrong "
            f"letter, and every shape fits. A cell that was hidden gets a gradient as long as the {wrong.name} is "
            "open, and a cell that was shown gets none when it is shut. The forget gate, the input gate and the "
            "candidate all receive their gradients through the cell, so all three are wrong from the first step on; "
            "the output gate's own line is right. Multiply by o."
        ),
    )


MUTANTS = (*map(_carry, "io"), *map(_path, "fi"))
