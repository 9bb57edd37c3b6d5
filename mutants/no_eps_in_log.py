"""The logarithm in the loss is not guarded: a predicted probability of zero gives infinity or NaN."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="no-eps-in-log",
    correct="log_y = np.log(y_t + EPSILON)",
    buggy="log_y = np.log(y_t)",
    where="loss",
    formula=r"L = -\sum_t \sum y_t \odot \log(\hat{y}_t + \epsilon)",
    symptom="Ordinary losses are right; a probability that rounds to zero makes the loss infinite or NaN.",
    hint="What does your loss return when the model is certain, and wrong?",
    explanation=(
        "Cross-entropy takes the logarithm of predicted probabilities. Softmax never gives exactly zero on paper, but "
        "in floating-point numbers exp(−800) is zero, so a model that is very sure of itself predicts some symbols "
        "with probability 0. Then log gives minus infinity. If that symbol was the target, the loss is infinite; if it "
        "was not, the target's zero is multiplied by infinity, which is NaN, and one NaN spoils the whole sum. The "
        "gradients here do not use the loss, so training goes on, but the curves are lost and nobody can tell whether "
        "it works. Add a tiny number such as 1e-12 inside the logarithm, or compute it from the scores directly."
    ),
    severity=Severity.ROBUSTNESS,
    article="4",
    seen=("https://github.com/sar-gupta/neural-network-from-scratch/issues/10",),
)
