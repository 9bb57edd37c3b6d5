"""Three vocabularies for the names of the reference: short, long, and upper case."""

import re

GATE = re.compile(r"^(dW|db|dz|da|d|W|b|z|a)?_?([figov])(_t|_s)?$")
GATES = (
    {"f": "f", "i": "i", "g": "c", "o": "o", "v": "y"},
    {"f": "forget", "i": "update", "g": "cand", "o": "out", "v": "vocab"},
    {"f": "F", "i": "I", "g": "Ctilde", "o": "O", "v": "V"},
)
PREFIXES = (
    {
        "dW": "dW{}",
        "db": "db{}",
        "dz": "dz{}",
        "da": "d{}_raw",
        "d": "d{}",
        "W": "W{}",
        "b": "b{}",
        "": "{}",
        "z": "z{}",
        "a": "a{}",
    },
    {
        "dW": "grad_W_{}",
        "db": "grad_b_{}",
        "dz": "back_{}",
        "da": "delta_{}",
        "d": "grad_{}",
        "W": "weights_{}",
        "b": "bias_{}",
        "": "{}_gate",
        "z": "z_{}",
        "a": "a_{}",
    },
    {
        "dW": "W{}_d",
        "db": "b{}_d",
        "dz": "{}_dz",
        "da": "{}_da",
        "d": "{}_d",
        "W": "W{}",
        "b": "b{}",
        "": "{}",
        "z": "z{}",
        "a": "a{}",
    },
)
SUFFIXES = ({"_t": "t", "_s": "s", "": ""}, {"_t": "_now", "_s": "_list", "": ""}, {"_t": "_k", "_s": "_all", "": ""})
OTHERS = (
    {
        "z": "zs",
        "C": "cs",
        "h": "hs",
        "outputs": "ys",
        "p": "params",
        "t": "step",
        "dh_next": "dhnext",
        "dC_next": "dcnext",
        "dC": "dc",
        "C_t": "c",
        "h_t": "ht",
        "C_prev": "c_prev",
        "dh": "dh_t",
        "dh_s": "dhs",
        "C_s": "cs",
        "h_s": "hs",
        "h_prev": "hprev",
        "inputs": "xs",
        "dtanh": "dct",
        "dz": "dzt",
        "H": "hidden_size",
        "lstm_backward": "cell_backward",
    },
    {
        "z": "concat",
        "C": "cells",
        "h": "hiddens",
        "outputs": "predictions",
        "p": "parameters",
        "t": "timestep",
        "dh_next": "grad_hidden_from_next",
        "dC_next": "grad_cell_from_next",
        "dC": "grad_cell",
        "C_t": "cell_now",
        "h_t": "hidden_now",
        "C_prev": "cell_prev",
        "dh": "grad_hidden",
        "dh_s": "grad_hiddens",
        "h_prev": "hidden_prev",
        "dtanh": "grad_squashed",
        "dz": "grad_concat",
        "loss": "total_loss",
        "lstm_forward": "run_cells",
        "lstm_backward": "through_time",
        "softmax": "probs_of",
    },
    {
        "z": "Z",
        "C": "CC",
        "h": "HH",
        "outputs": "P",
        "p": "weights",
        "t": "k",
        "dh_next": "H_carry",
        "dC_next": "C_carry",
        "dC": "C_d",
        "C_t": "Ck",
        "h_t": "Hk",
        "C_prev": "C0",
        "dh": "H_d",
        "dh_s": "H_ds",
        "h_prev": "h0",
        "dz": "Z_d",
        "inputs": "X",
        "targets": "labels",
        "loss": "J",
        "lstm_forward": "cell_fw",
        "lstm_backward": "cell_bw",
    },
)

VOCABULARIES = len(OTHERS)


def other(name: str, vocabulary: int) -> str:
    """Return another name for a variable of the reference; one that the vocabulary does not know stays."""
    if name in OTHERS[vocabulary]:
        return OTHERS[vocabulary][name]
    if gate := GATE.match(name):
        prefix, letter, suffix = gate.groups(default="")
        return PREFIXES[vocabulary][prefix].format(GATES[vocabulary][letter]) + SUFFIXES[vocabulary][suffix]
    return name


def other_function(name: str, vocabulary: int) -> str:
    """Return another name for a function of the reference."""
    return OTHERS[vocabulary].get(name, name)
