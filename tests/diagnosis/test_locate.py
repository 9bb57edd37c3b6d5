"""A bug's line is found in whatever style it is written; what is not certain is not placed."""

import numpy as np
import pytest
from grading import graded_text, observed, reference_with
from rewriting import planted

from harness.conventions import LossScale
from harness.diagnosis import systems
from harness.diagnosis.locate import locate, location, traced_case
from harness.diagnosis.runs import program
from harness.diagnosis.spots import Kind, spots
from harness.records import Location, Verdict
from harness.submissions.source import Part, submission
from mutants._catalogue import catalogue, find
from mutants._mutant import Mutant, Severity

CASE_ERRORS = [mutant for mutant in catalogue() if mutant.severity is Severity.ERROR]


def found(text: str, *bugs: str) -> dict[str, Location]:
    with observed(text) as observations:
        return dict(locate(observations, frozenset(bugs), LossScale.SUM))


@pytest.mark.parametrize("mutant", CASE_ERRORS, ids=lambda mutant: mutant.id)
def test_a_mutant_in_another_style_is_placed_right(mutant: Mutant) -> None:
    one = planted(frozenset({mutant.id}), np.random.default_rng(len(mutant.symptom)))
    with observed(one.text) as observations:
        if not systems.gradients(one.bugs, traced_case(observations)):
            pytest.skip("it raises, and is known by its exception")
        place = locate(observations, one.bugs, LossScale.SUM).get(mutant.id)
    assert place is not None
    assert place.line in one.lines[mutant.id]
    assert place.code == one.text.splitlines()[place.line - 1].strip()


def test_a_bug_on_several_lines_lists_them() -> None:
    mutant = find("hidden-without-tanh.both")
    assert mutant is not None
    place = found(mutant.source(), mutant.id)[mutant.id]
    lines = mutant.source().splitlines()
    code = [lines[line - 1].strip() for line in (place.line, *place.also)]
    assert code == ["h_t = o_t * C_t", "do = dh * C_t", "dC += dtanh"]


def test_the_column_is_that_of_the_wrong_expression() -> None:
    mutant = find("forget-missing-derivative")
    assert mutant is not None
    place = found(mutant.source(), mutant.id)[mutant.id]
    assert mutant.source().splitlines()[place.line - 1][place.column :] == "df * sigmoid(f[t])"


def test_a_line_that_is_not_there_is_not_placed() -> None:
    """The numbers are right, so nothing in the submission computes what the bug would."""
    assert found(reference_with(), "dc-from-wrong-gate.path-i", "sigma-prime-half.g") == {}


def test_a_column_counts_characters() -> None:
    assert location(submission("it.py", [Part("é = x")]), 1, 5) == Location(1, "é = x", 4)


@pytest.mark.parametrize(
    ("bug", "kind"),
    [
        ("cell-double-tanh", Kind.VALUE),
        ("gradient-overwritten.b_i", Kind.GRADIENT),
        ("gradients-share-a-buffer.W", Kind.BUFFER),
        ("time-loop-forward", Kind.LOOP),
        ("carry-never-fed-back", Kind.UNREAD),
    ],
)
def test_each_bug_is_looked_for_in_its_own_way(bug: str, kind: Kind) -> None:
    mutant = find(bug)
    assert mutant is not None
    faulty = program(frozenset({bug}))
    with observed(reference_with()) as observations:
        flow = faulty.flow(traced_case(observations))
    assert {spot.kind for spot in spots(faulty, flow, mutant)} == {kind}


# The course's helper, right for all who call it rightly.
SQUASH = """

def squash(x, derivative=False):
    f = np.tanh(x)
    if derivative:
        return 1 - f**2
    return f
"""
RIGHT_CELL = "dC += dtanh * (1 - np.tanh(C_t) ** 2)"
RIGHT_OUTPUT = "do = dh * np.tanh(C_t)"


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("squashed = np.tanh(C_t)", "dC += dtanh * (1 - np.tanh(squashed) ** 2)"),
        ("squashed = squash(C_t)", "dC += dtanh * squash(squash(C_t), derivative=True)"),
        ("squashed = squash(C_t)", "dC += dtanh * squash(squashed, True)"),
        ("squashed = np.tanh(C_t)", "dC += dtanh * squash(squashed, True)"),
    ],
)
def test_a_helper_and_a_right_value_are_not_blamed_for_how_they_are_used(before: str, line: str) -> None:
    output = f"{before}\n        do = dh * squashed"
    text = reference_with((RIGHT_OUTPUT, output), (RIGHT_CELL, line)) + SQUASH
    assert found(text, "cell-double-tanh")["cell-double-tanh"].code == line


