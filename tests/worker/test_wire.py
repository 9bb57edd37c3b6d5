"""The messages between harness and worker."""

import io
import json
import struct
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from harness.wire import DTYPES, MAX_HEADER, PREFIX_SIZE, Message, WireError, decode, encode, read, sizes

VALID = encode(
    Message("answer", {"steps": [1, 2.5, None, True], "nested": {"text": "σ"}}, {"a": np.eye(3), "b": np.zeros((0, 2))})
)


def read_bytes(data: bytes) -> Message | None:
    return read(io.BytesIO(data).read)


def frame(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<4sIQ", b"LSTM", len(text), len(body)) + text + body


def described(arrays: object, body: bytes = b"") -> bytes:
    return frame({"kind": "x", "fields": {}, "arrays": arrays}, body)


arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda code: nps.arrays(np.dtype(code), nps.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)


@given(st.dictionaries(st.text(max_size=20).filter(str.isascii), arrays, max_size=4), st.text(max_size=30))
def test_what_is_sent_arrives(sent: dict[str, np.ndarray], text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = ""
    message = read_bytes(encode(Message("kind", {"text": text, "number": 3}, sent)))
    assert message is not None
    assert (message.kind, dict(message.fields)) == ("kind", {"text": text, "number": 3})
    assert list(message.arrays) == list(sent)
    for name, array in sent.items():
        assert message.arrays[name].shape == array.shape
        assert message.arrays[name].dtype == array.dtype
        assert message.arrays[name].tobytes() == array.tobytes()
        assert message.arrays[name].flags.writeable


# Ten messages an example: what takes the time is Hypothesis, not the decoder.
TEN = 10


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.binary(max_size=200), min_size=TEN, max_size=TEN))
def test_random_bytes_end_in_a_typed_error_or_at_the_end(messages: list[bytes]) -> None:
    for data in messages:
        if data:
            with pytest.raises(WireError) as caught:
                read_bytes(data)
            assert str(caught.value).isprintable()
        else:
            assert read_bytes(data) is None


@settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=True))
def test_a_mutated_frame_ends_in_a_typed_error_or_is_a_valid_message(random: Random) -> None:
    for _ in range(TEN):
        mutated = mutation(VALID, random)
        try:
            message = read_bytes(mutated)
        except WireError:
            continue
        assert message is not None
        assert isinstance(message.kind, str)
        assert all(array.dtype.str in DTYPES for array in message.arrays.values())
        assert sum(array.nbytes for array in message.arrays.values()) <= len(mutated)


def mutation(frame: bytes, random: Random) -> bytes:
    """Return the frame with up to six bytes changed, deleted or inserted, anywhere."""
    mutated = bytearray(frame)
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(mutated))
        match random.choice(("change", "delete", "insert")):
            case "change":
                mutated[place] = random.randrange(256)
            case "delete":
                del mutated[place]
            case _:
                mutated.insert(place, random.randrange(256))
    return bytes(mutated)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


headers = st.tuples(json_values, json_values, json_values, st.binary(max_size=40))
Header = tuple[object, object, object, bytes]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(headers, min_size=TEN, max_size=TEN))
def test_any_header_ends_in_a_typed_error_or_is_a_valid_message(
    found: list[tuple[object, object, object, bytes]],
) -> None:
    for kind, fields, entries, body in found:
        try:
            message = read_bytes(frame({"kind": kind, "fields": fields, "arrays": entries}, body))
        except WireError:
            continue
        assert message is not None
        assert message.kind == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"LST", "begins with"),
        (b"HTTP" + VALID[4:], "agreed mark"),
        (struct.pack("<4sIQ", b"LSTM", 10, 2**60), "announces"),
        (struct.pack("<4sIQ", b"LSTM", MAX_HEADER + 1, 0), "announces"),
        (VALID[:-1], "ends before"),
        (frame(b"[" * 100_000), "not JSON"),
        (frame(b"\xff"), "not JSON"),
        (frame([]), "other entries"),
        (frame({"kind": "x", "fields": {}}), "other entries"),
        (frame({"kind": 1, "fields": {}, "arrays": []}), "wrong type"),
        (frame(b'{"kind":"x","kind":"y","fields":{},"arrays":[]}'), "twice"),
        (frame(b'{"kind":"x","fields":{"a":NaN},"arrays":[]}'), "NaN"),
        (frame(b'{"kind":"x","fields":{"a":1e999},"arrays":[]}'), "not finite"),
        (frame(b'{"kind":"x","fields":{"a":' + b"1" * 5000 + b'},"arrays":[]}'), "digits"),
        (frame(b'{"kind":"x","fields":{"a":"\\ud800"},"arrays":[]}'), "surrogate"),
        (frame(b'{"kind":"x","fields":{"a":' + b"[" * 20 + b"]" * 20 + b'},"arrays":[]}'), "nested"),
        (described(["a"]), "described"),
        (described([["a", "O", [1]]], b"x" * 8), "dtype"),
        (described([["a", "<f8", [-1]]]), "no length"),
        (described([["a", "<f8", [True]]], b"x" * 8), "no length"),
        (described([["a", "<f8", [10**12]]]), "no length"),
        (described([["a", "<f8", [2**30, 2**30]]]), "more bytes"),
        (described([["a", "<f8", [0, 2**31, 2**31, 2**31]]]), "impossible"),
        (described([["a", "<f8", [1] * 9]], b"x" * 8), "dimensions"),
        (described([["a", "<f8", []], ["a", "<f8", []]], b"x" * 16), "two arrays"),
        (described([["a", "|b1", [2]]], b"\x01\x02"), "neither true nor false"),
        (described([["a" * 300, "<f8", []]], b"x" * 8), "too long"),
        (described([], b"x"), "belong to no array"),
        (described([["a", "<f8", [0]]] * 10_001), "more than"),
    ],
)
def test_a_malformed_frame_is_named(data: bytes, sentence: str) -> None:
    with pytest.raises(WireError, match=sentence):
        read_bytes(data)


@pytest.mark.parametrize(
    "message",
    [
        Message("x", {}, {"a": np.array([object()])}),
        Message("x", {}, {"a": np.array(["text"])}),
        Message("x", {"a": float("nan")}),
        Message("x", {"a": object()}),  # type: ignore[dict-item]  # what must be refused
        Message("x", {}, {"a": np.broadcast_to(np.zeros(()), (2**29,))}),
    ],
)
def test_what_cannot_be_sent_is_refused(message: Message) -> None:
    with pytest.raises(WireError):
        encode(message)


@pytest.mark.parametrize(
    ("given_dtype", "sent"), [("f2", "<f4"), (">f8", "<f8"), ("i2", "<i8"), ("u4", "<i8"), ("c8", "<c16"), ("?", "|b1")]
)
def test_other_numbers_are_converted(given_dtype: str, sent: str) -> None:
    message = read_bytes(encode(Message("x", {}, {"a": np.ones((2, 3), given_dtype).T})))
    assert message is not None
    assert message.arrays["a"].dtype.str == sent
    assert message.arrays["a"].shape == (3, 2)


def test_a_limit_of_the_body_is_kept() -> None:
    with pytest.raises(WireError, match="more than the 10 allowed"):
        sizes(VALID[:PREFIX_SIZE], limit=10)


def test_a_body_shorter_than_its_arrays_is_refused() -> None:
    header = VALID[PREFIX_SIZE : PREFIX_SIZE + sizes(VALID[:PREFIX_SIZE])[0]]
    with pytest.raises(WireError, match="more bytes"):
        decode(header, b"")
