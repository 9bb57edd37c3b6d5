"""The gates of the reference, as families of mutants need them: names, right lines and equations."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One gate: what it is called, and its two lines in the reference's backward pass."""

    letter: str
    name: str
    activation: str
    slope: str  # the derivative of the activation, from the stored gate, in words
    derivative: str  # the line that goes through the activation
    formula: str  # the same, in LaTeX
    product: str  # the line that reaches the gate's output
    product_formula: str
    partner: str  # what the gate is multiplied by in the forward pass, in words

    @property
    def forward_formula(self) -> str:
        """What the forward pass computes, in LaTeX."""
        function = r"\tanh" if self.activation == "tanh" else r"\sigma"
        return f"{self.letter}_t = {function}(W_{self.letter} z_t + b_{self.letter})"


FORGET = Gate(
    letter="f",
    name="forget gate",
    activation="σ",
    slope="f(1 − f)",
    derivative="da_f = df * f[t] * (1 - f[t])",
    formula=r"\mathrm{d}a_f = \mathrm{d}f \odot f_t \odot (1 - f_t)",
    product="df = dC * C_prev",
    product_formula=r"\mathrm{d}f = \mathrm{d}C_t \odot C_{t-1}",
    partner="the previous cell state",
)
INPUT = Gate(
    letter="i",
    name="input gate",
    activation="σ",
    slope="i(1 − i)",
    derivative="da_i = di * i[t] * (1 - i[t])",
    formula=r"\mathrm{d}a_i = \mathrm{d}i \odot i_t \odot (1 - i_t)",
    product="di = dC * g[t]",
    product_formula=r"\mathrm{d}i = \mathrm{d}C_t \odot g_t",
    partner="the candidate g",
)
CANDIDATE = Gate(
    letter="g",
    name="candidate",
    activation="tanh",
    slope="1 − g²",
    derivative="da_g = dg * (1 - g[t] ** 2)",
    formula=r"\mathrm{d}a_g = \mathrm{d}g \odot (1 - g_t^2)",
    product="dg = dC * i[t]",
    product_formula=r"\mathrm{d}g = \mathrm{d}C_t \odot i_t",
    partner="the input gate i",
)
OUTPUT = Gate(
    letter="o",
    name="output gate",
    activation="σ",
    slope="o(1 − o)",
    derivative="da_o = do * o[t] * (1 - o[t])",
    formula=r"\mathrm{d}a_o = \mathrm{d}o \odot o_t \odot (1 - o_t)",
    product="do = dh * np.tanh(C_t)",
    product_formula=r"\mathrm{d}o = \mathrm{d}h_t \odot \tanh(C_t)",
    partner="the squashed cell tanh(C)",
)
GATES = (FORGET, INPUT, CANDIDATE, OUTPUT)
SIGMOID_GATES = (FORGET, INPUT, OUTPUT)

# The path from the hidden state into the cell: h = o tanh(C).
CELL_PATH = "dC += dtanh * (1 - np.tanh(C_t) ** 2)"
CELL_PATH_FORMULA = r"\mathrm{d}C_t = \mathrm{d}C_{next} + \mathrm{d}h_t \odot o_t \odot (1 - \tanh(C_t)^2)"

# The course code is copied from block to block, and the block copied is the one written first: o in its backward
# pass, f in its forward pass and in most others'.
COPIES = (("i", "f"), ("g", "f"), ("o", "f"), ("f", "o"), ("i", "o"), ("g", "o"))


def gate(letter: str) -> Gate:
    """Return the gate of this letter."""
    return next(gate for gate in GATES if gate.letter == letter)
