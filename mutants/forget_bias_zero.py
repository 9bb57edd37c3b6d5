"""The forget gate's bias starts at 0, so half of the memory is lost at every step until training mends it."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="forget-bias-zero",
    correct="b_f = np.ones((H, 1))",
    buggy="b_f = np.zeros((H, 1))",
    where="initialisation",
    formula=r"b_f = 1",
    symptom="All gradients are right, but long dependencies are learned late or not at all.",
    hint="How much of a cell state is left after ten steps with the forget gate that you start from?",
    explanation=(
        "The forget gate is f = σ(W_f z + b_f), and at each step the cell keeps the part f of what it held. With a "
        "bias of zero the gate starts near σ(0) = 0.5, so after ten steps about a thousandth of a memory is left, and "
        "as little of the gradient comes back. What the network should remember over long distances is invisible to it "
        "at first, and it can only learn to open the gate if something reaches it through that gate. A bias of one "
        "starts near 0.73 and keeps more than forty times as much over ten steps. The code is not wrong, and short "
        "patterns are learned either way, but a start that remembers is better. Start with ones."
    ),
    severity=Severity.ADVICE,
    article="5",
    seen=("https://github.com/IndicoDataSolutions/Passage/issues/30",),
)
