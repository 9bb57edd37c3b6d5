"""The input block of the weights is drawn with a fixed scale, whatever the number of inputs."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="fixed-scale-input-init",
    correct="W_x = W_x / np.sqrt(V)",
    buggy="W_x = W_x * 1.0",
    where="initialisation",
    formula=r"W_x \sim \frac{1}{\sqrt{V}} N(0, 1)",
    symptom="All gradients are right, but the input drives the gates far more than the memory does at the start.",
    hint="Which half of z contributes more to the sums of a gate at the start, and by how much?",
    explanation=(
        "The weights of a gate have two blocks: one for the hidden state, which is made orthogonal, and one for the "
        "input. The code draws the second from a normal distribution with a fixed standard deviation of one, however "
        "many inputs there are. An orthogonal matrix of size H has entries of about 1/√H, so the columns of the input "
        "block are longer than those of the hidden block by a factor of √H, and the gates start out by listening to "
        "the current symbol and hardly to the memory. With dense inputs the sums grow with their number and saturate "
        "the gates. Dividing the block by the square root of the number of inputs keeps the two parts comparable. This "
        "is advice, not a mistake."
    ),
    severity=Severity.ADVICE,
    article="details",
)
