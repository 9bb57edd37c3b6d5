"""The course's contract calls functions of many forms, and says in a sentence what it cannot call."""

import numpy as np
import pytest

from harness.cases import Sizes, ordinary
from harness.contracts import language_model as contract
from harness.contracts._code import stored_names, unpacked_order
from harness.contracts._names import PARAMETERS, form_of, gradient_of
from harness.diagnosis import systems
from reference import language_model

CASE = ordinary(0, Sizes())[2]
ARRAYS = dict(CASE.arrays)
T, V, B, H = CASE.T, CASE.V, 1, CASE.H
RIGHT = systems.answer((), CASE)
NAMES = PARAMETERS


@pytest.mark.parametrize(("name", "part"), [("logit_w", "W_v"), ("logit_b", "b_v"), ("forget_kernel", "W_f")])
def test_names_of_other_libraries_are_known(name: str, part: str) -> None:
    assert form_of([name, *(other for other in PARAMETERS if other != part)]) is not None
    assert gradient_of(f"d{name}") == part


def namespace(text: str = "", **extra: object) -> dict[str, object]:
    """Return what a submission with this text defines, with the reference's functions at hand as `right_…`."""
    found: dict[str, object] = {
        "np": np,
        "right_onward": language_model.forward,
        "right_return": language_model.backward,
        **extra,
    }
    exec(text, found)  # noqa: S102  (a test's own text)
    return found


def defining(forward: str = "", backward: str = "", more: str = "") -> dict[str, object]:
    forward = forward or "def forward(inputs, h_prev, C_prev, p):\n    return right_onward(inputs, h_prev, C_prev, p)\n"
    backward = backward or (
        "def backward(z, f, i, g, C, o, h, v, outputs, targets, p):\n"
        "    return right_return(z, f, i, g, C, o, h, v, outputs, targets, p)\n"
    )
    return namespace(forward + backward + more)


def both(found: dict[str, object]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:  # type: ignore[type-arg]
    outputs, cache = contract.forward(found, ARRAYS)
    return outputs, contract.backward(found, ARRAYS, cache)


def assert_right(found: dict[str, object]) -> None:
    outputs, gradients = both(found)
    np.testing.assert_allclose(outputs["outputs"], RIGHT.outputs, rtol=1e-12)
    for name in NAMES:
        np.testing.assert_allclose(gradients[f"d{name}"], RIGHT.gradients[name], rtol=1e-10, atol=1e-14)
    if "loss" in gradients:
        assert gradients["loss"].shape == ()


# --- find ---


def test_functions_are_found_under_the_names_in_use() -> None:
    found = namespace("def lstm_forward(): ...\ndef bptt(): ...\ndef compute_loss(): ...\n")
    assert {role: function.__name__ for role, function in contract.find(found).items()} == {
        "forward": "lstm_forward",
        "backward": "bptt",
        "loss": "compute_loss",
    }
    assert set(contract.find(defining())) == {"forward", "backward"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "found no function forward and no function backward.*defined are none"),
        ("def forward(): ...\ndef train(): ...\n", "found no function backward: .*defined are forward, train"),
        ("forward = 3\ndef backward(): ...\n", "found no function forward: "),
    ],
)
def test_what_is_missing_is_told_with_what_is_there(text: str, words: str) -> None:
    with pytest.raises(LookupError, match=words):
        contract.find({name: value for name, value in namespace(text).items() if not name.startswith("right_")})


# --- arguments ---


RIGHT_FORWARD = "return right_onward(inputs, h_prev, C_prev, p)"
RIGHT_BACKWARD = "return right_return(z, f, i, g, C, o, h, v, outputs, targets, p)"


