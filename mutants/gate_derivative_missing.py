"""The derivative of an activation is left out: the gradient goes through σ or tanh unchanged."""

from mutants._gates import CELL_PATH, CELL_PATH_FORMULA, GATES, Gate
from mutants._mutant import Mutant


def _mutant(gate: Gate) -> Mutant:
    x, s = gate.letter, gate.activation
    return Mutant(
        id=f"gate-derivative-missing.{x}",
        title=f"The {gate.name}'s derivative is left out: the gradient goes through {s} unchanged.",
        correct=gate.derivative,
        buggy=f"da_{x} = d{x}",
        where=gate.name,
        formula=gate.formula,
        symptom=f"W_{x} and b_{x} are too large from the first step on; the other gates drift from two steps on.",
        hint=f"What stands between the {gate.name} and the sum that W_{x} computes?",
        explanation=(
            f"The {gate.name} is {x} = {s}(a) with a = W_{x} z + b_{x}. The weights see the gradient of a, not that of "
            f"{x}: by the chain rule the gradient of {x} is multiplied by the derivative of {s}, which in terms of the "
            f"stored value is {gate.slope}. The code uses the gradient of {x} directly, as if {s} were not there. The "
            f"factor that is missing is at most {'one' if s == 'tanh' else 'a quarter'}, so the gradient is too large, "
            f"and it does not vanish where the {gate.name} is saturated: a neuron that has made up its mind is pushed "
            "as hard as one that has not. Loss still falls, because the sign is right, but one part of the network "
            f"takes far larger steps than the rest. Multiply by {gate.slope}."
        ),
        seen=("https://github.com/llSourcell/LSTM_Networks/issues/4",),
    )


MUTANTS = (
    *(_mutant(gate) for gate in GATES),
    Mutant(
        id="gate-derivative-missing.C",
        title="The derivative of tanh is left out on the cell path: the gradient goes from h into the cell unchanged.",
        correct=CELL_PATH,
        buggy="dC += dtanh",
        where="cell path",
        formula=CELL_PATH_FORMULA,
        symptom="W_f, W_i, W_g and their biases are too large from the first step on; W_o drifts from two steps on.",
        hint="What stands between the cell state and the hidden state, besides the output gate?",
        explanation=(
            "The hidden state is h = o ⊙ tanh(C). A gradient on its way from h into the cell passes two things: the "
            "output gate, which multiplies it by o, and tanh, which multiplies it by 1 − tanh(C)². The code multiplies "
            "by o and stops there, as if h were o ⊙ C. The missing factor is at most one, so the gradient of the cell "
            "is too large, and it does not vanish where the cell is saturated: for a cell of 2 the right factor is "
            "0.07. The forget gate, the input gate and the candidate all receive their gradients through the cell, so "
            "all three are wrong, and the carry takes the excess back through time. Multiply by 1 − tanh(C)²."
        ),
    ),
)
