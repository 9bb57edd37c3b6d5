"""A gradient is overwritten at every step where it should be summed: = for +=."""

from mutants._mutant import Mutant


def _mutant(tensor: str, right: str) -> Mutant:
    total = r"\sum_t \mathrm{d}a_t \, z_t^\top" if tensor.startswith("W") else r"\sum_t \mathrm{d}a_t"
    if tensor.endswith("v"):
        total = r"\sum_t \mathrm{d}v_t \, h_t^\top" if tensor.startswith("W") else r"\sum_t \mathrm{d}v_t"
    return Mutant(
        id=f"gradient-overwritten.{tensor}",
        title=f"The gradient of {tensor} is overwritten at every step, so that only the first one counts.",
        correct=right,
        buggy=right.replace("+=", "="),
        where=f"gradient of {tensor}",
        formula=rf"\mathrm{{d}}{tensor} = {total}",
        symptom=f"Only the gradient of {tensor} is wrong, from two steps on: it is that of the first step alone.",
        hint=f"How many times is {tensor} used in one sequence, and how often does your code remember it?",
        explanation=(
            f"The same {tensor} is used at every step of the sequence. What is used T times gets T gradients, one from "
            "each step, and its gradient is their sum. The code assigns with = instead of adding with +=, so each "
            "turn of the loop throws away what the turns before it have found. The loop runs from the last step to the "
            "first, so in the end only the share of the first step is left. With a single step that is all there is, "
            "and a check with one "
            f"step passes. In longer sequences {tensor} learns from one step out of T and ignores the rest, while all "
            f"other gradients are right, since nothing else is computed from this one. Loss falls, but {tensor} lags "
            "behind. Add with +=."
        ),
    )


MUTANTS = (
    *(_mutant(f"W_{x}", f"dW_{x} += da_{x} @ z[t].T") for x in "figo"),
    *(_mutant(f"b_{x}", f"db_{x} += np.sum(da_{x}, axis=1, keepdims=True)") for x in "figo"),
    _mutant("W_v", "dW_v += dv @ h_t.T"),
    _mutant("b_v", "db_v += np.sum(dv, axis=1, keepdims=True)"),
)
