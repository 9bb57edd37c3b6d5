"""Writes the catalogue's LaTeX in a line of plain text, for a terminal."""

import re

_BRACED = r"\{((?:[^{}]|\{[^{}]*\})*)\}"  # up to one pair inside another
_SYMBOLS = {
    r"\odot": "⊙",
    r"\sigma": "σ",
    r"\sum": "Σ",
    r"\top": "T",
    r"\epsilon": "ε",
    r"\eta": "η",
    r"\leftarrow": "←",
    r"\sim": "~",
    r"\ldots": "...",
    r"\quad": "",
    r"\,": "",
    r"\|": "‖",
}
_SHAPES = (
    (re.compile(r"\\mathrm\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\hat\{y\}"), "ŷ"),
    (re.compile(r"\\sqrt\{([^{}]*)\}"), r"√\1"),
    (re.compile(rf"\\frac{_BRACED}{_BRACED}"), r"({\1} / {\2})"),
) + 2 * (  # once for what is inside, once around it
    (re.compile(r"\{(\W?\w+)\}"), r"\1"),  # one name needs no brackets
    (re.compile(r"\{([^{}]*)\}"), r"(\1)"),
)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z])")


def plain(latex: str) -> str:
    """Return the formula in letters and signs: `dC_(t-1) = dC_t ⊙ f_t`; a command that is not known keeps its name."""
    text = latex
    for pattern, replacement in _SHAPES:
        text = pattern.sub(replacement, text)
    text = _COMMAND.sub(lambda hit: _SYMBOLS.get(hit[0], hit[0].removeprefix("\\")), text)
    return " ".join(text.split())
