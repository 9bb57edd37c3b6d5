"""The cell's gradient is carried back with the forget gate of the step before: f[t-1] where f[t] should be."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="forget-index-off-by-one",
    correct="dC_next = dC * f[t]",
    buggy="dC_next = dC * f[t - 1]",
    where="carry",
    formula=r"\mathrm{d}C_{t-1} = \mathrm{d}C_t \odot f_t",
    symptom="One step is right; from two steps on the gradients of all gates are wrong.",
    hint="Which step's forget gate decides how much of the previous cell reaches the cell of step t?",
    explanation=(
        "The cell of step t is C_t = f ⊙ C_prev + i ⊙ g, with the forget gate of the same step t. The list f has no "
        "initial entry, so that gate is f[t], and the gradient that goes back to the previous cell is dC ⊙ f[t]. The "
        "code uses f[t - 1], the gate of the step before: the index of the state that receives the gradient, not that "
        "of the gate it passes. With a single step nobody reads the carry, so a check with one step passes. Over more "
        "steps the memory that a gate kept gets no gradient when its neighbour was shut, and memory that was erased "
        "gets one. All shapes fit, and loss still falls, only more slowly. Use f[t]."
    ),
)
