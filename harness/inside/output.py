"""What the submission prints: its beginning is kept, the rest is dropped as it comes."""

import io

# Enough to recognise the program's messages in the report; a gigabyte of output costs no memory.
KEPT_CHARACTERS = 4_000


class CappedOutput(io.TextIOBase):
    """A text stream that keeps its first KEPT_CHARACTERS until they are taken."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[str] = []
        self._room = KEPT_CHARACTERS

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has an attribute here
        """Programs ask before they print."""
        return "utf-8"

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep what fits."""
        if self._room > 0 and text:
            part = str(text[: self._room])
            self._room -= len(part)
            self._kept.append(part)
        return len(text)

    def close(self) -> None:
        """Stay open: a submission may close stdout, but goes on printing in the next call."""

    def take(self) -> str:
        """Return what was kept since the last time."""
        text = "".join(self._kept)
        self._kept.clear()
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
