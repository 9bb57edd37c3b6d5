"""Bugs outside the catalogue, each planted in a correct submission of one of three styles."""

from dataclasses import dataclass

from tests.grading import SUBMISSIONS

# Indexed caches and one statement an operation; whole formulas and per-gate sums; gates stacked in one matrix.
COURSE, LISTS, FUSED = "course_utils", "list_caches", "fused_gates"


@dataclass(frozen=True)
class Planted:
    """A bug: the style it is planted in, what stands there, and what is put in its place."""

    style: str
    right: str
    wrong: str

    @property
    def name(self) -> str:
        """What stands there, and where."""
        return f"{self.style}: {self.wrong}"

    @property
    def text(self) -> str:
        """The submission."""
        text = (SUBMISSIONS / "correct" / f"{self.style}.py").read_text(encoding="utf-8")
        assert text.count(self.right) == 1, self.right
        return text.replace(self.right, self.wrong)

    @property
    def line(self) -> int:
        """The line of the bug."""
        return self.text[: self.text.index(self.wrong)].count("\n") + 1


PLANTED = [
    Planted(COURSE, "dv[np.argmax(targets[t])] -= 1", "dv[np.argmax(targets[t])] -= 2"),
    Planted(COURSE, "np.dot(W_v.T, dv) + dh_next", "np.dot(W_v.T, dv) - dh_next"),
    Planted(COURSE, "do = dh * tanh(C[t + 1])", "do = dh * tanh(C[t + 1]) ** 2"),
    Planted(COURSE, "dC_next = f[t] * dC", "dC_next = f[t] * dC * i[t]"),
    Planted(COURSE, "dg = (1 - g[t] ** 2)", "dg = (1 - g[t] ** 3)"),
    Planted(COURSE, "di = i[t] * (1 - i[t])", "di = i[t] * (1 + i[t])"),
    Planted(COURSE, "C = f * C_s[-1] + i * g", "C = f * C_s[-1] + (1 - f) * g"),
    Planted(COURSE, "o = sigmoid(W_o @ z + b_o)", "o = sigmoid(W_o @ z - b_o)"),
    Planted(LISTS, "+ W_o.T @ do", "- W_o.T @ do"),
    Planted(LISTS, "(1 - tanh_C**2)", "(1 - tanh_C**2) * f[t]"),
    Planted(LISTS, "W_g_d += dg @ z[t].T", "W_g_d += dg @ z[t - 1].T"),
    Planted(LISTS, "b_o_d += do", "b_o_d += do * o[t]"),
    Planted(LISTS, "h_prev = o * np.tanh(C_prev)", "h_prev = o * sigmoid(C_prev)"),
    Planted(LISTS, "return loss, (W_f_d, W_i_d, W_g_d,", "return loss, (W_f_d, W_g_d, W_i_d,"),
    Planted(FUSED, "dW += da @ z[t].T", "dW += da @ z[t].T / 2"),
    Planted(FUSED, "i[t] - i[t] ** 2", "i[t] - i[t] ** 3"),
    Planted(FUSED, "(W.T @ da)[:H]", "(W.T @ da)[-H:]"),
    Planted(FUSED, "dW_f, dW_i, dW_g, dW_o = np.split(dW, 4)", "dW_f, dW_i, dW_o, dW_g = np.split(dW, 4)"),
    Planted(FUSED, "dh = W_v.T @ dv + dh_next", "dh = 2 * W_v.T @ dv + dh_next"),
    Planted(FUSED, "tc = np.tanh(C[t + 1])", "tc = np.tanh(C[t + 1] + 1)"),
]
