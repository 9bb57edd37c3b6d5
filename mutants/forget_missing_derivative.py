"""The forget gate's derivative is missing: σ(f) multiplies where f(1-f) should."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="forget-missing-derivative",
    correct="da_f = df * f[t] * (1 - f[t])",
    buggy="da_f = df * sigmoid(f[t])",
    where="forget gate",
    formula=r"\mathrm{d}a_f = \mathrm{d}f \odot f_t \odot (1 - f_t)",
    symptom="W_f and b_f are wrong from the first step on; the rest drifts from two steps on.",
    hint="Which factor carries a gradient through σ when its output is stored?",
    explanation=(
        "The forget gate is f = σ(a), so a gradient on f must pass through σ before it reaches W_f and b_f: by the "
        "chain rule it is multiplied by σ′(a) = σ(a)(1 − σ(a)). Since f already holds σ(a), that factor is simply "
        "f(1 − f). The code multiplies by σ(f) instead: an activation, applied a second time to a value that has been "
        "through it once. σ(f) lies between 0.5 and 0.73, f(1 − f) between 0 and 0.25, so the gradient of the forget "
        "gate is several times too large, and a gate that is saturated, whose gradient should vanish, keeps moving. "
        "Loss still falls, because the sign is right. Replace σ(f) by f(1 − f), with f the stored gate."
    ),
    aliases=("activation-for-derivative.f",),
    article="2",
    seen=("https://github.com/nicklashansen/rnn_lstm_from_scratch/issues/1",),
)
