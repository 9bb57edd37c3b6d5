"""What the names of a submission stand for: parameters and their gradients, arguments, sizes."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

PARAMETERS = ("W_f", "W_i", "W_g", "W_o", "W_v", "b_f", "b_i", "b_g", "b_o", "b_v")
GATES = "figo"
# The two parts of a gate's weight in code that keeps them apart: the columns that meet h, and those that meet x.
PARTS = ("h", "x")
# What a gate, or the last layer (v), is called; joined with W or b in either order.
GATE_NAMES = {
    "f": ("f", "forget", "forgetgate"),
    "i": ("i", "input", "inputgate"),
    "g": ("g", "c", "candidate", "cand", "cell", "ctilde", "cbar", "gate"),
    "o": ("o", "output", "outputgate"),
    "v": ("v", "y", "hy", "yh", "vocab", "logits", "logit", "out"),
}
# All gates in one array, one above the other (or side by side): what it is called, and its parts for h and x.
FUSED = "*"
FUSED_NAMES = {
    "W_*": ("w", "wlstm", "wgates", "wgate", "wall", "weight", "wlstms", "wz"),
    "W_*:h": ("wh", "whh", "wrec", "wrecurrent", "u"),
    "W_*:x": ("wx", "wxh", "wxx", "win", "wih"),
    "b_*": ("b", "blstm", "bgates", "bgate", "ball", "bias", "bz"),
}
STEMS = {"W": ("w", "weight", "weights", "kernel"), "b": ("b", "bias", "biases")}
# A form: the submission's keys by parameter, or by part ("W_f:x"); empty where the parameters are a tuple. A key may be
# a path ("f/W"), the attribute of a record (".Wf", "f/.W"), or the place in a tuple ("f/#0").
Form = dict[str, str]
SEPARATOR, ATTRIBUTE, ENTRY = "/", ".", "#"

# Both initial states in one tuple, h first; or C first, which no name says.
STATE = "state"
CELL_FIRST = "state, C0 first"
STATE_ROLES = (STATE, CELL_FIRST)
ROLES = {
    "inputs": {
        "inputs", "input", "x", "xs", "inputseq", "inputsequence", "sequence", "seq", "onehot", "onehots", "ids",
        "inputids", "tokens", "indices", "xids", "xbatch", "xseq",
    },
    "targets": {"targets", "target", "t", "ts", "y", "ys", "ytrue", "truth", "labels", "label", "onehottargets",
        "targetids", "yids", "ybatch", "yseq"},
    STATE: {"state", "states", "initstate", "initialstate", "prevstate", "stateprev", "state0", "hc", "hcprev"},
    "h0": {"hprev", "h0", "hinit", "hiddenstate", "hidden", "hstart", "h", "hiddenprev", "prevh", "hprevious", "hold"},
    "C0": {"cprev", "c0", "cinit", "cellstate", "cell", "cstart", "c", "cellprev", "prevc", "cprevious", "cold"},
    "p": {"p", "params", "parameters", "param", "weights", "theta", "model"},
    "hidden": {"hiddensize", "hiddendim", "nhidden", "hsize", "hdim", "hiddenunits", "numhidden", "nh", "na",
               "units", "numunits", "hid", "hidsize"},
    "vocab": {
        "vocabsize", "vocabularysize", "vocabdim", "nvocab", "vsize", "vdim", "nsymbols", "inputsize", "nx", "inputdim",
        "outputsize", "outputdim", "ny", "datasize", "charsize", "nchars", "numchars", "dinput", "doutput", "xsize",
    },
    "z": {"zsize", "zdim", "concatsize", "concatdim"},
    "steps": {"tsteps", "seqlength", "seqlen", "sequencelength", "timesteps", "numsteps", "nsteps"},
    "rate": {"learningrate", "lr", "alpha", "eta", "stepsize"},
}  # fmt: skip
SIZES = ("hidden", "vocab", "z", "steps")
# Tables from symbols to their numbers, and back.
TABLES = {
    "numbers": {"chartoidx", "chartoix", "chartoindex", "chartoid", "char2idx", "char2ix", "char2index", "char2id",
        "wordtoidx", "wordtoix", "wordtoindex", "word2idx", "word2ix", "word2index", "stoi", "tokentoidx", "token2idx"},
    "symbols": {"idxtochar", "ixtochar", "indextochar", "idtochar", "idx2char", "ix2char", "index2char", "id2char",
        "idxtoword", "ixtoword", "indextoword", "idx2word", "ix2word", "index2word", "itos", "idxtotoken", "idx2token"},
}  # fmt: skip
# Words of what is predicted, and of what it should have been.
PREDICTIONS = ("prob", "pred", "out", "hat", "softmax", "dist")
RIGHT = ("true", "truth", "target", "label", "gold", "expected", "actual")
# Sizes by a single capital; an argument H may be a state, a number called H is none. T may be a temperature, and D or Z
# anything.
SIZE_LETTERS = {"H": "hidden", "V": "vocab"}


@cache
def plain(name: str) -> str:
    """Return a name in lower case, without underscores and the like."""
    return re.sub(r"[\W_]", "", name.lower())


def _aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for gate, words in GATE_NAMES.items():
        for kind, stems in STEMS.items():
            for stem in stems:
                for word in words:
                    found.setdefault(stem + word, f"{kind}_{gate}")
                    if len(stem) > 1 or len(word) > 1:
                        found.setdefault(word + stem, f"{kind}_{gate}")
    for gate in GATES:
        for word in [word for word in GATE_NAMES[gate] if len(word) == 1]:
            for part in PARTS:
                found.setdefault(f"w{part}{word}", f"W_{gate}:{part}")
                found.setdefault(f"w{word}{part}", f"W_{gate}:{part}")
            found.setdefault(f"u{word}", f"W_{gate}:h")
    return {word: part for part, words in FUSED_NAMES.items() for word in words} | found


# What a name, plain, stands for: a parameter, or a part of one.
PARAMETER_ALIASES = _aliases()


def learn(meanings: Mapping[str, str]) -> None:
    """Remember what names of a submission stand for; a worker serves one submission."""
    PARAMETER_ALIASES.update({plain(name): part for name, part in meanings.items()})
    gradient_of.cache_clear()
    _form_of.cache_clear()


def form_of(keys: Iterable[str]) -> Form | None:
    """Return the keys that name parameters, if each parameter is named, whole or in its two parts; the first counts."""
    form = _form_of(tuple(keys))
    return None if form is None else dict(form)


@cache
def _form_of(keys: tuple[str, ...]) -> Form | None:
    found: Form = {}
    for key in keys:
        part = PARAMETER_ALIASES.get(plain(key))
        if part is not None:
            found.setdefault(part, key)
    form: Form = {}
    fused = ("W_*", "W_v", "b_*", "b_v")
    for name in fused if any(part.startswith("b_*") for part in found) and "b_f" not in found else PARAMETERS:
        h, x = found.get(f"{name}:h"), found.get(f"{name}:x", found.get(name))
        if h is not None and x is not None:
            # Beside U_f, W_f is what meets x.
            form |= {f"{name}:h": h, f"{name}:x": x}
        elif name in found:
            form[name] = found[name]
        else:
            return None
    return form


def covered(parts: Iterable[str]) -> set[str]:
    """Return the parameters that parts belong to; an array of all gates stands for each gate's."""
    names = {part.partition(":")[0] for part in parts}
    return names | {f"{name[0]}_{gate}" for name in names if name.endswith(FUSED) for gate in GATES}


