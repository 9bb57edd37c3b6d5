"""Everything the harness raises on purpose.

HarnessError
├── UsageError          the command was called with something it cannot use            exit 2
├── UngradableError     the submission cannot be judged; the sentence is for its author exit 3
│   ├── UnreadableError     the file is not there, or not text
│   └── UnboundError        no contract fits what the submission defines
├── WorkerError         the worker did not answer as agreed (died, timed out, sent nonsense)
└── ProtocolError       a message on the wire is malformed

Each carries one sentence: what, where, found, expected, next step.
"""


class HarnessError(Exception):
    """The root: its text is one sentence for people."""


class UsageError(HarnessError):
    """The command was called with something it cannot use."""


class UngradableError(HarnessError):
    """The submission cannot be judged."""


class UnreadableError(UngradableError):
    """The submission is not there, or is not Python text."""


class UnboundError(UngradableError):
    """No contract fits what the submission defines."""


class WorkerError(HarnessError):
    """The worker did not answer as agreed: it died, ran into a limit, or was silent for too long."""


class ProtocolError(HarnessError):
    """A message between harness and worker is malformed."""


def not_installed(option: str, package: str, extra: str) -> UsageError:
    """Return the fault that a package is missing which an option needs, and this extra of ours brings along."""
    command = f"pip install '.[{extra}]'"
    return UsageError(
        f"{option} needs the package {package}; install it from where harness came from, with: {command}."
    )
