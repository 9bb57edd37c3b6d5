"""All gradients carry a constant factor that the loss does not have: 1/T, 1/V or both."""

from mutants._mutant import Mutant

_T, _V = "len(outputs)", "outputs[t].shape[0]"


def _mutant(member: str, divisor: str, words: str, effect: str) -> Mutant:
    return Mutant(
        id=f"gradient-scaled.{member}",
        title=f"All gradients are divided by {words}, though the loss is not.",
        correct="dv = outputs[t] - targets[t]",
        buggy=f"dv = (outputs[t] - targets[t]) / {divisor}",
        where="gradient of the scores",
        formula=r"\mathrm{d}v_t = \hat{y}_t - y_t",
        symptom=f"Every gradient is too small by the same factor, {words}.",
        hint="Is the loss you report the very number whose gradient you compute?",
        explanation=(
            "The loss is summed over all steps, and each step counts the logarithm of one probability. The gradient "
            "of that sum with respect to the scores of step t is ŷ − y, with nothing in front. The code divides it by "
            f"{words}, which would be right for a mean, while the loss it reports is a sum. Everything behind dv is "
            f"linear, so all gradients point in the right direction and are too small by the same factor. {effect} "
            "Under clipping by norm the factor may vanish and come back when gradients are small. Either average both "
            "the loss and its gradient, or neither."
        ),
    )


MUTANTS = (
    _mutant(
        "T",
        _T,
        "the number of steps T",
        "Long sequences then count no more than short ones, and the learning rate depends on the length.",
    ),
    _mutant(
        "V",
        _V,
        "the size of the vocabulary V",
        "Training behaves as with a learning rate that is V times smaller, which grows worse with the vocabulary.",
    ),
    _mutant(
        "TV",
        f"({_T} * {_V})",
        "the number of steps times the vocabulary, TV",
        "Training behaves as with a far smaller learning rate, which moreover depends on the length of the sequence.",
    ),
)
