"""The gradient of W_v is taken with the cell state, C, where W_v multiplied the hidden state, h."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="output-weight-sees-cell",
    correct="dW_v += dv @ h_t.T",
    buggy="dW_v += dv @ C[t + 1].T",
    where="gradient of W_v",
    formula=r"\mathrm{d}W_v = \sum_t \mathrm{d}v_t \, h_t^\top",
    symptom="Only the gradient of W_v is wrong, from the first step on.",
    hint="Which vector does W_v multiply in the forward pass?",
    explanation=(
        "In the forward pass W_v multiplies the hidden state: v = W_v h + b_v. The gradient of a matrix is the "
        "gradient of its result times the transpose of what it multiplied, so for W_v it is dv times the transpose of "
        "h. The code uses the cell state C instead. Both have H numbers, so every shape fits, and all other gradients "
        "are right, since nothing else is computed from this one. But h = o ⊙ tanh(C) is what W_v sees: where the "
        "output gate is shut, W_v saw nothing and should learn nothing, and a large cell counts at most as one. With "
        "the raw cell, W_v learns from memory that was hidden from it, in steps that grow with the cell. Use h."
    ),
)
