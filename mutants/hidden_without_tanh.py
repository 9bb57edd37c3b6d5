"""The hidden state shows the raw cell, h = o ⊙ C, where the model says h = o ⊙ tanh(C)."""

from mutants._gates import CELL_PATH, OUTPUT
from mutants._mutant import Mutant

FORMULA = r"h_t = o_t \odot \tanh(C_t)"
SEEN = ("https://github.com/nicodjimenez/lstm/issues/47", "https://github.com/nicodjimenez/lstm/issues/9")

MUTANTS = (
    Mutant(
        id="hidden-without-tanh.forward",
        title="The hidden state shows the raw cell, and the backward pass does not know of it.",
        correct="h_t = o_t * np.tanh(C_t)",
        buggy="h_t = o_t * C_t",
        where="hidden state",
        formula=FORMULA,
        symptom="The hidden states and all predictions are wrong, and backward does not belong to this forward pass.",
        hint="Between which bounds should a hidden state lie, and does yours?",
        explanation=(
            "The model shows its memory through tanh: h = o ⊙ tanh(C). The cell adds up over the steps and may grow "
            "without bound; tanh keeps what the gates and W_v get to see between −1 and 1. The code leaves tanh out in "
            "the forward pass, so hidden states grow with the cell, the scores grow with them and the gates of the "
            "next step saturate. The backward pass still differentiates the right model, with tanh, so its gradients "
            "do not belong to the predictions that the code makes, and a comparison with the numerical derivative of "
            "its own loss fails. With small cells the two nearly agree, since tanh x is close to x there, and short "
            "runs look healthy. Apply tanh to the cell."
        ),
        seen=SEEN,
    ),
    Mutant(
        id="hidden-without-tanh.both",
        title="The hidden state shows the raw cell, and the backward pass is consistent with that.",
        correct="h_t = o_t * np.tanh(C_t)",
        buggy="h_t = o_t * C_t",
        also=((OUTPUT.product, "do = dh * C_t"), (CELL_PATH, "dC += dtanh")),
        where="hidden state",
        formula=FORMULA,
        symptom="The hidden states and all predictions are wrong, although backward is consistent with them.",
        hint="Between which bounds should a hidden state lie, and does yours?",
        explanation=(
            "The model shows its memory through tanh: h = o ⊙ tanh(C). The code leaves tanh out in the forward pass, "
            "and the backward pass agrees with that: the output gate's gradient is multiplied by C, and no derivative "
            "of tanh stands on the way into the cell. So the gradients are those of the code's own loss, and a "
            "numerical check of the code against itself passes; only a comparison with the specified model shows it. "
            "It is another model, and a less stable one: the cell adds up over the steps without bound, and without "
            "tanh the hidden states grow with it, the scores explode and the gates saturate in long sequences. Apply "
            "tanh in the forward pass, and its derivative in the backward pass."
        ),
        seen=SEEN,
    ),
)
