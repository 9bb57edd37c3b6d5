"""Wrong code that tampers with the worker around it is graded like wrong code, or not at all; the harness stays well."""

import pytest
from grading import graded_text, mutated

from harness.launching import Depth, Options
from harness.records import Verdict

QUICK = Options(depth=Depth.QUICK)
WRONG = mutated("forget-missing-derivative")
# Takes the place of os.write, so that every reply goes through the submission's hands.
MIDDLEMAN = """

import json as _json, os as _os, random as _random, struct as _struct
_write, _kept, _rng = _os.write, bytearray(), _random.Random({seed})


def _values(depth=0):
    kind = _rng.randrange(9 if depth < 3 else 6)
    if kind < 6:
        return _rng.choice([None, True, 0, -1, 10**18, -(10**18), 1.5, "", "<b>", "\\u202e" * 50, "\\x1b[31m", "x" * 3000, "fresh"])
    if kind == 6:
        return [_values(depth + 1) for _ in range(_rng.randrange(4))]
    return {{_rng.choice(["line", "message", "type", "stage", "name", "x"]): _values(depth + 1) for _ in range(3)}}


def _tampered(header, body):
    {tamper}
    return header, body


def _between(descriptor, data):
    if descriptor != 4:
        return _write(descriptor, data)
    _kept.extend(bytes(data))
    while len(_kept) >= 16:
        _, size, length = _struct.unpack("<4sIQ", bytes(_kept[:16]))
        if len(_kept) < 16 + size + length:
            break
        header, body = _json.loads(bytes(_kept[16 : 16 + size])), bytes(_kept[16 + size : 16 + size + length])
        del _kept[: 16 + size + length]
        header, body = _tampered(header, body)
        text = _json.dumps(header).encode()
        frame = memoryview(_struct.pack("<4sIQ", b"LSTM", len(text), len(body)) + text + body)
        while frame:
            frame = frame[_write(4, frame) :]
    return len(data)


_os.write = _between
"""
FIELDS = """
    if header["kind"] == "load" and _rng.random() < 0.7:
        return header, body
    for name in list(header["fields"]):
        if _rng.random() < 0.5:
            header["fields"][name] = _values()
    for name in ("failed", "changed", "forward_calls", "most_calls", "printed", "complex", "discarded", "globals_changed"):
        if _rng.random() < 0.3:
            header["fields"][name] = _values()
"""
NAMES = """
    for entry in header["arrays"]:
        if _rng.random() < 0.2:
            entry[0] = _rng.choice(["backward.dW_f", "forward.outputs", "losses", "operand.x", "x", "again.forward.h", "0"])
    names = [entry[0] for entry in header["arrays"]]
    for place, entry in enumerate(header["arrays"]):
        entry[0] = entry[0] if names.index(entry[0]) == place else f"{entry[0]}{place}"
"""
SHAPES = """
    for entry in header["arrays"]:
        if _rng.random() < 0.2:
            size = 1
            for side in entry[2]:
                size *= side
            entry[2] = _rng.choice([[size], [1, size], [size, 1, 1], entry[2][::-1], [1] * 5 + [size]])
"""
TYPES = """
    for entry in header["arrays"]:
        if entry[1] == "<f8" and _rng.random() < 0.2:
            entry[1] = "<i8"
        elif entry[1] == "<f8" and len(entry[2]) > 1 and entry[2][-1] % 2 == 0 and _rng.random() < 0.5:
            entry[1], entry[2] = "<c16", [*entry[2][:-1], entry[2][-1] // 2]
"""
NUMBERS = """
    body = bytearray(body)
    for _ in range(len(body) // 200):
        place = _rng.randrange(len(body) // 8) * 8
        body[place : place + 8] = _struct.pack("<d", _rng.choice([float("nan"), float("inf"), -1e308, 1e-320, 0.0]))
    body = bytes(body)
"""
NAN = """
    body = _struct.pack("<d", float("nan")) * (len(body) // 8)
"""
LESS = """
    if header["kind"] != "load":
        header, body = {"kind": header["kind"], "fields": {"failure": None}, "arrays": []}, b""
"""
TAMPERS = {
    "numbers": NUMBERS,
    "fields": FIELDS,
    "names": NAMES,
    "shapes": SHAPES,
    "types": TYPES,
    "nan": NAN,
    "less": LESS,
}


def forged(tamper: str, seed: int) -> str:
    return WRONG + MIDDLEMAN.format(seed=seed, tamper=tamper.strip())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tamper", TAMPERS)
def test_replies_that_the_submission_rewrote_end_in_a_report(tamper: str, seed: int) -> None:
    options = Options(depth=Depth.USUAL if seed == 0 else Depth.QUICK, run_top_level=True)
    report = graded_text(forged(TAMPERS[tamper], seed), options)
    assert report.verdict is not Verdict.CLEAN
    assert report.headline.isprintable()
    assert 0 < len(report.headline) < 2000
    assert report.score.earned < report.score.possible


@pytest.mark.parametrize("seed", range(2))
def test_a_middleman_that_changes_nothing_changes_nothing(seed: int) -> None:
    report = graded_text(forged("pass", seed), Options(depth=Depth.QUICK, run_top_level=True))
    assert [bug.id for bug in report.bugs] == ["forget-missing-derivative"]
