"""HTML of cards as plain text with images, and back: cards are texts, so that no deck brings scripts with it."""

import html
import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

_DROPPED: Final = frozenset({"script", "style", "head", "title", "iframe", "object", "template", "noscript"})
_BLOCKS: Final = frozenset(
    {"div", "p", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre"}
)
_MARKUP: Final = re.compile(r"[<&]")
_SPACE: Final = re.compile(r"[ \t\r\f\v\xa0]+")
_LINES: Final = re.compile(r" ?\n ?")
_EMPTY: Final = re.compile(r"\n{3,}")
_IMAGE: Final = re.compile(r"!\[([^\]\n]*)\]\(([^()\n]+)\)")
_UNSAFE: Final = re.compile(r"[()\[\]\n]")


class _TextParser(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag in _DROPPED:
            self._dropped += 1
        elif tag == "img" and not self._dropped:
            self._add_image(dict(attrs))
        elif tag == "br" or tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin and end an element."""
        if tag not in _DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Add a text; the ends of its lines are blanks."""
        if not self._dropped:
            self.pieces.append(data.replace("\n", " "))

    def _add_image(self, attributes: dict[str, str | None]) -> None:
        source = unquote(attributes.get("src") or "")
        if source and "://" not in source and not source.startswith("data:") and not _UNSAFE.search(source):
            alternative = _UNSAFE.sub(" ", attributes.get("alt") or "").strip()
            self.pieces.append(f"![{alternative}]({source})")


def read_html(markup: str) -> str:
    """Return the text of a piece of HTML; images become `![](name)`."""
    if not _MARKUP.search(markup):
        return _tidy(markup.replace("\n", " "))
    parser = _TextParser()
    parser.feed(markup)
    parser.close()
    return _tidy("".join(parser.pieces))


def write_html(text: str) -> str:
    """Return HTML that shows a text, with its images."""
    escaped = html.escape(text, quote=False)
    images = _IMAGE.sub(lambda match: f'<img src="{match[2].replace(chr(34), "&quot;")}">', escaped)
    return images.replace("\n", "<br>")


def _tidy(text: str) -> str:
    lines = _LINES.sub("\n", _SPACE.sub(" ", text))
    return _EMPTY.sub("\n\n", lines).strip()
