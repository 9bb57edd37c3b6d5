"""An activation stands where its derivative should: σ for σ′, or tanh for tanh′."""

from mutants._gates import CANDIDATE, CELL_PATH, CELL_PATH_FORMULA, INPUT, OUTPUT, Gate
from mutants._mutant import Mutant

NICKLASHANSEN = "https://github.com/nicklashansen/rnn_lstm_from_scratch/issues/1"


def _sigmoid_gate(gate: Gate) -> Mutant:
    x = gate.letter
    return Mutant(
        id=f"activation-for-derivative.{x}",
        title=f"The {gate.name}'s derivative is missing: σ({x}) multiplies where {gate.slope} should.",
        correct=gate.derivative,
        buggy=f"da_{x} = d{x} * sigmoid({x}[t])",
        where=gate.name,
        formula=gate.formula,
        symptom=f"W_{x} and b_{x} are several times too large from the first step on; the other gates drift after it.",
        hint="Which factor carries a gradient through σ when its output is stored?",
        explanation=(
            f"The {gate.name} is {x} = σ(a), so a gradient on {x} must pass through σ before it reaches W_{x} and "
            f"b_{x}: by the chain rule it is multiplied by σ′(a) = σ(a)(1 − σ(a)). Since {x} already holds σ(a), that "
            f"factor is {gate.slope}. The code multiplies by σ({x}) instead: an activation, applied a second time, "
            "where a derivative belongs; with a function that serves both, the flag that asks for the derivative was "
            f"forgotten. σ({x}) lies between 0.5 and 0.73, {gate.slope} between 0 and 0.25, so the gradient is at "
            "least twice too large, and a saturated gate, whose gradient should vanish, keeps moving. Loss still "
            f"falls, because the sign is right. Multiply by {gate.slope}, with {x} the stored gate."
        ),
        seen=(NICKLASHANSEN,),
    )


MUTANTS = (
    _sigmoid_gate(INPUT),
    _sigmoid_gate(OUTPUT),
    Mutant(
        id="activation-for-derivative.g",
        title="The candidate's derivative is missing: tanh(g) multiplies where 1 - g² should.",
        correct=CANDIDATE.derivative,
        buggy="da_g = dg * np.tanh(g[t])",
        where="candidate",
        formula=CANDIDATE.formula,
        symptom="W_g and b_g are wrong from the first step on, often in sign; the other gates drift after it.",
        hint="Which factor carries a gradient through tanh when its output is stored, and can it be negative?",
        explanation=(
            "The candidate is g = tanh(a), so a gradient on g must pass through tanh before it reaches W_g and b_g: by "
            "the chain rule it is multiplied by tanh′(a) = 1 − tanh(a)². Since g already holds tanh(a), that factor is "
            "1 − g², which is never negative. The code multiplies by tanh(g) instead: an activation where a derivative "
            "belongs; with a function that serves both, the flag that asks for the derivative was forgotten. tanh(g) "
            "has the sign of g, so wherever the candidate is negative the gradient points uphill, and where g is near "
            "zero, where the neuron learns best, it nearly vanishes. Training stalls or wanders. Multiply by 1 − g²."
        ),
    ),
    Mutant(
        id="activation-for-derivative.C",
        title="The derivative of tanh is missing on the cell path: tanh(C) multiplies where 1 - tanh(C)² should.",
        correct=CELL_PATH,
        buggy="dC += dtanh * np.tanh(C_t)",
        where="cell path",
        formula=CELL_PATH_FORMULA,
        symptom="W_f, W_i, W_g and their biases are wrong from the first step on, in sign where the cell is negative.",
        hint="Which factor carries a gradient through tanh, and can it be negative?",
        explanation=(
            "The hidden state is h = o ⊙ tanh(C), so on its way from h into the cell a gradient is multiplied by the "
            "derivative of tanh at C, which is 1 − tanh(C)² and never negative. The code multiplies by tanh(C) itself: "
            "an activation where a derivative belongs; with a function that serves both, the flag that asks for the "
            "derivative was forgotten. tanh(C) has the sign of the cell, so wherever a cell is negative its gradient "
            "points uphill, and a cell near zero, which should get the whole gradient, gets almost none. The forget "
            "gate, the input gate and the candidate all receive their gradients through the cell, so all three are "
            "wrong. Multiply by 1 − tanh(C)²."
        ),
    ),
)