def function(header: str, *body: str) -> str:
    return f"def {header}:\n" + "".join(f"    {line}\n" for line in body)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        ("", ""),
        (
            function(
                "forward(inputs, h_prev, C_prev, p, hidden_size, vocab_size)",
                "assert (hidden_size, vocab_size) == (5, 4)",
                RIGHT_FORWARD,
            ),
            "",
        ),
        (
            function("forward(p, x, C0, h0)", "return right_onward(x, h0, C0, p)"),
            function(
                "backward(p, targets, z, f, i, g, C, o, h, v, y_hat)",
                "return right_return(z, f, i, g, C, o, h, v, y_hat, targets, p)",
            ),
        ),
        (
            function("forward(a, b, c, d)", "return right_onward(a, b, c, d)"),
            function("backward(q, r, s, t, u, k, l, m, n, d, e)",
                "return right_return(q, r, s, t, u, k, l, m, n, d, e)",
            ),
        ),
        (
            function("forward(inputs, h_prev, C_prev, p, verbose=False)", RIGHT_FORWARD),
            function("backward(z, f, i, g, C, o, h, v, outputs, targets, p, clip=None)", RIGHT_BACKWARD),
        ),
        (
            function(
                "forward(inputs, h_prev, C_prev, p)",
                "r = right_onward(inputs, h_prev, C_prev, p)",
                "return r[:8], r[8]",
            ),
            function("backward(cache, outputs, targets, p)", "return right_return(*cache, outputs, targets, p)"),
        ),
        ("", function("backward(cache, targets, p)", "return right_return(*cache, targets, p)")),
        (
            function(
                "forward(inputs, h_prev, C_prev, d)",
                "p = [d['Wf'], d['Wi'], d['Wc'], d['Wo'], d['Wy'], d['bf'], d['bi'], d['bc'], d['bo'], d['by']]",
                RIGHT_FORWARD,
            ),
            "",
        ),
        (
            function(
                "forward(inputs, h_prev, C_prev, p)",
                "b_f, b_i, b_g, b_o, b_v, W_f, W_i, W_g, W_o, W_v = p",
                "p = W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v",
                RIGHT_FORWARD,
            ),
            "",
        ),
    ],
    ids=["course", "sizes", "another order", "unknown names", "defaults", "tuple of caches", "one cache",
         "dictionary", "biases first"],
)  # fmt: skip
def test_functions_of_many_signatures_are_called_with_what_they_take(forward: str, backward: str) -> None:
    assert_right(defining(forward, backward))


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("forward", "def forward(inputs):\n    return None\n"),
        ("forward", "def forward(a, b, c, d, e):\n    return None\n"),
        ("backward", "def backward():\n    return None\n"),
        ("backward", "def backward(a, b, c, d, e, f, g, h, i, j, k, l, m, n):\n    return None\n"),
    ],
)
def test_a_signature_that_cannot_be_matched_is_told_with_the_expected_one(role: str, text: str) -> None:
    found = defining(**{role: text})
    if role == "forward" and "inputs" in text:
        with pytest.raises((TypeError, NotImplementedError)):
            both(found)
        return
    with pytest.raises(TypeError, match=r"takes \(.*\): expected \("):
        both(found)


def test_a_callable_that_does_not_tell_its_arguments_is_refused() -> None:
    found = defining() | {"forward": max}
    with pytest.raises(TypeError, match="expected a Python function"):
        contract.forward(found, ARRAYS)


def test_a_class_is_no_function() -> None:
    found: dict[str, object] = {}
    exec("class forward: ...\ndef backward(): ...\n", found)  # noqa: S102  (a test's own text)
    with pytest.raises(LookupError, match="found no function forward"):
        contract.find(found)


def test_parameters_that_are_unpacked_under_other_names_keep_the_courses_order() -> None:
    found = defining(
        function("forward(x, h, c, p)", "a, b, c_, d, e, f, g, i, j, k = p", "return right_onward(x, h, c, p)")
    )
    assert_right(found)


def test_parameters_unpacked_into_globals_or_cells_are_recognised() -> None:
    names = "W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v"
    text = f"def one(p):\n    global {names}\n    {names} = p\n"
    text += f"def two(p):\n    {names} = p\n    return lambda: ({names})\n"
    found = namespace(text)
    for name in ("one", "two"):
        assert unpacked_order(found[name].__code__) == NAMES  # type: ignore[attr-defined]


