"""All state of one running catalogue, for its routes and for tests in the same process."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from alcove.simulators.opds.config import OpdsConfig
from alcove.simulators.opds.epub import make_epub
from alcove.simulators.opds.publications import SimBook

KEPT: Final = 5000


@dataclass(slots=True)
class Seen:
    """One request and how it was answered."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    at: float
    status: int = 0


class Simulator:
    """A catalogue at run time."""

    def __init__(self, config: OpdsConfig) -> None:
        self.config = config
        self.clock = config.clock
        self.publications = config.shelf()
        self.seen: deque[Seen] = deque(maxlen=KEPT)

    def book(self, key: str) -> SimBook | None:
        """Return a book by its key."""
        return next((each for each in self.publications if each.key == key), None)

    def find(self, words: str, *, author: str = "", title: str = "", language: str = "") -> list[SimBook]:
        """Return the books in which every word occurs."""
        wanted = words.lower().split()
        return [
            each
            for each in self.publications
            if all(word in each.words for word in wanted)
            and author.lower() in each.author.lower()
            and title.lower() in each.title.lower()
            and (not language or each.language == language)
        ]

    def content(self, book: SimBook, kind: str) -> bytes:
        """Return the file of a book."""
        if kind != "epub":
            return b"%PDF-1.4\n" + book.title.encode() + b"\n%%EOF\n"
        return make_epub(
            id_=book.key, title=book.title, author=book.author, language=book.language, padding=book.padding
        )

    def paths(self) -> list[str]:
        """Return the paths and queries that were asked for."""
        return [f"{each.path}?{each.query}" if each.query else each.path for each in self.seen]


def simulator_of(request: Request) -> Simulator:
    """Return the simulator that a request is for."""
    found = request.app.state.simulator
    assert isinstance(found, Simulator)
    return found
