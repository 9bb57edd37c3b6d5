"""Gradients are clipped element by element, which bends their direction, instead of by their norm."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="clipped-per-element",
    correct="clipped[index] = factor * grad",
    buggy="clipped[index] = np.clip(grad, -max_norm, max_norm)",
    where="clipping",
    formula=r"g \leftarrow g \, \frac{c}{\max(c, \|g\|)}",
    symptom="Small gradients are right; large ones point another way after clipping, and may still exceed the norm.",
    hint="Does the gradient still point downhill most steeply after your clipping has shortened it?",
    explanation=(
        "Clipping should shorten a gradient that is too long and keep its direction, because the direction is what the "
        "gradient is about: so the norm is measured, and all elements are multiplied by one factor. The code cuts off "
        "each element by itself at plus and minus the bound. Large elements are cut and small ones are not, so the "
        "ratio between them changes, and the step no longer follows the gradient; in the extreme all elements have the "
        "same size and only the signs are left. Nor is the norm bounded by the bound: with ten thousand elements it "
        "may still be a hundred times as large. It does prevent the worst explosions, and many programs use it, so "
        "this is advice. Scale all gradients by one factor."
    ),
    severity=Severity.ADVICE,
)