WRAPPED = """
import functools
def plain(fn):
    return lambda *args: fn(*args)
def wrapped(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)
    return inner
class Net:
    def forward(self, inputs, h_prev, C_prev, p): return right_onward(inputs, h_prev, C_prev, p)
    def backward(self, *args): return right_return(*args)
    @staticmethod
    def still(inputs, h_prev, C_prev, p): return right_onward(inputs, h_prev, C_prev, p)
class Called:
    def __call__(self, x, h, c, p): return right_onward(x, h, c, p)
def flagged(flag, inputs, h_prev, C_prev, p): return right_onward(inputs, h_prev, C_prev, p)
def keyed(*caches, outputs=None, targets, p): return right_return(*caches, targets, p)
def mixed(p, targets, *caches): return right_return(*caches, targets, p)
net = Net()
"""


@pytest.mark.parametrize(
    "change",
    [
        "forward, backward = net.forward, net.backward",
        "forward = Net.still",
        "forward = Called()",
        "forward = functools.partial(flagged, True)",
        "forward, backward = wrapped(forward), wrapped(backward)",
        "forward, backward = plain(forward), plain(backward)",
        "forward = functools.partial(wrapped(flagged), False)",
        "backward = keyed",
        "backward = mixed",
    ],
)
def test_methods_partials_and_wrapped_functions_are_called(change: str) -> None:
    assert_right(defining(more=WRAPPED + change))


# --- the form of the parameters ---

COURSE = ", ".join(NAMES)
SHORT = str([name.replace("_", "") for name in NAMES])
READS = {
    "strings in one list": f"p = tuple(p[k] for k in {SHORT})",
    "a list of the module": "p = tuple(p[k] for k in ORDER)",
    "values": "p = tuple(p.values())",
    "a helper": "p = helper(p)",
    "built keys": "p = tuple(p[m + k] for m, ks in (('W', 'figov'), ('b', 'figov')) for k in ks)",
    "built keys with underscore": "p = tuple(p[m + '_' + k] for m, ks in (('W', 'figov'), ('b', 'figov')) for k in ks)",
    "attributes of a tuple": "p = p[:5] + p[5:]",
}


@pytest.mark.parametrize("forward", READS)
@pytest.mark.parametrize("backward", READS)
def test_the_form_of_the_parameters_is_found_for_both_functions(forward: str, backward: str) -> None:
    if {forward, backward} & {"built keys with underscore", "attributes of a tuple"} and forward != backward:
        backward = forward  # the two agree on their keys
    found = defining(
        function("forward(inputs, h_prev, C_prev, p)", READS[forward], RIGHT_FORWARD),
        function("backward(z, f, i, g, C, o, h, v, outputs, targets, p)", READS[backward], RIGHT_BACKWARD),
        f"ORDER = {SHORT}\ndef helper(q):\n    return tuple(q[k] for k in {SHORT})\n"
        if not {forward, backward} & {"built keys with underscore", "attributes of a tuple"}
        else "",
    )
    for _ in range(2):
        assert_right(found)


def test_a_form_is_tried_only_until_one_works() -> None:
    body = ("calls.append(1)", "p = tuple(p.values())", "if fails: raise KeyError('own')", RIGHT_FORWARD)
    found = defining(function("forward(inputs, h_prev, C_prev, p)", *body), more="calls, fails = [], 0\n")
    contract.forward(found, ARRAYS)
    contract.forward(found, ARRAYS)
    assert found["calls"] == [1] * 3
    found["fails"] = 1
    with pytest.raises(KeyError, match="own"):
        contract.forward(found, ARRAYS)
    assert found["calls"] == [1] * 4


def test_where_no_form_works_the_first_failure_is_raised() -> None:
    body = ("calls.append(1)", "raise TypeError(f'call {len(calls)}')")
    found = defining(function("forward(inputs, h_prev, C_prev, p)", *body), more="calls = []\n")
    with pytest.raises(TypeError, match="call 1"):
        contract.forward(found, ARRAYS)