COPIED_CARRY = "dC = np.copy(dC_next)"
# Zeros where the carry should be added, in a helper.
ZEROS = """

def cell_gradient(dC_next, dtanh, C_t):
    return np.zeros(dC_next.shape) + dtanh * (1 - np.tanh(C_t) ** 2)
"""


def test_a_sum_that_is_wrong_is_not_taken_for_the_one_part_of_it_that_is_not_zero() -> None:
    """The carry is zero over another bug, so that the sum has the values of `dtanh`, whose own line is right."""
    text = reference_with(
        (COPIED_CARRY, ""),
        (RIGHT_CELL, "dC = dC_next + dtanh"),
        ("dC_next = dC * f[t]", "dC_prev = dC * f[t]"),
        ("dh_next = dz[:H]", "dh_prev = dz[:H]"),
    )
    places = found(text, "gate-derivative-missing.C", "carry-never-fed-back")
    assert places["gate-derivative-missing.C"].code == "dC = dC_next + dtanh"


def test_a_sum_that_a_helper_hands_back_is_placed_in_the_helper() -> None:
    text = reference_with((COPIED_CARRY, ""), (RIGHT_CELL, "dC = cell_gradient(dC_next, dtanh, C_t)")) + ZEROS
    place = found(text, "dc-without-carry")["dc-without-carry"]
    assert place.code.startswith("return np.zeros(dC_next.shape)")
    assert place.also == ()


def test_a_line_that_only_reads_what_another_made_wrongly_is_not_blamed() -> None:
    """What a loop over values gives to a name is not followed, so the sum itself is not found."""
    text = reference_with(
        (COPIED_CARRY, ""), (RIGHT_CELL, "for dC in [cell_gradient(dC_next, dtanh, C_t)]:\n            pass")
    )
    assert found(text + ZEROS, "dc-without-carry") == {}


def test_what_is_cut_from_a_larger_array_is_not_blamed_for_how_that_was_made() -> None:
    """All four gates in one product, without their biases: the slices are right."""
    text = reference_with(
        (
            "f_t = sigmoid(W_f @ z_t + b_f)",
            "a = np.vstack((W_f, W_i, W_g, W_o)) @ z_t\n        f_t = sigmoid(a[:len(W_f)])",
        ),
        ("i_t = sigmoid(W_i @ z_t + b_i)", "i_t = sigmoid(a[len(W_f):2 * len(W_f)])"),
        ("g_t = np.tanh(W_g @ z_t + b_g)", "g_t = np.tanh(a[2 * len(W_f):3 * len(W_f)])"),
        ("o_t = sigmoid(W_o @ z_t + b_o)", "o_t = sigmoid(a[3 * len(W_f):])"),
    )
    bugs = [f"forward-forgets-bias.{gate}" for gate in "figo"]
    assert {place.line for place in found(text, *bugs).values()} <= {
        number for number, line in enumerate(text.splitlines(), start=1) if "np.vstack" in line
    }


