"""The messages between harness and worker: a typed header in JSON and raw arrays; no pickle, nothing is ever evaluated.

A frame is MAGIC, the header's and the body's length (little-endian), the header, the body. The header names every
array with its dtype and shape; the body holds their bytes in that order, in C order. Both sides check all of it, sizes
before anything is allocated. Imports only the standard library and NumPy, because the untrusted side uses it too.
"""

import json
import math
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"
Array: TypeAlias = NDArray[np.generic]

MAGIC = b"LSTM"
_PREFIX = struct.Struct("<4sIQ")
PREFIX_SIZE = _PREFIX.size

# A header carries at most one submission's text (1 MB, of which JSON may escape each character as six) and its helpers.
MAX_HEADER = 16 * 2**20
# The largest honest message is below 0.5 MB at the sizes of our cases, and 60 MB for code that insists on 600 hidden
# units and 600 symbols.
MAX_BODY = 128 * 2**20
MAX_ARRAYS = 10_000
MAX_DIMENSIONS = 8
MAX_DIMENSION = 2**31
MAX_NAME = 200
# Fields are flat records and lists of them; the deepest is the argument list of `call`.
MAX_DEPTH = 12
MAX_DIGITS = 20

DTYPES = {"<f8": np.float64, "<f4": np.float32, "<c16": np.complex128, "<i8": np.int64, "|b1": np.bool_}


class WireError(ValueError):
    """A message is malformed; the text says which part, what was found and what is allowed."""


class Message(NamedTuple):
    """What is sent: `kind` names the operation, `fields` are small JSON values, `arrays` are NumPy arrays by name."""

    kind: str
    fields: Mapping[str, JSON] = {}
    arrays: Mapping[str, Array] = {}


def encode(message: Message) -> bytes:
    """Return the frame of `message`; raises WireError for what cannot be sent (objects, text, NaN among the fields)."""
    if sum(value.size for value in message.arrays.values()) > MAX_BODY:
        raise WireError(f"The arrays of a {message.kind!r} message are too large.")
    names, chunks = [], []
    for name, value in message.arrays.items():
        array = _plain(name, value)
        names.append([name, array.dtype.str, list(array.shape)])
        chunks.append(array.tobytes())
    header = {"kind": message.kind, "fields": message.fields, "arrays": names}
    try:
        text = _ENCODER.encode(header).encode("ascii")
    except (TypeError, ValueError, RecursionError) as problem:
        raise WireError(f"The fields of a {message.kind!r} message are not plain JSON: {problem}.") from None
    body = b"".join(chunks)
    if len(text) > MAX_HEADER or len(body) > MAX_BODY:
        raise WireError(f"A {message.kind!r} message of {len(text) + len(body):,} bytes is too large.")
    return _PREFIX.pack(MAGIC, len(text), len(body)) + text + body


def sizes(prefix: bytes, limit: int = MAX_BODY, header_limit: int = MAX_HEADER) -> tuple[int, int]:
    """Return the lengths (header, body) announced by the first PREFIX_SIZE bytes of a frame; raises WireError."""
    if len(prefix) != PREFIX_SIZE:
        raise WireError(f"A frame begins with {PREFIX_SIZE} bytes, found {len(prefix)}.")
    magic, header, body = _PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("A frame does not begin with the agreed mark.")
    for part, size, most in (("header", header, header_limit), ("body", body, limit)):
        if size > most:
            raise WireError(f"A frame announces a {part} of {size:,} bytes, more than the {most:,} allowed.")
    return header, body


def decode(header: bytes, body: bytes | memoryview) -> Message:
    """Return the message in `header` and `body`, whose lengths the caller has checked by `sizes`; raises WireError."""
    try:
        parsed = _DECODER.decode(header.decode("ascii"))
    except WireError:
        raise
    except (ValueError, RecursionError):
        raise WireError("A frame's header is not JSON.") from None
    if not isinstance(parsed, dict) or set(parsed) != {"kind", "fields", "arrays"}:
        raise WireError("A frame's header has other entries than kind, fields and arrays.")
    kind, fields, arrays = parsed["kind"], parsed["fields"], parsed["arrays"]
    if not isinstance(kind, str) or not isinstance(fields, dict) or not isinstance(arrays, list):
        raise WireError("A frame's kind, fields or arrays have the wrong type.")
    _check_value(kind, 0)
    _check_value(fields, 0)
    return Message(kind, fields, _arrays(arrays, body))


