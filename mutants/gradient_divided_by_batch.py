"""All gradients are divided by the batch size, though the loss is summed over the batch."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="gradient-divided-by-batch",
    correct="dv = outputs[t] - targets[t]",
    buggy="dv = (outputs[t] - targets[t]) / outputs[t].shape[1]",
    where="gradient of the scores",
    formula=r"\mathrm{d}v_t = \hat{y}_t - y_t",
    symptom="One sequence at a time is right; with a batch of B every gradient is too small by the factor B.",
    hint="If you put the same sequence into the batch twice, what should happen to the loss, and what to its gradient?",
    explanation=(
        "The loss is summed over all steps and over all sequences of the batch, so the gradient of the scores is ŷ − y "
        "for each column, and summing over the columns later gives the gradient of that loss. The code divides by the "
        "number of columns, which would be right for a mean over the batch, while the loss it reports is a sum. With "
        "one sequence at a time, as the course trains, the divisor is one and nothing shows. With larger batches all "
        "gradients point in the right direction and are too small by the factor B, so a check against the loss fails "
        "and the learning rate means something else for each batch size. Average both the loss and its gradient, or "
        "neither."
    ),
    severity=Severity.ROBUSTNESS,
    latent=True,
)
