"""The forward pass stacks z as [x; h], the backward pass still cuts it as [h; x]."""

from mutants._mutant import Mutant

MUTANTS = (
    Mutant(
        id="z-order-mismatch",
        correct="z_t = np.concatenate((h_s[-1], x_t))  # (H+D, B)",
        buggy="z_t = np.concatenate((x_t, h_s[-1]))",
        where="stacking of z",
        formula=r"z_t = [h_{t-1}; x_t], \quad \mathrm{d}h_{t-1} = \mathrm{d}z_t[0 : H]",
        symptom="Predictions are right under that order; from two steps on the gradients that go through h are wrong.",
        hint="Do the forward and the backward pass agree on which rows of z hold the hidden state?",
        explanation=(
            "Each step stacks two vectors into z, and each row of z meets one column of every gate's weights. Either "
            "order works, if all the code keeps to it. Here the forward pass stacks the input first and the hidden "
            "state second, while the backward pass takes the first H rows of dz as the gradient of the hidden state. "
            "So it carries back the gradient of the input, with some rows of the hidden state where H exceeds V. The "
            "shapes fit and a single step is consistent, so nothing complains; from two steps on the gradients of all "
            "gates contain noise. The predictions are right for weights whose columns are read in that order, and so a "
            "falling loss proves nothing. Stack [h; x] in the forward pass, or cut dz as [x; h]."
        ),
    ),
    Mutant(
        id="z-order-mismatch.backward",
        title="The backward pass cuts the gradient of z as [x; h], though the forward pass stacks [h; x].",
        correct="dh_next = dz[:H]",
        buggy="dh_next = dz[-H:]",
        where="carry",
        formula=r"z_t = [h_{t-1}; x_t], \quad \mathrm{d}h_{t-1} = \mathrm{d}z_t[0 : H]",
        symptom="One step is right; from two steps on the gradients of all gates are wrong.",
        hint="Do the forward and the backward pass agree on which rows of z hold the hidden state?",
        explanation=(
            "Each step stacks the previous hidden state and the input into one vector, z = [h; x]. The gradient dz has "
            "the same rows: the first H belong to the hidden state, the rest to the input. The code takes the last H "
            "rows instead, as if the input stood on top. The shapes fit, because H rows are H rows, so nothing "
            "complains, and with a single step nobody reads the carry. From two steps on, each hidden neuron gets the "
            "gradient of another one or of an input symbol, and all gates learn from noise about the future. Short "
            "patterns are still learned from the part that does not go through time, so loss falls, but not as far as "
            "it could. Carry the first H rows."
        ),
        aliases=("dh-next-not-split.last-rows",),
    ),
)
