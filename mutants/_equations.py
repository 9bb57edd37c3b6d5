"""The equation of the forward pass that each part of the model stands for: a direction to look in, and no answer."""

from collections.abc import Mapping

_CELL = r"C_t = f_t \odot C_{t-1} + i_t \odot g_t"
_HIDDEN = r"h_t = o_t \odot \tanh(C_t)"
_STACK = r"z_t = [h_{t-1}; x_t]"
_SUM = r"a_t = W z_t + b"
_SCORES = r"v_t = W_v h_t + b_v"
_SOFTMAX = r"\hat{y}_t = \frac{e^{v_t}}{\sum e^{v_t}}"
_LOSS = r"L = -\sum_t \sum y_t \odot \log(\hat{y}_t)"
_GATES = {
    "f": r"f_t = \sigma(W_f z_t + b_f)",
    "i": r"i_t = \sigma(W_i z_t + b_i)",
    "g": r"g_t = \tanh(W_g z_t + b_g)",
    "o": r"o_t = \sigma(W_o z_t + b_o)",
}


def _both(one: str, other: str) -> str:
    return rf"{one}, \quad {other}"


# By `Mutant.where`, in LaTeX.
EQUATIONS: Mapping[str, str] = {
    "forget gate": _both(_GATES["f"], _CELL),
    "input gate": _both(_GATES["i"], _CELL),
    "candidate": _both(_GATES["g"], _CELL),
    "output gate": _both(_GATES["o"], _HIDDEN),
    "output gate and cell path": _both(_GATES["o"], _HIDDEN),
    "cell path": _both(_CELL, _HIDDEN),
    "hidden state": _HIDDEN,
    "carry": _both(_STACK, _CELL),
    "loop over time": _both(_CELL, _HIDDEN),
    "stacking of z": _STACK,
    "gradient of z": _both(_STACK, _SUM),
    "forward pass": _both(_SUM, _SCORES),
    "gradients of the biases": _SUM,
    "gradients of the gates' weights": _SUM,
    "gradients of the gates' biases": _SUM,
    "initialisation": r"a_t = W_h h_{t-1} + W_x x_t + b",
    "scores": _SCORES,
    "gradient of W_v": _SCORES,
    "gradient of b_v": _SCORES,
    "gradient of the hidden state": _both(_SCORES, _STACK),
    "softmax": _SOFTMAX,
    "loss": _LOSS,
    "gradient of the scores": _both(_SOFTMAX, _LOSS),
    "training": r"p \leftarrow p - \eta \, \mathrm{d}p",
    "clipping": r"p \leftarrow p - \eta \, \mathrm{d}p",
    **{f"gradient of {tensor}_{gate}": equation for gate, equation in _GATES.items() for tensor in ("W", "b")},
}
