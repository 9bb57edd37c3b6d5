"""The carries take shape and type from the initial states, h[0] and C[0], which may have others than the later ones."""

from mutants._mutant import Mutant, Severity

MUTANT = Mutant(
    id="dh-next-from-initial-state",
    correct="dh_next = np.zeros_like(h[-1])",
    buggy="dh_next = np.zeros_like(h[0])",
    also=(("dC_next = np.zeros_like(C[-1])", "dC_next = np.zeros_like(C[0])"),),
    where="carry",
    formula=r"\mathrm{d}h_{T} = 0, \quad \mathrm{d}C_{T} = 0",
    symptom="Ordinary states are right; an initial cell of integers, or one that is broadcast, makes it fail.",
    hint="Are the first and the last entry of your list of states always of the same shape and type?",
    explanation=(
        "The backward pass starts at the last step, where nothing comes from the future, so the carries start as zeros "
        "with the shape of the last states. zeros_like copies shape and type from its argument, and the code gives it "
        "the initial states, h[0] and C[0]. Mostly these look like all the others and nothing happens. But an initial "
        "state is made by hand: it may hold integer zeros, or be a column that is broadcast over a batch. Then the "
        "carry is an array of integers, or too small, and adding a gradient to it in place raises an exception; code "
        "that does not add in place may go on with a wrong shape. The bug sleeps until someone changes the initial "
        "state. Use the last entries."
    ),
    severity=Severity.ROBUSTNESS,
    latent=True,
    article="3",
)
