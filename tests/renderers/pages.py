"""Reads a rendered page the way a strict browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))


@dataclass
class Page(HTMLParser):
    """Every start tag with its attributes, and all text; raises AssertionError where tags do not balance."""

    markup: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the page."""
        super().__init__(convert_charrefs=True)
        self.feed(self.markup)
        self.close()
        assert not self.inside, f"never closed: {self.inside}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a start tag."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that what ends is what began last."""
        assert self.inside.pop() == tag, f"</{tag}> does not fit"

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if "style" not in self.inside:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All text with single spaces."""
        return " ".join("".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute in the order of the page."""
        return [attributes[attribute] or "" for _, attributes in self.tags if attribute in attributes]

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]