def test_gradients_under_the_names_of_the_parameters_do_not_make_the_parameters_a_dictionary() -> None:
    text = f"{COURSE} = p"
    found = returning("loss, dict(zip(N, d))")
    exec(function("forward(inputs, h_prev, C_prev, p)", text, RIGHT_FORWARD), found)  # noqa: S102  (a test's own text)
    assert_right(found)


def test_functions_that_change_are_planned_anew() -> None:
    found = defining()
    assert_right(found)
    exec(function("forward(p, inputs, h_prev, C_prev)", RIGHT_FORWARD), found)  # noqa: S102  (a test's own text)
    assert_right(found)


def test_an_instruction_that_binds_two_names_gives_both() -> None:
    """Python 3.13 joins two stores into one."""

    class Joined:
        opname, argval = "STORE_FAST_STORE_FAST", ("W_f", "W_i")

    assert stored_names(Joined()) == ("W_f", "W_i")  # type: ignore[arg-type]


def test_globals_for_sizes_and_parameters_get_the_values_of_the_case() -> None:
    found = defining(more="hidden_size = 50\nvocab_size = 99\nz_size = 149\nepochs = 7\nparams = ()\n")
    contract.forward(found, ARRAYS)
    assert [found[name] for name in ("hidden_size", "vocab_size", "z_size", "epochs")] == [H, V, H + V, 7]
    assert len(found["params"]) == 10  # type: ignore[arg-type]


# --- what forward returns ---


def changed(change: str) -> dict[str, object]:
    read = "r = list(right_onward(inputs, h_prev, C_prev, p))"
    return defining(function("forward(inputs, h_prev, C_prev, p)", read, change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("return r[:8] + [5]", "returns outputs as int: expected 6 arrays of shape"),
        ("return r[:8] + [r[8][1:]]", "returns outputs with 5 entries: expected 6"),
        ("return r[:8] + [[y[:3] for y in r[8]]]", r"returns outputs with shapes \[\(3, 1\)\]"),
        ("return r[:3]", "returns no list of 6 distributions of shape"),
        ("return None", "forward returns None"),
        ("return [[2 * y for y in r[8]]]", r"returns arrays of shape \(4, 1\) whose 4 entries sum to 2: expected"),
        # The inputs among the caches are columns that sum to 1, and no predictions.
        ("return [y / y for y in r[8]], [inputs]", "whose 4 entries sum to 4: expected probabilities"),
    ],
)
def test_what_forward_should_have_returned_is_told(change: str, words: str) -> None:
    with pytest.raises((ValueError, NotImplementedError), match=words):
        contract.forward(changed(change), ARRAYS)


@pytest.mark.parametrize(
    "change",
    [
        "return r[:8] + [np.array(r[8])]",
        "return r[:8] + [[y.ravel().tolist() for y in r[8]]]",
        "return r[:4] + [r[4][1:]] + r[5:6] + [r[6][1:]] + r[7:]",
        "return r[:4] + [[np.zeros(1)] + r[4][1:]] + r[5:]",
        "return r[8], r[:8]",
        "return tuple(r[8]), r",
        "return [[np.vstack((z, [[1.0]])) for z in r[0]]] + r[1:]",
        "return r[:6] + [r[6] + r[6]] + r[7:]",
    ],
    ids=[
        "array",
        "flat lists",
        "T states",
        "broadcast state",
        "outputs first",
        "outputs and all",
        "z and 1",
        "h twice",
    ],
)
def test_outputs_and_states_are_read_in_the_forms_in_use(change: str) -> None:
    outputs, _ = contract.forward(changed(change), ARRAYS)
    np.testing.assert_allclose(outputs["outputs"], RIGHT.outputs, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("z", "return [[np.vstack((z, [[1.0]])) for z in r[0]]] + r[1:]"),
        ("z", "return [[None] * 6] + r[1:]"),
        ("C", "return r[:4] + [5] + r[5:]"),
        ("h", "return r[:6] + [r[6] + r[6]] + r[7:]"),
    ],
)
def test_what_forward_keeps_for_backward_is_not_judged_in_another_form(name: str, change: str) -> None:
    outputs, _ = contract.forward(changed(change), ARRAYS)
    assert set(outputs) == {"outputs", "z", "C", "h"} - {name}


