"""The error of the prediction has the wrong sign: y - ŷ where the gradient of the scores is ŷ - y."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="sign-flipped",
    correct="dv = outputs[t] - targets[t]",
    buggy="dv = targets[t] - outputs[t]",
    where="gradient of the scores",
    formula=r"\mathrm{d}v_t = \hat{y}_t - y_t",
    symptom="Every gradient has exactly the right size and the wrong sign, so loss rises.",
    hint="If the score of a wrong symbol goes up a little, does the loss rise or fall?",
    explanation=(
        "For softmax followed by cross-entropy the gradient of the scores is simply the prediction minus the target, "
        "ŷ − y. It is negative for the right symbol, whose score should rise, and positive for all others. The code "
        "subtracts the other way round. Everything after that is linear in dv, so every single gradient has the right "
        "size and the wrong sign. An update that subtracts such a gradient climbs: loss rises, and the model learns to "
        "avoid the right answers. Some code hides the mistake by adding the gradient in the update, which works until "
        "someone swaps in another optimiser or compares with a numerical gradient. Use ŷ − y here, and subtract in the "
        "update."
    ),
)
