"""tanh is applied twice on the cell path: 1 - tanh(tanh(C))² where 1 - tanh(C)² is the derivative."""

from mutants._gates import CELL_PATH, CELL_PATH_FORMULA
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="cell-double-tanh",
    correct=CELL_PATH,
    buggy="dC += dtanh * (1 - np.tanh(np.tanh(C_t)) ** 2)",
    where="cell path",
    formula=CELL_PATH_FORMULA,
    symptom="W_f, W_i, W_g and their biases are wrong from the first step on, W_o from two steps on; tiny near C = 0.",
    hint="Does your derivative of tanh expect the argument of tanh, or its output?",
    explanation=(
        "The hidden state is h = o ⊙ tanh(C). On its way from h into the cell the gradient is multiplied by the "
        "derivative of tanh at C, which is 1 − tanh(C)². The code hands tanh(C) to a function that applies tanh "
        "itself, so it computes 1 − tanh(tanh(C))². For cells near zero the two nearly agree, because tanh x is close "
        "to x there, and a check with small weights and zero states passes. For a cell of 2 the right factor is 0.07 "
        "and the code's is 0.44: saturated memories get a gradient six times too large, and it reaches the forget "
        "gate, the input gate and the candidate. Pass the raw cell state to the derivative, or square tanh(C) yourself."
    ),
    article="2",
    seen=("https://github.com/nicklashansen/rnn_lstm_from_scratch/issues/1",),
)