def as_parts(parts: Collection[str]) -> dict[str, str]:
    """Return what names of parameters stand for beside each other: where there is a U_f, W_f is what meets x."""
    return {part: f"{part}:x" if f"{part}:h" in parts and f"{part}:x" not in parts else part for part in parts}


@cache
def gradient_of(key: str) -> str | None:
    """Return the parameter, or the part of one, whose gradient this name stands for."""
    name = plain(key)
    for prefix in ("grad", "gradient", "delta", "dl", "d", ""):
        for suffix in ("grad", "gradient", "d", ""):
            short = name.removeprefix(prefix) if name.startswith(prefix) else name
            short = short.removesuffix(suffix) if short.endswith(suffix) else short
            if short in PARAMETER_ALIASES:
                return PARAMETER_ALIASES[short]
    return None


@cache
def role_of(name: str, candidates: tuple[str, ...]) -> str | None:
    """Return what an argument of this name stands for, among `candidates`."""
    return next((role for role in candidates if plain(name) in ROLES[role]), None)


def size_of(name: str) -> str | None:
    """Return the size that a number of this name is."""
    return role_of(name, SIZES) or SIZE_LETTERS.get(name)


def names_predictions(name: str) -> bool:
    """Whether a word in a name says that it stands for predictions."""
    words = plain(name)
    return any(word in words for word in PREDICTIONS) and not any(word in words for word in RIGHT)
