"""The previous cell state is read from C[t-1], which at t = 0 is the last entry of the list; it is C[t]."""

from mutants._gates import FORGET
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="c-prev-wraps-around",
    correct="C_prev = C[t]",
    buggy="C_prev = C[t - 1]",
    where="forget gate",
    formula=FORGET.product_formula,
    symptom="W_f and b_f are wrong from the first step on; the other gates drift from two steps on.",
    hint="What does Python return for the index that your code computes at the first step?",
    explanation=(
        "The forward pass stores the initial cell state first, so the list C has T + 1 entries, and the state before "
        "step t is C[t]. The forget gate multiplies exactly that state, so its gradient is dC ⊙ C[t]. The code reads "
        "C[t - 1], one entry too early, as if the list had no initial state. At t = 0 it gets worse: the index is −1, "
        "and Python quietly gives the last entry, a state from the end of the sequence that the forget gate of the "
        "first step never saw. No exception is raised and every shape fits. The forget gate then learns what to keep "
        "from the wrong memories, and long dependencies suffer most. Use C[t]."
    ),
    article="1",
)
