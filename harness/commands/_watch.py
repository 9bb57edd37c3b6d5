"""Does something again whenever a submission is saved, until Ctrl-C."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.commands._output import say
from harness.errors import HarnessError, UsageError, not_installed
from harness.languages.sentences import sentence
from harness.languages.words import _
from harness.submissions.bundle import CODE

# An editor that replaces the file makes several changes at once; they count as one.
SETTLED_MS = 150
# It looks itself as often, for file systems that tell of no change.
LOOKS_MS = 1000
# To the top left, then nothing below: the new text stands where the old one was.
CLEAR = "\x1b[H\x1b[J\x1b[3J"


def at_each_save(path: Path, act: Callable[[], str]) -> None:
    """Show what `act` returns, and again after each save of the file, or of code in the folder, at `path`.

    A terminal shows one result at a time, and the old one until the new one is there.  Raises UsageError where the
    package that watches is missing, KeyboardInterrupt at Ctrl-C.
    """
    saves = _saves(path)
    next(saves)  # sees that it can watch
    while True:
        on_screen = sys.stdout is not None and sys.stdout.isatty()
        say(f"{CLEAR if on_screen else ''}{_said(act)}\n{_('Watching {name}; Ctrl-C ends it.', name=path.name)}\n")
        next(saves)


def _said(act: Callable[[], str]) -> str:
    try:
        return act()
    except HarnessError as error:  # half a file, or none for a moment: the next save mends it
        return f"harness: {sentence(str(error))}\n"


def _saves(path: Path) -> Iterator[None]:
    """Yield once when it watches, and then after each save; raises UsageError."""
    try:
        from watchfiles import watch
    except ImportError:
        raise not_installed("--watch", "watchfiles", "watch") from None
    whole = path.is_dir()
    if not path.exists():
        raise UsageError(f"{path} does not exist: there is nothing to watch.")
    folder = path if whole else path.parent
    wanted = path.resolve()

    def matters(_change: object, changed: str) -> bool:
        return Path(changed).suffix.lower() in CODE if whole else Path(changed).resolve() == wanted

    changes = watch(
        folder, watch_filter=matters, step=SETTLED_MS, recursive=whole, rust_timeout=LOOKS_MS, yield_on_timeout=True
    )
    before = _state(path)
    yield
    for _change in changes:
        now = _state(path)
        if now and now != before:  # a save that changed nothing is none
            before = now
            yield


def _state(path: Path) -> tuple[bytes, ...]:
    """Return the code as it is; nothing while it is being replaced."""
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in CODE) if path.is_dir() else [path]
    try:
        return tuple(file.read_bytes() for file in files)
    except OSError:
        return ()
