"""The forget gate's gradient uses the new cell state, C[t+1], where it needs the previous one, C[t]."""

from mutants._gates import FORGET
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="c-prev-is-current",
    correct="C_prev = C[t]",
    buggy="C_prev = C[t + 1]",
    where="forget gate",
    formula=FORGET.product_formula,
    symptom="W_f and b_f are wrong from the first step on; the other gates drift from two steps on.",
    hint="Which cell state does the forget gate multiply in the forward pass: the one before or after the update?",
    explanation=(
        "In the forward pass the forget gate multiplies the previous cell state: C_t = f ⊙ C_prev + i ⊙ g. So its "
        "gradient is dC ⊙ C_prev, and since the list C starts with the initial state, C_prev is C[t]. The code reads "
        "C[t + 1], the state after the update, which also contains what the input gate has just written. With an "
        "initial state of zeros the forget gate of the first step should get no gradient, because there is nothing to "
        "forget; here it gets one. The gate is blamed for new input that it does not control, and what it learns "
        "about keeping old memory is mixed with that. All shapes fit and loss still falls. Use C[t]."
    ),
)
