"""The command line: exit codes, one sentence for every fault, and an interrupt that leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Run
from grading import EXAMPLES, SUBMISSIONS, obey_ctrl_c, processes_naming

from harness import __version__
from harness.commands._output import UNREAD

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
STOPPED = "Stopped; nothing is left running.\n"


def test_the_version_is_told(harness: Run) -> None:
    ran = harness("--version")
    assert (ran.code, ran.out.split()[-1]) == (0, __version__)


@pytest.mark.parametrize(
    "command", [[], ["check"], ["mutants"], ["mutants", "show"], ["train"], ["verify"]], ids=" ".join
)
def test_every_command_explains_itself(command: list[str], harness: Run) -> None:
    ran = harness(*command, "-h")
    assert ran.code == 0
    assert ran.out.startswith("Usage: ")
    assert ran.err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-command"], "No such command"),
        (["check"], "Missing argument 'FILE'"),
        (["check", "it.py", "--seed", "-1"], "'--seed'"),
        (["check", "it.py", "--seed", "x"], "'--seed'"),
        (["check", "it.py", "--timeout", "0"], "'--timeout'"),
        (["check", "it.py", "--memory", "1"], "'--memory'"),
        (["check", "it.py", "--no-such-option"], "No such option"),
        (["check", "it.py", "--quick", "--thorough"], "exclude each other"),
        (["check", "it.py", "--timeout", "nan"], "not a finite number"),
        (["check", "it.py", "--timeout", "inf"], "'--timeout'"),
        (["train", "--learning-rate", "nan"], "not a finite number"),
        (["check", "it.py", "--report", "a.html", "--no-report"], "exclude each other"),
        (["check", "it.py", "--report", "-"], "only --json can write to standard output"),
        (["check", "it.py", "--report", "out", "--json", "./out"], "give two paths"),
        (["check", "it.py", "--report", "it.py"], "is the submission itself"),
        (["check", "it.py", "--no-report", "--json", "./it.py"], "is the submission itself"),
        (["check", "reports/it.html"], "is the submission itself"),
        (["mutants", "show", "cell-duoble-tanh"], "did you mean cell-double-tanh"),
        (["check", "it.py", "--contract", "none"], "There is no contract 'none'"),
        (["check", "it.py", "--isolation", "none"], "There is no isolation 'none'"),
        (["mutants", "show", "none"], "There is no bug 'none'"),
        (["train", "--epochs", "0"], "'--epochs'"),
        (["verify", "--jobs", "0"], "'--jobs'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_fault_of_use_is_one_sentence_and_exit_2(arguments: list[str], words: str, harness: Run) -> None:
    ran = harness(*arguments)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("command", [["mutants"], ["mutants", "show", "cell-double-tanh"], ["-h"], ["check", "-h"]])
def test_output_that_cannot_be_written_is_one_sentence_and_exit_2(command: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "harness.cli", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "harness: Standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    "command",
    [["mutants"], ["doctor"], ["check", str(EXAMPLES / "correct.py"), "--quick", "--no-report"]],
    ids=lambda command: command[0],
)
def test_a_program_that_nobody_reads_any_more_ends_in_silence(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", *command],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (UNREAD, "")


def test_a_closed_output_is_one_sentence_and_exit_2(harness: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr(sys, "stdout", None)
        ran = harness("mutants")
    assert (ran.code, ran.err) == (
        2,
        "harness: Standard output is closed; send it to a terminal, a file or a program.\n",
    )


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "--version"], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert __version__ in done.stdout


def test_ctrl_c_says_one_sentence_and_leaves_nothing_behind(tmp_path: Path) -> None:
    endless = SUBMISSIONS / "broken" / "infinite_loop_in_backward.py"
    command = [sys.executable, "-m", "harness.cli", "check", str(endless), "--timeout", "60", "--no-report"]
    with subprocess.Popen(
        command,
        env={**ENVIRONMENT, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=obey_ctrl_c,  # noqa: PLW1509  (no thread runs here)
    ) as process:
        try:
            wait_until_it_computes(tmp_path, process)
            # As a terminal does it: to every process of the group.
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            if process.poll() is None:
                process.kill()
    assert process.returncode == 130
    assert (out, err.lstrip("\n")) == ("", STOPPED)
    assert processes_naming(str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def wait_until_it_computes(scratch: Path, process: "subprocess.Popen[str]") -> None:
    """Wait until the worker has used more time than a start takes: it is in the endless loop."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        workers = [entry for entry in processes_naming(str(scratch)) if int(entry) != process.pid]
        if any(seconds_used(worker) > 1.0 for worker in workers):
            return
        time.sleep(0.05)
    pytest.fail("the worker never began to compute")


def seconds_used(process: str) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("variable", ["NO_COLOR", "TERM"])
def test_nothing_is_coloured_where_nobody_wants_it(variable: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "check", str(EXAMPLES / "one_bug.py"), "--quick", "--no-report"],
        capture_output=True,
        text=True,
        env={**ENVIRONMENT, variable: "dumb"},
        check=False,
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "cell-double-tanh" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(("command", "code"), [("--version", 0), ("chek", 2)])
def test_as_a_process_it_ends_after_all_that_was_to_be_done_at_exit(command: str, code: int) -> None:
    registered = "import atexit; atexit.register(print, 'done', end=''); from harness.cli import script; script()"
    words = [sys.executable, "-c", registered, command]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.endswith("done")


@pytest.mark.parametrize(
    ("end", "code", "said"), [("'stop'", 1, "stop\n"), ("[7]", 1, "[7]\n"), ("", 0, ""), ("5", 5, "")]
)
def test_as_a_process_it_ends_with_what_it_is_ended_with_as_python_does(end: str, code: int, said: str) -> None:
    ending = (
        f"import io, sys\nclass Out(io.StringIO):\n    def write(self, text): sys.exit({end})\nsys.stdout = Out()\n"
    )
    words = [sys.executable, "-c", f"{ending}from harness.cli import script; script()", "--version"]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, said)


def test_as_a_process_it_ends_after_its_threads_as_python_does() -> None:
    """The thread of a pool of processes ends them: what is done at exit before would wait for them for ever."""
    code = (
        "import atexit, threading, time\nfrom harness.cli import script\natexit.register(print, 'exit')\n"
        "threading.Thread(target=lambda: (time.sleep(0.5), print('thread'))).start()\nscript()\n"
    )
    words = [sys.executable, "-c", code, "--version"]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:] == ["thread", "exit"]
