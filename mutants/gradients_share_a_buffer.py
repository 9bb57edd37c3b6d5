"""The gradients of the four gates are one and the same array, made by a chain of equals signs."""

from mutants._mutant import Mutant


def _mutant(kind: str, things: str, right: str) -> Mutant:
    names = [f"d{kind}_{x}" for x in "figo"]
    return Mutant(
        id=f"gradients-share-a-buffer.{kind}",
        title=f"The gradients of the four gates' {things} are one and the same array.",
        correct=right,
        buggy=f"{' = '.join(names)} = np.zeros_like({kind}_f)",
        where=f"gradients of the gates' {things}",
        formula=rf"\mathrm{{d}}{kind}_f, \mathrm{{d}}{kind}_i, \mathrm{{d}}{kind}_g, \mathrm{{d}}{kind}_o = 0, 0, 0, 0",
        symptom=f"The gradients of {kind}_f, {kind}_i, {kind}_g and {kind}_o are equal, from the first step on.",
        hint="How many arrays does your code allocate before the loop, and how many names do they have?",
        explanation=(
            f"Before the loop each of the four gates needs an array of zeros, in which the gradient of its {things} is "
            f"added up. The code writes {names[0]} = {names[1]} = … = np.zeros_like(…). In Python that makes one array "
            "with four names, not four arrays: names are labels, and = never copies. Adding in place with += changes "
            "the array behind all four names, so every gate's share lands in the same place, and in the end each of "
            "the four gradients is the sum of all of them. No shape is wrong and no exception is raised. All gates "
            "are then pushed in the same direction, so they learn to behave alike, although their tasks differ. Call "
            "np.zeros_like once for each."
        ),
        seen=("https://github.com/Burton2000/CS231n-2017/issues/7",),
    )


MUTANTS = (
    _mutant(
        "W",
        "weights",
        "dW_f, dW_i, dW_g, dW_o = np.zeros_like(W_f), np.zeros_like(W_i), np.zeros_like(W_g), np.zeros_like(W_o)",
    ),
    _mutant(
        "b",
        "biases",
        "db_f, db_i, db_g, db_o = np.zeros_like(b_f), np.zeros_like(b_i), np.zeros_like(b_g), np.zeros_like(b_o)",
    ),
)
