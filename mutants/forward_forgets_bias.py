"""A bias is missing in the forward pass, though the backward pass computes its gradient."""

from mutants._gates import GATES, Gate
from mutants._mutant import Mutant

_LINES = {
    **{x: (f"{x}_t = sigmoid(W_{x} @ z_t + b_{x})", f"{x}_t = sigmoid(W_{x} @ z_t)") for x in "fio"},
    "g": ("g_t = np.tanh(W_g @ z_t + b_g)", "g_t = np.tanh(W_g @ z_t)"),
    "v": ("v_t = W_v @ h_t + b_v", "v_t = W_v @ h_t"),
}


def _gate(gate: Gate) -> Mutant:
    x = gate.letter
    correct, buggy = _LINES[x]
    return Mutant(
        id=f"forward-forgets-bias.{x}",
        title=f"The {gate.name} is computed without its bias.",
        correct=correct,
        buggy=buggy,
        where=gate.name,
        formula=gate.forward_formula,
        symptom=f"The {gate.name}, and with it all predictions, are wrong as soon as b_{x} is not zero.",
        hint=f"If you change b_{x} by hand, does any prediction change?",
        explanation=(
            f"Each gate adds a bias of its own to W z before its activation. The code leaves b_{x} out when it "
            f"computes the {gate.name}. If all biases start at zero the first predictions are right, so a check at the "
            f"start passes. The backward pass computes a gradient for b_{x} and the update moves it, but the loss does "
            "not depend on it: its numerical derivative is zero while the code says otherwise. All that training puts "
            f"into this bias is lost, and the {gate.name} can only rest at the value that zero input gives; for the "
            "forget gate that also discards an initial bias of one, which helps to remember. The weights make up for "
            f"a part of it, so loss still falls. Add b_{x}."
        ),
    )


MUTANTS = (
    *(_gate(gate) for gate in GATES),
    Mutant(
        id="forward-forgets-bias.v",
        title="The scores are computed without their bias.",
        correct=_LINES["v"][0],
        buggy=_LINES["v"][1],
        where="scores",
        formula=r"v_t = W_v h_t + b_v",
        symptom="All predictions are wrong as soon as b_v is not zero.",
        hint="If you change b_v by hand, does any prediction change?",
        explanation=(
            "The scores are v = W_v h + b_v, and the bias lets the model say how frequent a symbol is, whatever the "
            "memory holds. The code leaves b_v out. If it starts at zero the first predictions are right, so a check "
            "at the start passes. The backward pass computes a gradient for b_v and the update moves it, but the loss "
            "does not depend on it: its numerical derivative is zero while the code says otherwise. So the frequency "
            "of the symbols has to be learned by W_v and the hidden state, which have other things to do, and a state "
            "of zeros always predicts all symbols as equally likely. Loss still falls, only more slowly. Add b_v."
        ),
    ),
    Mutant(
        id="forward-forgets-bias.all",
        title="No bias is used in the forward pass at all.",
        correct=_LINES["f"][0],
        buggy=_LINES["f"][1],
        also=tuple(_LINES[x] for x in "igov"),
        where="forward pass",
        formula=r"a = W z_t + b, \quad v_t = W_v h_t + b_v",
        symptom="All gates and all predictions are wrong as soon as the biases are not zero.",
        hint="If you change a bias by hand, does any prediction change?",
        explanation=(
            "Each gate adds a bias to W z before its activation, and the scores add one to W_v h. The code leaves all "
            "five out. If they start at zero the first predictions are right, so a check at the start passes. The "
            "backward pass computes gradients for the biases and the update moves them, but the loss depends on none "
            "of them: their numerical derivatives are zero while the code says otherwise. The gates can only rest at "
            "the value that zero input gives, the forget gate loses an initial bias of one, which helps to remember, "
            "and the frequency of the symbols has to be learned by W_v alone. Weights make up for a part of it, so "
            "loss still falls. Add the biases."
        ),
    ),
)
