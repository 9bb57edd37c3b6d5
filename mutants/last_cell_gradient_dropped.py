"""The gradient that enters at the last cell is dropped: the last step's prediction does not reach its cell."""

from mutants._gates import CELL_PATH, CELL_PATH_FORMULA
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="last-cell-gradient-dropped",
    correct=CELL_PATH,
    buggy=f"if t + 1 < len(dh_s):\n    {CELL_PATH}",
    where="cell path",
    formula=CELL_PATH_FORMULA,
    symptom="W_f, W_i, W_g and their biases lack what the last step says of the cell, and are zero with a single step.",
    hint="What do you get for the gates when the sequence has a single step?",
    explanation=(
        "At every step the gradient of the cell has two parts: what comes back from the next step, and what comes down "
        "from this step's hidden state through the output gate and tanh. The last step has no next one, so the second "
        "part is all it has. The code takes the missing carry for a reason to leave the cell of the last step alone, "
        "and drops that part too. So the last prediction teaches W_o and W_v, but neither the forget gate nor the "
        "input gate nor the candidate, and nothing of it goes back in time through the cell. With a single step these "
        "three get no gradient at all. Earlier predictions still teach them, so loss falls. Treat the last step like "
        "all others, with a carry of zero."
    ),
    seen=("https://github.com/deeplearning4j/deeplearning4j/issues/8838",),
)
