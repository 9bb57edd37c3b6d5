"""tanh is applied twice on the candidate: 1 - tanh(g)² where the stored g calls for 1 - g²."""

from mutants._gates import CANDIDATE
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="candidate-double-tanh",
    correct=CANDIDATE.derivative,
    buggy="da_g = dg * (1 - np.tanh(g[t]) ** 2)",
    where="candidate",
    formula=CANDIDATE.formula,
    symptom="W_g and b_g are wrong from the first step on; the other gates drift from two steps on.",
    hint="Is the candidate stored before or after its activation?",
    explanation=(
        "The candidate is g = tanh(a), and the forward pass stores g, after tanh. The derivative of tanh at a is 1 − "
        "tanh(a)², which in terms of the stored value is 1 − g². The code passes g to a function that takes an "
        "argument of tanh and applies tanh itself, so it computes 1 − tanh(g)². Near zero the two agree, because tanh "
        "x is close to x, and a check with small weights passes. But where the candidate is saturated, near 1 or −1, "
        "the right factor is nearly 0 and the code's is 0.42: neurons that should stay put keep being pushed, with a "
        "gradient of the right sign but far too large. Multiply by 1 − g², or pass the value before tanh."
    ),
    article="2",
    seen=("https://github.com/nicklashansen/rnn_lstm_from_scratch/issues/1",),
)
