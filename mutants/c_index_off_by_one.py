"""The backward pass takes C[t] for the cell state of step t, which is C[t+1]."""

from mutants._gates import CELL_PATH, CELL_PATH_FORMULA, OUTPUT
from mutants._mutant import Mutant

_STORED = (
    "The forward pass stores the initial cell state first, so the list C has T + 1 entries: C[0] is the state before "
    "the first step, C[t] the state before step t, and C[t + 1] the state that step t computed. "
)
_HINT = "If the list of cell states starts with the initial one, where does it keep the state that step t computed?"

MUTANTS = (
    Mutant(
        id="c-index-off-by-one",
        correct="C_t = C[t + 1]",
        buggy="C_t = C[t]",
        where="output gate and cell path",
        formula=r"\mathrm{d}o = \mathrm{d}h_t \odot \tanh(C_t), \quad C_t = C[t + 1]",
        symptom="The gradients of all gates are wrong from the first step on; W_v and b_v stay right.",
        hint=_HINT,
        explanation=_STORED
        + (
            "Both uses of C_t in the backward pass need the latter: the output gate's gradient is dh ⊙ tanh(C_t), and "
            "the gradient of the cell is multiplied by 1 − tanh(C_t)². The code reads C[t] for both, the state one "
            "step too early. At the first step that is the initial state, usually zeros, so the output gate gets no "
            "gradient there at all, and the derivative of tanh is taken to be 1 whatever the cell holds. Since every "
            "other gate receives its gradient through the cell, all of them are wrong. Training still makes slow "
            "progress, because neighbouring states resemble each other. Use C[t + 1]; C[t] is the previous state."
        ),
        article="1",
    ),
    Mutant(
        id="c-index-off-by-one.output-gate",
        title="The output gate's gradient reads the cell state one step too early: C[t] where C[t+1] holds C_t.",
        correct=OUTPUT.product,
        buggy="do = dh * np.tanh(C[t])",
        where="output gate",
        formula=OUTPUT.product_formula,
        symptom="W_o and b_o are wrong from the first step on; the other gates drift from two steps on.",
        hint=_HINT,
        explanation=_STORED
        + (
            "The hidden state is h_t = o ⊙ tanh(C_t), so the gradient of the output gate is dh ⊙ tanh(C_t), with the "
            "state that step t computed. The code reads C[t] here, the state one step too early. At the first step "
            "that is the initial state, usually zeros, so the output gate gets no gradient there at all. At later "
            "steps it is told how much to show of a memory that has since been changed. The other use of the cell "
            "state, in the derivative of tanh, is right, so only W_o and b_o are wrong locally; from two steps on the "
            "error also travels back through the hidden state. Use C[t + 1] here too."
        ),
    ),
    Mutant(
        id="c-index-off-by-one.cell-path",
        title="The derivative of tanh on the cell path reads the cell state one step too early: C[t] for C[t+1].",
        correct=CELL_PATH,
        buggy="dC += dtanh * (1 - np.tanh(C[t]) ** 2)",
        where="cell path",
        formula=CELL_PATH_FORMULA,
        symptom="W_f, W_i, W_g and their biases are wrong from the first step on; W_o drifts from two steps on.",
        hint=_HINT,
        explanation=_STORED
        + (
            "The hidden state is h_t = o ⊙ tanh(C_t), so on its way into the cell the gradient is multiplied by 1 − "
            "tanh(C_t)², with the state that step t computed. The code reads C[t] here, the state one step too early. "
            "At the first step that is the initial state, usually zeros, so the factor is 1 whatever the cell now "
            "holds: a saturated cell, which should hardly learn, gets the full gradient. The forget gate, the input "
            "gate and the candidate all receive their gradients through the cell, so all three are wrong; the output "
            "gate's own line is right. Use C[t + 1] here too."
        ),
    ),
)