def read(read_exactly: Callable[[int], bytes], limit: int = MAX_BODY) -> Message | None:
    """Read one frame through `read_exactly(count)`, which gives fewer bytes only at the end; None when it is there."""
    prefix = read_exactly(PREFIX_SIZE)
    if not prefix:
        return None
    header_size, body_size = sizes(prefix, limit)
    header, body = read_exactly(header_size), read_exactly(body_size)
    if len(header) != header_size or len(body) != body_size:
        raise WireError("A frame ends before its announced length.")
    return decode(header, body)


def _plain(name: str, value: Array) -> Array:
    """Return `value` as one of DTYPES in C order; other numbers are converted, everything else is refused."""
    array = np.asarray(value, order="C")
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind == "f":
        return array.astype("<f4" if size <= np.dtype("<f4").itemsize else "<f8", order="C", copy=False)
    target = {"c": "<c16", "i": "<i8", "u": "<i8", "b": "|b1"}.get(kind)
    if target is None:
        raise WireError(f"The array {name!r} holds {array.dtype}, not numbers.")
    return array.astype(target, order="C", copy=False)


def _arrays(entries: list[object], body: bytes | memoryview) -> dict[str, Array]:
    if len(entries) > MAX_ARRAYS:
        raise WireError(f"A frame holds {len(entries)} arrays, more than {MAX_ARRAYS}.")
    arrays: dict[str, Array] = {}
    position = 0
    for entry in entries:
        name, code, shape = _entry(entry)
        if name in arrays:
            raise WireError(f"A frame holds two arrays named {name!r}.")
        dtype = np.dtype(DTYPES[code])
        count = math.prod(shape)
        end = position + count * dtype.itemsize
        if end > len(body):
            raise WireError(f"The array {name!r} announces more bytes than the frame holds.")
        if code == "|b1" and count and np.frombuffer(body, np.uint8, count, position).max() > 1:
            raise WireError(f"The array {name!r} holds a byte that is neither true nor false.")
        try:
            arrays[name] = np.frombuffer(body, dtype, count, position).reshape(shape).copy()
        except ValueError:
            raise WireError(f"The array {name!r} has an impossible shape.") from None
        position = end
    if position != len(body):
        raise WireError(f"A frame holds {len(body) - position} bytes that belong to no array.")
    return arrays


def _entry(entry: object) -> tuple[str, str, tuple[int, ...]]:
    match entry:
        case [str() as name, str() as code, list() as shape]:
            pass
        case _:
            raise WireError("An array of a frame is not described by name, dtype and shape.")
    if len(name) > MAX_NAME:
        raise WireError("An array's name is too long.")
    _check_value(name, 0)
    if code not in DTYPES:
        raise WireError(f"The array {name!r} has the dtype {code[:20]!r}; allowed are {', '.join(DTYPES)}.")
    if len(shape) > MAX_DIMENSIONS:
        raise WireError(f"The array {name!r} has {len(shape)} dimensions, more than {MAX_DIMENSIONS}.")
    if not all(type(size) is int and 0 <= size <= MAX_DIMENSION for size in shape):
        raise WireError(f"The array {name!r} has a size that is no length.")
    return name, code, tuple(shape)


def _check_value(value: object, depth: int) -> None:
    """Refuse nesting that a reader could choke on, and text that cannot be written as UTF-8."""
    if depth > MAX_DEPTH:
        raise WireError(f"The fields of a frame are nested deeper than {MAX_DEPTH}.")
    if isinstance(value, str):
        if not value.isascii():
            _encodable(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_value(key, depth)
            _check_value(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)


def _encodable(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise WireError("A text in a frame holds half a character (a lone surrogate).") from None


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    parsed = dict(pairs)
    if len(parsed) != len(pairs):
        raise WireError("A frame's header names an entry twice.")
    return parsed


def _no_constant(text: str) -> object:
    raise WireError(f"A frame's header holds {text}, which is not JSON.")


def _bounded_integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise WireError(f"A frame's header holds an integer of {len(text)} digits.")
    return int(text)


def _finite_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise WireError("A frame's header holds a number that is not finite.")
    return value


# Made once, before a submission may have patched `json`; and faster.
_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates,
    parse_constant=_no_constant,
    parse_int=_bounded_integer,
    parse_float=_finite_float,
)
