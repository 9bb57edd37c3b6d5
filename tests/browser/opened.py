"""A document that a browser has opened, and what went on meanwhile."""

from dataclasses import dataclass, field
from typing import Any

# Everything that can be reached with Tab while it is shown.
_REACHABLE = """() => [...document.querySelectorAll('a[href], summary, button, input, select, [tabindex="0"]')]
  .filter(e => e.checkVisibility() && !e.closest('details:not([open]) > :not(summary)'))
  .map(e => [...document.querySelectorAll('*')].indexOf(e))"""
_FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return [[...document.querySelectorAll('*')].indexOf(e), style.outlineStyle, e.tagName];
}"""


@dataclass
class Opened:
    """A page, what its console said, and what it asked of the network."""

    page: Any  # Playwright's
    said: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, page: Any, address: str) -> "Opened":
        """Open an address."""
        found = cls(page)
        page.on("console", lambda message: found.said.append(message.text))
        page.on("pageerror", lambda error: found.said.append(str(error)))
        page.on("dialog", lambda dialog: (found.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: found.requested.append(request.url))
        page.goto(address)
        return found

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a script of the test's gives."""
        return self.page.evaluate(script, *arguments)

    def unfold(self) -> None:
        """Open everything that is folded."""
        self.run("() => document.querySelectorAll('details').forEach(e => { e.open = true })")

    @property
    def text(self) -> str:
        """All that is shown, with single spaces."""
        return " ".join(str(self.page.inner_text("body")).split())

    def reachable(self) -> list[int]:
        """Return what the keyboard should reach, by its place in the document."""
        return list(self.run(_REACHABLE))

    def tabbed(self, most: int) -> list[tuple[int, str, str]]:
        """Press Tab until it leaves the page: the place, the outline and the tag of what had the focus each time."""
        found: list[tuple[int, str, str]] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            place, outline, tag = self.run(_FOCUSED)
            if tag == "BODY":
                break
            found.append((place, outline, tag))
        return found
