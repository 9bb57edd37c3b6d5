"""Bugs outside the catalogue, planted in correct submissions of three styles."""

from dataclasses import dataclass

from grading import SUBMISSIONS

# Indexed caches and one statement an operation; whole formulas and per-gate sums; gates stacked in one matrix.
COURSE, LISTS, FUSED = "course_utils", "list_caches", "fused_gates"


@dataclass(frozen=True)
class Planted:
    """Bugs in one submission: its style, and for each what stands there and what is put in its place."""

    style: str
    edits: tuple[tuple[str, str], ...]
    mended: bool = True  # an edit is found that passes every check

    @property
    def name(self) -> str:
        """The bugs in a line."""
        return f"{self.style}: {' and '.join(wrong for _, wrong in self.edits)}"

    @property
    def text(self) -> str:
        """The submission."""
        text = (SUBMISSIONS / "correct" / f"{self.style}.py").read_text(encoding="utf-8")
        for right, wrong in self.edits:
            assert text.count(right) == 1, right
            text = text.replace(right, wrong)
        return text

    @property
    def lines(self) -> list[int]:
        """The lines of the bugs."""
        return [self.text[: self.text.index(wrong)].count("\n") + 1 for _, wrong in self.edits]


def _one(style: str, right: str, wrong: str, *, mended: bool = True) -> Planted:
    return Planted(style, ((right, wrong),), mended)


PLANTED = [
    _one(COURSE, "dv[np.argmax(targets[t])] -= 1", "dv[np.argmax(targets[t])] -= 2"),
    _one(COURSE, "np.dot(W_v.T, dv) + dh_next", "np.dot(W_v.T, dv) - dh_next"),
    _one(COURSE, "do = dh * tanh(C[t + 1])", "do = dh * tanh(C[t + 1]) ** 2"),
    _one(COURSE, "dC_next = f[t] * dC", "dC_next = f[t] * dC * i[t]"),
    _one(COURSE, "dg = (1 - g[t] ** 2)", "dg = (1 - g[t] ** 3)"),
    _one(COURSE, "di = i[t] * (1 - i[t])", "di = i[t] * (1 + i[t])"),
    _one(COURSE, "C = f * C_s[-1] + i * g", "C = f * C_s[-1] + (1 - f) * g", mended=False),
    _one(COURSE, "o = sigmoid(W_o @ z + b_o)", "o = sigmoid(W_o @ z - b_o)"),
    _one(LISTS, "+ W_o.T @ do", "- W_o.T @ do"),
    _one(LISTS, "(1 - tanh_C**2)", "(1 - tanh_C**2) * f[t]"),
    _one(LISTS, "W_g_d += dg @ z[t].T", "W_g_d += dg @ z[t - 1].T"),
    _one(LISTS, "b_o_d += do", "b_o_d += do * o[t]"),
    _one(LISTS, "h_prev = o * np.tanh(C_prev)", "h_prev = o * sigmoid(C_prev)"),
    _one(LISTS, "return loss, (W_f_d, W_i_d, W_g_d,", "return loss, (W_f_d, W_g_d, W_i_d,"),
    _one(FUSED, "dW += da @ z[t].T", "dW += da @ z[t].T / 2"),
    _one(FUSED, "i[t] - i[t] ** 2", "i[t] - i[t] ** 3"),
    _one(FUSED, "(W.T @ da)[:H]", "(W.T @ da)[-H:]"),
    _one(FUSED, "dW_f, dW_i, dW_g, dW_o = np.split(dW, 4)", "dW_f, dW_i, dW_o, dW_g = np.split(dW, 4)"),
    _one(FUSED, "dh = W_v.T @ dv + dh_next", "dh = 2 * W_v.T @ dv + dh_next"),
    _one(FUSED, "tc = np.tanh(C[t + 1])", "tc = np.tanh(C[t + 1] + 1)"),
]
TWO = [
    Planted(LISTS, (("b_o_d += do", "b_o_d += do * o[t]"), ("di = dC * g[t] * i[t]", "di = dC * g[t] / i[t]"))),
    Planted(FUSED, (("db += da", "db -= da"), ("(W.T @ da)[:H]", "(W.T @ da)[-H:]"))),
]
# In contracts that stop at the cell: functions of one step and of many, and those of many alone.
CELLS = [
    _one("cs231n_step_and_sequence", "do = dnext_h * tanh_c", "do = dnext_h * tanh_c**2"),
    _one("cs231n_step_and_sequence", "dWh += dWh_t", "dWh -= dWh_t"),
    _one("cs231n_sequence_alone", "dc_next + dh_t * o", "dc_next - dh_t * o"),
    _one("coursera_cell_alone", "dWo = np.dot(dot,", "dWo = np.dot(dit,"),
]
