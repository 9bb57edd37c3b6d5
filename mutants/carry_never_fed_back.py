"""The gradients for the step before are computed under other names, and dh_next and dC_next stay zero."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="carry-never-fed-back",
    correct="dh_next = dz[:H]\ndC_next = dC * f[t]",
    buggy="dh_prev = dz[:H]\ndC_prev = dC * f[t]",
    where="carry",
    formula=r"\mathrm{d}h_{next} = \mathrm{d}z_t[0 : H], \quad \mathrm{d}C_{next} = \mathrm{d}C_t \odot f_t",
    symptom="One step is right; from two steps on the gates get no gradient from the future.",
    hint="Which variables does the next turn of your loop read, and who writes them?",
    explanation=(
        "Backpropagation through time walks from the last step to the first and hands two gradients from each step to "
        "the one before: that of the hidden state and that of the cell. The code computes both correctly, but stores "
        "them as dh_prev and dC_prev, while the next turn of the loop reads dh_next and dC_next, which are still the "
        "zeros from before the loop. So no gradient ever travels through time: each step learns from its own "
        "prediction only, and nothing teaches the network to remember what it will need later. With one step the "
        "gradients are right. Loss still falls, down to what can be learned without memory. Store them under the names "
        "that the loop reads."
    ),
    seen=("https://github.com/CaptainE/RNN-LSTM-in-numpy/issues/1",),
)
