"""Softmax exponentiates the scores as they are: large ones overflow to infinity, and the result is NaN."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="softmax-overflow",
    correct="shifted = v - np.max(v, axis=0, keepdims=True)",
    buggy="shifted = v",
    where="softmax",
    formula=r"\hat{y} = \frac{e^{v - \max v}}{\sum e^{v - \max v}}",
    symptom="Ordinary scores are right; scores above about 709 make the predictions and everything after them NaN.",
    hint="How large may a number be before its exponential no longer fits into a float?",
    explanation=(
        "Softmax divides exp(v) by the sum of all exp(v). Adding the same number to all scores does not change the "
        "result, because it cancels in the fraction. The code uses that freedom nowhere: it exponentiates the scores "
        "as they are. A double can hold exp(709) but not exp(710), which becomes infinity, and infinity divided by "
        "infinity is NaN. From then on the loss, all gradients and, after one update, all weights are NaN, and "
        "training never recovers. Ordinary scores are small, so this only happens late or after a large step, which "
        "makes it hard to find. Subtract the largest score of each column first: then the largest exponent is 0 and "
        "nothing can overflow."
    ),
    severity=Severity.ROBUSTNESS,
    article="4",
    seen=("https://github.com/numenta/nupic-legacy/pull/3818",),
)
