"""The gradient of the cell lacks what comes back from the next step: dC_next is overwritten, not added to."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="dc-without-carry",
    correct="dC = np.copy(dC_next)",
    buggy="dC = np.zeros_like(dC_next)",
    where="carry",
    formula=r"\mathrm{d}C_t = \mathrm{d}C_{next} + \mathrm{d}h_t \odot o_t \odot (1 - \tanh(C_t)^2)",
    symptom="One step is right; from two steps on the gates get no gradient through the cell.",
    hint="How many places in the forward pass read the cell state of one step?",
    explanation=(
        "The cell state of a step is read twice: by the hidden state of this step, through tanh and the output gate, "
        "and by the next step's cell, through the forget gate. Its gradient is the sum of both, so it starts from "
        "dC_next, which comes back from the next step. The code starts from zero and so drops that part; assigning "
        "where one should add does the same. With one step there is nothing to drop and the gradients are right. Over "
        "more steps the very path that makes an LSTM an LSTM is cut: the cell can keep a value for long, but learning "
        "no longer can follow it back. Long patterns are not learned, though loss still falls. Start from dC_next."
    ),
    seen=("https://github.com/apache/mxnet/issues/4057",),
)
