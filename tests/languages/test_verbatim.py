"""What Python or a submission says stays as it was said, whatever language stands around it."""

import pytest
from grading import graded_text, reference_with

from harness.checks.interface import HOW_CALLED, NO_FORM, NOT_EXECUTED
from harness.checks.numerics import MEANING
from harness.languages.choosing import languages
from harness.languages.sentences import sentence
from harness.languages.words import ENGLISH, speaking
from harness.opening import NO_LOOP

EACH = pytest.mark.parametrize("language", [language for language in languages() if language != ENGLISH])
SAID = [
    "wrong, right and zero; the loss",
    "unsupported operand type(s) for +: 'NoneType' and 'int'",
    "operands could not be broadcast together with shapes (3,1) (4,1) ",
    "a. Wrong: W_f, b_f (2 of 10). To change: line 3",
    "What is right in one step stays right in many",
    "there is no function backward",
    "boom; three sequences at once",
    "wrong; zero: right and the submission",
    "line 12: memory (the reference) and no function forward",
    "ValueError: wrong and it raised KeyError: right, wrong",
    "what? The numbers do not decide. forward fails with T = 2: right and wrong",
    "right and wrong.",
    "'(' was never closed and right",
]
# What stands before and behind, with the name of the exception; a text of ours that follows is translated.
AROUND = [
    ("forward fails at line 5 with T = 1: ValueError: ", ""),
    ("backward fails at cell 3, line 5: wrong: ", ""),
    ("backward fails with T = 2: Refused: ", ""),
    ("forward fails at line 5 with T = 1: TypeError: ", f". {HOW_CALLED}"),
    ("forward fails at line 5 with T = 1: TypeError: ", f". {NO_FORM}"),
    ("forward fails at line 5 with T = 1: NameError: ", f". {NOT_EXECUTED}"),
    ("Wrong, and no documented bug explains it. forward fails at line 5 with T = 1: KeyError: ", ""),
    ("The submission cannot be loaded: SystemExit: ", "."),
    ("it raised ImportError: ", ""),
    ("there is no function backward; line 3 was left out, as it raised NameError: ", f"; {NO_LOOP}"),
    (
        "No contract fits a.py (there is no function backward; line 3 was left out, as it raised UserWarning: ",
        (
            "): submit the file that has them, or say how yours are called with --contract NAME or --contract FILE.py; "
            "harness contract begins such a file."
        ),
    ),
    ("The reference with this bug raises in the same 3 cases, on the same operands: IndexError: ", ""),
    (
        f"Fragile with {MEANING['float32']}: forward fails: KeyboardInterrupt: ",
        f"; {MEANING['batch']}: not finite: predictions.",
    ),
    ("Python cannot parse it (line 3: ", ")"),
    ("there is no function backward; line 3 was left out, as Python cannot parse it (line 3: ", f"); {NO_LOOP}"),
    ("Python cannot parse line 3: ", "."),
    ("Python cannot parse line 3 of a.py: ", "; mend it so that the file runs."),
    ("ValueError: ", ""),
]


@EACH
@pytest.mark.parametrize(("before", "after"), AROUND)
@pytest.mark.parametrize("said", SAID)
def test_what_an_exception_says_is_not_translated(language: str, before: str, after: str, said: str) -> None:
    with speaking(language):
        told = sentence(f"{before}{said}{after}")
        plain = sentence(f"{before}W_f{after}")
    # What is around it is told as it is around a name.
    assert told == plain.replace("W_f", said) or (said.endswith(".") and told.replace(said, "W_f") == plain)
    assert before == "ValueError: " or plain != f"{before}W_f{after}"


@EACH
def test_what_follows_an_exception_is_still_translated(language: str) -> None:
    with speaking(language):
        for ours in (HOW_CALLED, NO_FORM, NOT_EXECUTED):
            assert sentence(f"forward fails at line 5: KeyError: 'h'. {ours}").endswith(sentence(ours))
            assert sentence(ours) != ours
        assert sentence("Left out, because Python cannot parse it: line 3.").count("line") == 0
        assert sentence(MEANING["batch"]) in sentence(
            f"Fragile with {MEANING['float32']}: forward fails: KeyError: 'h'; {MEANING['batch']}: not finite: loss."
        )


@EACH
@pytest.mark.parametrize("said", ["wrong, right and zero; the loss", "a. Wrong: W_f, b_f (2 of 10). line 3 and line 4"])
def test_a_report_quotes_what_a_submission_raises(language: str, said: str) -> None:
    line = "    C_s, h_s = [C_prev], [h_prev]\n"
    report = graded_text(reference_with((line, f"{line}    raise ValueError({said!r})\n")))
    assert said in report.headline
    told = [report.headline, *(check.message for check in report.checks if said in check.message)]
    assert len(told) > 1
    with speaking(language):
        assert all(said in sentence(text) != text for text in told)


@EACH
def test_what_stands_for_code_that_is_not_written_is_quoted(language: str) -> None:
    said = "wrong, right and zero; the loss"
    line = "    C_s, h_s = [C_prev], [h_prev]\n"
    report = graded_text(reference_with((line, f"{line}    raise NotImplementedError({said!r})\n")))
    (bug,) = report.bugs
    assert bug.evidence == f"NotImplementedError: {said}."
    with speaking(language):
        assert said in sentence(bug.evidence)


@EACH
def test_a_text_with_letters_of_no_language_is_answered(language: str) -> None:
    text = "forward fails at line 5: KeyError: \ue000 and \ue001"
    with speaking(language):
        assert sentence(text) == text
        many = "it raised X: wrong; " * 40
        assert sentence(many).count("wrong") == 40
