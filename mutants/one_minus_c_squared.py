"""The derivative of tanh on the cell path is written 1 - C², as if C were already an output of tanh."""

from mutants._gates import CELL_PATH, CELL_PATH_FORMULA
from mutants._mutant import Mutant

MUTANT = Mutant(
    id="one-minus-c-squared",
    correct=CELL_PATH,
    buggy="dC += dtanh * (1 - C_t ** 2)",
    where="cell path",
    formula=CELL_PATH_FORMULA,
    symptom="W_f, W_i, W_g and their biases are wrong from the first step on, with the wrong sign where |C| > 1.",
    hint="Which of the stored values have been through tanh already, and which have not?",
    explanation=(
        "The derivative of tanh is 1 − y² when y is the output of tanh. That is right for the candidate, which is "
        "stored after tanh. The cell state is stored raw: h = o ⊙ tanh(C), so here the factor is 1 − tanh(C)². The "
        "code writes 1 − C². Near zero the two agree, and with course-size weights and zero initial states the "
        "gradients point almost exactly the right way, so the usual check passes. But nothing keeps a cell between −1 "
        "and 1: it adds up over the steps. Where |C| exceeds 1 the factor is negative, so the gradient pushes the "
        "wrong way, and for a cell of 3 it is −8 instead of 0.01. Such cells grow until training diverges. Square "
        "tanh(C) instead."
    ),
)
