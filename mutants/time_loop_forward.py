"""The backward pass walks through time forwards, so the carries come from the past instead of the future."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="time-loop-forward",
    correct="for t in reversed(range(len(dh_s))):",
    buggy="for t in range(len(dh_s)):",
    where="loop over time",
    formula=r"t = T - 1, \ldots, 1, 0",
    symptom="One step is right; from two steps on the gradients of all gates are wrong.",
    hint="When your loop computes a step, has it already been at the step that this one influenced?",
    explanation=(
        "A hidden state and a cell influence what comes after them, never what came before. So the gradient of step t "
        "needs that of step t + 1, and the backward pass must start at the last step and walk to the first; this is "
        "what dh_next and dC_next are for. The code walks from the first step to the last. Then the carries hold "
        "gradients of the step before, and each step is blamed for mistakes that were made earlier, which it cannot "
        "have caused. With one step there is only one order and the gradients are right. What each step learns from "
        "its own prediction stays right too, so loss still falls, but nothing learns to remember. Wrap the range in "
        "reversed."
    ),
)
