"""The loop over time leaves out the first or the last step, which then teaches nothing."""

from mutants._mutant import Mutant

HEAD = "for t in reversed(range(len(outputs))):"
CELL = "for t in reversed(range(len(dh_s))):"
FORMULA = r"t = T - 1, \ldots, 1, 0"

MUTANTS = (
    Mutant(
        id="time-loop-skips-a-step.first",
        title="The loop over time ends one step early: the first step teaches nothing.",
        correct=CELL,
        buggy="for t in reversed(range(1, len(dh_s))):",
        also=((HEAD, "for t in reversed(range(1, len(outputs))):"),),
        where="loop over time",
        formula=FORMULA,
        symptom="Every gradient lacks the share of the first step; with a single step all gradients are zero.",
        hint="Which values of t does your loop visit in a sequence of three steps?",
        explanation=(
            "Every step of the sequence makes a prediction, and every step uses all the weights, so each of them has a "
            "share in every gradient. Counting down to the first step means down to t = 0, inclusive, and both range "
            "and slices leave their end out. The code stops at t = 1, so the first step is never visited: its "
            "prediction does not count, and what later steps send back to it through the carries is dropped. In a long "
            "sequence that is a small part, so loss still falls. But the beginning is never learned, and a sequence of "
            "a single step gives gradients of zero. In short sequences, as in this course, a large share is missing. "
            "Let the loop run down to 0."
        ),
    ),
    Mutant(
        id="time-loop-skips-a-step.last",
        title="The loop over time starts one step early: the last step teaches nothing.",
        correct=CELL,
        buggy="for t in reversed(range(len(dh_s) - 1)):",
        also=((HEAD, "for t in reversed(range(len(outputs) - 1)):"),),
        where="loop over time",
        formula=FORMULA,
        symptom="Every gradient lacks what comes from the last step; with a single step all gradients are zero.",
        hint="Which values of t does your loop visit in a sequence of three steps?",
        explanation=(
            "Every step of the sequence makes a prediction, and every step uses all the weights, so each of them has a "
            "share in every gradient. With T steps the last one has the index T − 1, and range(T) already ends there. "
            "The code subtracts one once more, so the loop starts at T − 2 and the last step is never visited: its "
            "prediction does not count, and neither does anything that it would have sent back to the steps before. In "
            "this course the last symbol is the end of the sequence, so the model never learns when to stop, although "
            "loss on the other symbols falls. A sequence of a single step gives gradients of zero. Let the loop start "
            "at T − 1."
        ),
    ),
)