# --- what backward returns ---


def returning(expression: str) -> dict[str, object]:
    return defining(
        backward="def backward(z, f, i, g, C, o, h, v, outputs, targets, p):\n"
        "    loss, d = right_return(z, f, i, g, C, o, h, v, outputs, targets, p)\n"
        "    N = ('W_f', 'W_i', 'W_g', 'W_o', 'W_v', 'b_f', 'b_i', 'b_g', 'b_o', 'b_v')\n"
        f"    return {expression}\n"
    )


@pytest.mark.parametrize(
    "expression",
    [
        "loss, d",
        "d, loss",
        "d",
        "(loss, *d)",
        "list(d)",
        "loss, {'d' + name: value for name, value in zip(N, d)}",
        "{name + '_d': value for name, value in zip(N, d)}",
        "loss, {'grad_' + name: value for name, value in zip(N, d)}",
        "loss, {name.replace('_', '') + 'Grad': value for name, value in zip(N, d)}",
        "np.array([[loss]]), d",
        "loss, tuple(value.ravel() if value.shape[1] == 1 else value for value in d)",
    ],
)
def test_loss_and_gradients_are_read_in_the_forms_in_use(expression: str) -> None:
    assert_right(returning(expression))


@pytest.mark.parametrize(
    ("expression", "words", "kind"),
    [
        ("None", r"backward returns None", NotImplementedError),
        ("loss", r"returns \(float", ValueError),
        ("loss, d[:9]", "returns 9 gradients: expected ten", ValueError),
        # What may hold the gradients in a way that is not known is no fault of the code's.
        ("loss, d, d", r"returns \(float64, tuple, tuple\)|returns \(.*tuple, tuple\)", TypeError),
        ("loss, {'it': d[0]}", r"returns \(float64, dict\)", TypeError),
        ("loss, np.concatenate([one.ravel() for one in d])", r"returns \(float64, ndarray\)", TypeError),
    ],
)
def test_what_backward_should_have_returned_is_told(expression: str, words: str, kind: type[Exception]) -> None:
    found = returning(expression)
    _, cache = contract.forward(found, ARRAYS)
    with pytest.raises(kind, match=words):
        contract.backward(found, ARRAYS, cache)


@pytest.mark.parametrize("expression", ["loss, {'dW_i': d[1]}", "loss, (None, d[1], *[None] * 8)"])
def test_gradients_that_are_not_there_yet_are_left_out(expression: str) -> None:
    _, gradients = both(returning(expression))
    assert set(gradients) == {"loss", "dW_i"}
    np.testing.assert_allclose(gradients["dW_i"], RIGHT.gradients["W_i"])


def test_a_transposed_gradient_keeps_its_shape_for_the_check_to_see() -> None:
    _, gradients = both(returning("loss, tuple(value.T for value in d)"))
    assert gradients["dW_f"].shape == (H + V, H)
    assert gradients["db_f"].shape == (H, 1)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        ("", function("backward(z, f, i, g, C, o, h, v, outputs, targets, p)", RIGHT_BACKWARD + "[1]")),
        (
            function(
                "forward(inputs, h_prev, C_prev, p)", "*r, y = right_onward(inputs, h_prev, C_prev, p)", "return y, r"
            ),
            function("backward(y, caches, targets, p)", "return right_return(*caches, y, targets, p)[1]"),
        ),
    ],
    ids=["course", "outputs first"],
)
def test_a_loss_function_serves_where_backward_returns_no_loss(forward: str, backward: str) -> None:
    more = function("loss(outputs, targets)", "return -sum(np.sum(t * np.log(y)) for y, t in zip(outputs, targets))")
    _, gradients = both(defining(forward, backward, more))
    assert RIGHT.loss is not None
    assert gradients["loss"] == pytest.approx(RIGHT.loss.real)
