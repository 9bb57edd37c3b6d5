"""Gradients are used as they are: nothing bounds them where they explode."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="no-gradient-clipping",
    correct="grads = clip_gradient_norm(grads, max_norm)",
    buggy="# grads = clip_gradient_norm(grads, max_norm)",
    where="training",
    formula=r"g \leftarrow g \, \frac{c}{\max(c, \|g\|)}",
    symptom="All gradients are right, but a single long sequence can throw the parameters far away.",
    hint="How long is the longest step that one update of your training loop can take?",
    explanation=(
        "Backpropagation through time multiplies a gradient by one matrix after another, once for each step. Over a "
        "long sequence the product can grow beyond all bounds, and the loss has steep walls there. One update with "
        "such a gradient throws the parameters far away, into a region where the gates are saturated, and undoes what "
        "many updates have learned. The code uses every gradient as it comes. Clipping measures the norm of all "
        "gradients together and, where it exceeds a bound, scales them all by one factor: the direction stays, the "
        "step cannot be longer than the bound times the learning rate. The code is not wrong without it, and short "
        "sequences may never need it. Clip before the update."
    ),
    severity=Severity.ADVICE,
    article="5",
)
