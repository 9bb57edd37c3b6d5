"""The cell's gradient is carried to the step before without the forget gate: dC where dC ⊙ f should be."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="dc-next-without-forget",
    correct="dC_next = dC * f[t]",
    buggy="dC_next = dC",
    where="carry",
    formula=r"\mathrm{d}C_{t-1} = \mathrm{d}C_t \odot f_t",
    symptom="One step is right; from two steps on the gradients of all gates are wrong, more so in long sequences.",
    hint="How much of the previous cell state survives into the next one, and what decides that?",
    explanation=(
        "The cell is updated by C_t = f ⊙ C_prev + i ⊙ g. Of the previous cell state only the part f survives, so the "
        "gradient that goes back to it is dC ⊙ f. The code hands dC back whole, as if nothing were ever forgotten. "
        "With a single step nobody reads the carry, so a check with one step passes. Over many steps the gradient "
        "should shrink wherever the forget gate was shut; here it does not: it adds up over the whole sequence, and "
        "early steps are blamed for predictions that their memory could no longer influence. Gradients grow with the "
        "length of the sequence, clipping starts to decide the step, and training becomes noisy. Multiply by f."
    ),
    article="2",
)
