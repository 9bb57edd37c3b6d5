"""The gradient of W_v reads the hidden state one step too early: h[t] where h[t+1] holds h_t."""

from mutants._mutant import Mutant

CORRECT = "h_t = h[t + 1]"
FORMULA = r"\mathrm{d}W_v = \sum_t \mathrm{d}v_t \, h_t^\top"

MUTANTS = (
    Mutant(
        id="h-index-off-by-one",
        correct=CORRECT,
        buggy="h_t = h[t]",
        where="gradient of W_v",
        formula=FORMULA,
        symptom="Only the gradient of W_v is wrong, at every step, and zero at a first step from a zero state.",
        hint="How many entries does the list of hidden states have, and which of them is the initial state?",
        explanation=(
            "The forward pass stores the initial state first, so the list h has T + 1 entries: h[0] is the state "
            "before the first step, and the state of step t is h[t + 1]. The score is v_t = W_v h_t + b_v, so at step "
            "t the gradient of W_v is dv times the transpose of h_t, which is h[t + 1]. The code takes h[t], the state "
            "one step earlier. At the first step that is the initial state, often all zeros, so that step teaches W_v "
            "nothing. At later steps W_v learns to predict a symbol from a memory that has not yet seen the input. "
            "Only W_v suffers; b_v and all gates stay right, loss still falls, and the bug is easily overlooked. Read "
            "h[t + 1]."
        ),
        article="1",
        seen=("https://github.com/VikParuchuri/zero_to_gpt/issues/9",),
    ),
    Mutant(
        id="h-index-off-by-one.two-back",
        title="The gradient of W_v reads the hidden state two steps too early: h[t-1], which wraps around at t = 0.",
        correct=CORRECT,
        buggy="h_t = h[t - 1]",
        where="gradient of W_v",
        formula=FORMULA,
        symptom="Only the gradient of W_v is wrong, from two steps on; with a single step it is right by accident.",
        hint="Which hidden state does a negative index give you at the first step?",
        explanation=(
            "The forward pass stores the initial state first, so the list h has T + 1 entries and the state of step t "
            "is h[t + 1]. The score is v_t = W_v h_t + b_v, so at step t the gradient of W_v is dv times the transpose "
            "of h[t + 1]. The code takes h[t - 1], two entries earlier. At t = 0 the index is −1, and Python does not "
            "complain: it gives the last state of the sequence. With a single step that happens to be the right one, "
            "so a test with one step passes. In longer sequences W_v learns from states that did not make the "
            "prediction, while all other gradients are right and loss still falls. Read h[t + 1]."
        ),
    ),
)
