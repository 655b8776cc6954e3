"""All state of the running catalogues, for their routes and for tests in the same process."""

import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from starlette.requests import Request

from alcove.simulators.catalogues.config import CataloguesConfig
from alcove.simulators.catalogues.works import Work
from alcove.simulators.opds.epub import make_epub

KEPT: Final = 5000

Act = Literal["error", "busy", "throttle", "cut", "html"]
"""500; 503 and 429 with `Retry-After`; broken off half way; a page for people with status 200."""


@dataclass(slots=True)
class Seen:
    """One request and how it was answered."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    at: float
    status: int = 0


@dataclass(slots=True)
class Faults:
    """What goes wrong from now on: `next` acts by count, and a delay, for paths that start with `only`.

    The first `skip` of those requests are spared.
    """

    next: Counter[Act] = field(default_factory=Counter)
    only: str = "/"
    skip: int = 0
    latency_s: float = 0.0
    retry_after: int = 1

    def strike(self, path: str) -> Act | None:
        """Return what happens to a request."""
        if not path.startswith(self.only):
            return None
        if self.skip > 0:
            self.skip -= 1
            return None
        act = next((one for one, left in self.next.items() if left > 0), None)
        if act is not None:
            self.next[act] -= 1
        return act


class Simulator:
    """The catalogues at run time."""

    def __init__(self, config: CataloguesConfig) -> None:
        self.config = config
        self.clock = config.clock
        self.works = config.shelf()
        self.faults = Faults()
        self.seen: deque[Seen] = deque(maxlen=KEPT)

    def of_number(self, number: int) -> Work | None:
        """Return the work of a number at Project Gutenberg."""
        return next((work for work in self.works if work.number == number), None)

    def of_item(self, identifier: str) -> Work | None:
        """Return the work of an item at the Internet Archive; LibriVox's items end in `librivox`."""
        plain = re.sub(r"_librivox$", "", identifier)
        return next((work for work in self.works if work.identifier == plain), None)

    def content(self, work: Work, form: str) -> bytes:
        """Return the file of a work."""
        if form == "epub":
            return make_epub(
                id_=f"work-{work.number}", title=work.title, author=work.spoken, language=work.language,
                padding=self.config.padding,
            )  # fmt: skip
        filler = b"." * self.config.padding
        if form == "pdf":
            return b"%PDF-1.4\n" + work.title.encode() + filler + b"\n%%EOF\n"
        if form in ("mp3", "m4b"):
            head = b"ID3\x04\0\0\0\0\0\0" if form == "mp3" else b"\0\0\0\x18ftypM4B \0\0\0\0M4B mp42"
            return head + work.title.encode() + filler
        if form == "mobi":
            return work.title.encode()[:31].ljust(60, b"\0") + b"BOOKMOBI" + filler
        if form == "djvu":
            return b"AT&TFORM\0\0\0\x10DJVMDIRM" + work.title.encode() + filler
        return work.title.encode() + filler

    def asked(self, part: str = "") -> list[str]:
        """Return the paths and queries that were asked for, those that hold a text."""
        told = (f"{each.path}?{each.query}" if each.query else each.path for each in self.seen)
        return [one for one in told if part in one]


def simulator_of(request: Request) -> Simulator:
    """Return the simulator that a request is for."""
    found = request.app.state.simulator
    assert isinstance(found, Simulator)
    return found