CLOSURES = """

def linear(W, b):
    def run(x):
        def back(d):
            return W.T @ d, d @ x.T, d.sum(axis=1, keepdims=True)
        return W @ x + b, back
    return run


def forward(inputs, h_prev, C_prev, p):
    layers = [linear(W, b) for W, b in zip(p[:5], p[5:])]
    tape, outputs, h, c = [], [], h_prev, C_prev
    for x in inputs:
        (af, lf), (ai, li), (ag, lg), (ao, lo) = (layer(np.concatenate((h, x))) for layer in layers[:4])
        f, i, g, o, c_old = sigmoid(af), sigmoid(ai), np.tanh(ag), sigmoid(ao), c
        c = f * c + i * g
        s = np.tanh(c)
        h = o * s
        v, lv = layers[4](h)
        e = np.exp(v - v.max(0))
        outputs.append(e / e.sum(0))

        def pull(dv, dh, dc, f=f, i=i, g=g, o=o, s=s, c_old=c_old, L=(lf, li, lg, lo), lv=lv):
            dhv, dWv, dbv = lv(dv)
            dh = dh + dhv
            dc = dc + dh * o * (1 - s**2)
            da = dc * c_old * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * s * o * (1 - o)
            parts = [layer(d) for layer, d in zip(L, da)]
            dz = sum(part[0] for part in parts)
            return [q[1] for q in parts] + [dWv] + [q[2] for q in parts] + [dbv], dz[: len(dh)], dc * f
        tape.append(pull)
    return outputs, tape


def backward(outputs, tape, targets, p):
    total, loss = None, 0.0
    dh = dc = np.zeros((p[0].shape[0], 1))
    for y, t, pull in zip(outputs[::-1], targets[::-1], tape[::-1]):
        loss -= float(np.sum(t * np.log(y + 1e-12)))
        grads, dh, dc = pull(y - t, dh, dc)
        total = grads if total is None else [a + b for a, b in zip(total, grads)]
    return loss, total
"""


def test_a_carry_that_a_function_hands_back_is_placed_where_it_does_and_not_where_it_is_added_up() -> None:
    head = "import numpy as np\n\n\ndef sigmoid(a):\n    return 1 / (1 + np.exp(-a))\n"
    assert graded_text(head + CLOSURES).verdict is Verdict.CLEAN
    text = head + CLOSURES.replace("dc * f\n", "dc\n")
    (bug,) = graded_text(text).bugs
    assert bug.id == "dc-next-without-forget"
    assert bug.location is not None
    assert (bug.location.code, bug.location.also) == (
        next(line.strip() for line in text.splitlines() if "dz[: len(dh)]" in line),
        (),
    )


STACKED = ("np.concatenate((h_s[-1], x_t))", "np.concatenate((x_t, h_s[-1]))")
CUT = ("dh_next = dz[:H]", "dh_next = dz[-H:]")
NO_DERIVATIVE = ("da_f = df * f[t] * (1 - f[t])", "da_f = df")


@pytest.mark.parametrize("z_order", [(), (STACKED, CUT)], ids=["[h; x]", "[x; h]"])
def test_either_order_in_z_leaves_a_bug_on_its_line(z_order: tuple[tuple[str, str], ...]) -> None:
    """With one sequence the sum over the batch is that of one column: it has the values of `da_f` itself."""
    text = reference_with(NO_DERIVATIVE, *z_order)
    assert found(text, "gate-derivative-missing.f")["gate-derivative-missing.f"].code == "da_f = df"


def test_a_line_that_takes_a_value_is_not_blamed_where_nobody_knows_what_the_others_make_of_it() -> None:
    """All gates in one product, which the reference has not: only the bias tells what `da_f` is."""
    apart = [(f"dW_{gate} += da_{gate} @ z[t].T", "pass") for gate in "figo"]
    apart += [(f"dz_{gate} = W_{gate}.T @ da_{gate}", "pass") for gate in "figo"]
    names = ", ".join(f"dW_{gate}" for gate in "figo")
    whole = "dz = np.vstack((W_f, W_i, W_g, W_o)).T @ da\n        dW += da @ z[t].T"
    text = reference_with(
        NO_DERIVATIVE,
        *apart,
        ("dz = dz_f + dz_i + dz_g + dz_o", "da = np.vstack((da_f, da_i, da_g, da_o))\n        " + whole),
        ("dh_next = np.zeros_like(h[-1])", "dW, dh_next = np.zeros((4 * H, W_f.shape[1])), np.zeros_like(h[-1])"),
        (
            f"return ({names},",
            f"{names} = np.split(dW, 4)\n    return ({names},",
        ),
    )
    assert found(text, "gate-derivative-missing.f") == {}
