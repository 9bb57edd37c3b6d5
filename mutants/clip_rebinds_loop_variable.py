"""Clipping rebinds the loop variable, so the scaled gradients are thrown away and nothing is clipped."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="clip-rebinds-loop-variable",
    correct="clipped[index] = factor * grad",
    buggy="grad = factor * grad",
    where="clipping",
    formula=r"g \leftarrow g \, \frac{c}{\max(c, \|g\|)}",
    symptom="Small gradients are right; gradients above the bound come out exactly as they went in.",
    hint="After the loop, who still knows the scaled arrays that it computed?",
    explanation=(
        "The function measures the norm of all gradients and, where it exceeds the bound, computes each gradient times "
        "the factor that would bring it down. But it assigns the result to the loop variable. In Python that only "
        "makes the name point to a new array; the list keeps the old one, and at the next turn of the loop the new "
        "array is gone. So the function returns its gradients unchanged, and nothing is ever clipped, though the code "
        "looks as if it were. Small gradients are not affected, so a test with small ones passes, and only a long "
        "sequence or an unlucky start shows it, when one huge step ruins the parameters. Store the scaled array in the "
        "list, or scale it in place."
    ),
    severity=Severity.ROBUSTNESS,
)
