"""The gradient of z is carried back without cutting out its hidden part, dz[:H]."""

from mutants._mutant import Mutant

FORMULA = r"\mathrm{d}z_t = [\mathrm{d}h_{t-1}; \mathrm{d}x_t]"

MUTANTS = (
    Mutant(
        id="dh-next-not-split.unsliced",
        title="The whole gradient of z is carried back as the gradient of the hidden state.",
        correct="dh_next = dz[:H]",
        buggy="dh_next = dz",
        where="carry",
        formula=FORMULA,
        symptom="One step is right; from two steps on the code stops with a shape error.",
        hint="Which two vectors are stacked in z, and which of them does the previous step want a gradient for?",
        explanation=(
            "Each step stacks the previous hidden state and the input into one vector, z = [h; x], of H + V rows. The "
            "gradient dz has the same rows: the first H belong to the hidden state, the rest to the input. Only the "
            "first part goes back to the previous step; the input is data and is not learned. The code carries dz back "
            "whole. At the next step in the loop it is added to a gradient of H rows, and since H + V differs from H, "
            "NumPy stops with a shape error. With a single step nobody reads the carry, so a check with one step "
            "passes. Where broadcasting lets such a sum through, the numbers are wrong. Carry dz[:H]."
        ),
        article="3",
    ),
    Mutant(
        id="dh-next-not-split.x-part",
        title="The input's part of the gradient of z is carried back as the gradient of the hidden state.",
        correct="dh_next = dz[:H]",
        buggy="dh_next = dz[H:]",
        where="carry",
        formula=FORMULA,
        symptom="One step is right; from two steps on there is a shape error, or wrong gates where H equals V.",
        hint="In which order are the two parts of z stacked, and which of them comes first in its gradient?",
        explanation=(
            "Each step stacks the previous hidden state and the input into one vector, z = [h; x]. The gradient dz has "
            "the same rows: the first H belong to the hidden state, the other V to the input. Only the first part goes "
            "back to the previous step. The code carries dz[H:], the part of the input. Mostly V differs from H, and "
            "the sum at the next step in the loop stops with a shape error. Where hidden size and vocabulary happen to "
            "be equal nothing complains: the gradient of each symbol is taken for that of a hidden neuron, and all "
            "gates get noise from the future. With a single step nobody reads the carry, so a check with one step "
            "passes. Carry dz[:H]."
        ),
        article="3",
    ),
)
