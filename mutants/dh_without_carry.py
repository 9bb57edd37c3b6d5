"""The gradient of the hidden state lacks what comes back from the next step: dh_next is not added."""

from mutants._mutant import Mutant

MUTANT = Mutant(
    id="dh-without-carry",
    correct="dh = dh_s[t] + dh_next",
    buggy="dh = dh_s[t]",
    where="carry",
    formula=r"\mathrm{d}h_t = W_v^\top \mathrm{d}v_t + \mathrm{d}h_{next}",
    symptom="One step is right; from two steps on the gates get no gradient through the hidden state.",
    hint="How many places in the forward pass read the hidden state of one step?",
    explanation=(
        "The hidden state of a step is read twice: by W_v, which makes the prediction of this step, and by the gates "
        "of the next step, as a part of z. Its gradient is the sum of both: what comes down from the prediction, and "
        "dh_next, which comes back from the next step. The code keeps the first and drops the second. With one step "
        "there is no second part and the gradients are right. Over more steps the network is never told how its hidden "
        "state influenced later gates; only the path through the cell still reaches back in time. It learns to "
        "remember, but not to prepare its gates for what comes. Loss falls, but less far. Add dh_next."
    ),
)
