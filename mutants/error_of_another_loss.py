"""The gradient of the scores belongs to another loss than cross-entropy after softmax."""

from mutants._mutant import Mutant

CORRECT = "dv = outputs[t] - targets[t]"
FORMULA = r"\mathrm{d}v_t = \hat{y}_t - y_t"
WHERE = "gradient of the scores"

MUTANTS = (
    Mutant(
        id="error-of-another-loss.squared",
        title="The gradient of the scores is that of a squared error: 2(ŷ - y) where ŷ - y should be.",
        correct=CORRECT,
        buggy="dv = 2 * (outputs[t] - targets[t])",
        where=WHERE,
        formula=FORMULA,
        symptom="Every gradient is exactly twice too large.",
        hint="Of which loss is your first gradient the derivative, and which loss does the code report?",
        explanation=(
            "For softmax followed by cross-entropy the gradient of the scores is the prediction minus the target, ŷ − "
            "y, with no factor in front: the derivatives of logarithm and softmax cancel neatly. The code multiplies "
            "by two, which comes from another loss: the derivative of a squared error (ŷ − y)² with respect to ŷ. "
            "Everything behind dv is linear, so all gradients have the right direction and exactly twice the right "
            "size. Training behaves as with a learning rate twice as large, so it may still work, or diverge where the "
            "right code does not. A comparison with the numerical derivative of the reported loss shows the factor at "
            "once. Remove the two."
        ),
    ),
    Mutant(
        id="error-of-another-loss.through-sigmoid",
        title="The error of the scores is multiplied by ŷ(1 - ŷ), as if a σ with a squared error had made them.",
        correct=CORRECT,
        buggy="dv = (outputs[t] - targets[t]) * outputs[t] * (1 - outputs[t])",
        where=WHERE,
        formula=FORMULA,
        symptom="Every gradient is wrong from the first step on, and vanishes where the model is sure but mistaken.",
        hint="Has the derivative of softmax not already been counted in the difference of prediction and target?",
        explanation=(
            "For softmax followed by cross-entropy the gradient of the scores is the prediction minus the target, ŷ − "
            "y. The derivative of softmax is contained in it already. The code multiplies by ŷ(1 − ŷ) as well, the "
            "derivative of σ, which belongs to another pair: a squared error after a sigmoid. The signs stay right, so "
            "loss falls at first, but the sizes do not: where the model is sure and mistaken, ŷ is near 0 or 1 and the "
            "factor nearly vanishes, so the worst mistakes are the ones it learns from least. The gradients of the "
            "scores no longer sum to zero either. All gradients are wrong, since all start here. Use ŷ − y alone."
        ),
    ),
    Mutant(
        id="error-of-another-loss.before-softmax",
        title="The gradient skips softmax: -y/ŷ, which belongs to the probabilities, is used for the scores.",
        correct=CORRECT,
        buggy="dv = -targets[t] / outputs[t]",
        where=WHERE,
        formula=FORMULA,
        symptom="Every gradient is wrong from the first step on, and no symbol is ever pushed down.",
        hint="Is your first gradient taken with respect to the probabilities or with respect to the scores?",
        explanation=(
            "Cross-entropy is −log of the probability of the right symbol, so its gradient with respect to the "
            "probabilities is −y/ŷ. The scores come before softmax, and softmax couples them all: raising one "
            "probability lowers the others. Going through it turns −y/ŷ into ŷ − y. The code stops one step early and "
            "uses −y/ŷ as the gradient of the scores. Only the row of the right symbol is not zero, so its score is "
            "pushed up without end and no other is ever pushed down; and since ŷ stands in the denominator, unlikely "
            "symbols give enormous gradients. Frequent symbols win everywhere and training soon saturates. Use ŷ − y."
        ),
    ),
)
