"""Where pages open the live connection; what it is made of is loaded when the first one comes."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from starlette.types import Message, Receive, Scope, Send

from alcove.apps.books.errors import CrossSite, NotFound, Unauthorized
from alcove.apps.books.events.surroundings import Surroundings
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.web import split_host

if TYPE_CHECKING:
    from alcove.apps.books.events.live import Live

_DEVELOPMENT: Final = ("http://localhost:5173", "http://127.0.0.1:5173")
_USUAL_PORTS: Final = {"http": "80", "https": "443"}


class Door:
    """The ASGI application of the live connection; it lets in who is signed in, from pages of this server."""

    def __init__(self, around: Surroundings, *, is_open: bool = True) -> None:
        """Take the surroundings; a door that is not open says that there is nothing, and pages poll instead."""
        self._around = around
        self._is_open = is_open
        self._live: Live | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one websocket."""
        if not self._is_open:
            raise NotFound("Resource not found")
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        if not may_come_from(headers, await self._around.preferences.current()):
            raise CrossSite("Pages of this origin may not open the live connection")
        if await self._around.people.who(headers) is None:
            raise Unauthorized("Unauthorized")
        live = await self._opened()
        await live.app(scope, receive, _leaving(send) if scope["type"] == "websocket" else send)

    async def search_status(self, *, source: str, provider: str, book_id: str, message: str, phase: str) -> None:
        """Tell everybody how far a search for files is."""
        if self._live is not None:
            told = {"source": source, "provider": provider, "book_id": book_id, "message": message, "phase": phase}
            await self._live.tell("search_status", told)

    async def _opened(self) -> "Live":
        async with self._turn:
            if self._live is None:
                kind = await asyncio.to_thread(_load)
                self._live = kind(self._around)
            return self._live


def _leaving(send: Send) -> Send:
    """Let the server end an open websocket when its handler returns, instead of saying so to a page that may be gone.

    Granian never answers a `close` that meets the end of its connection, and who waits for that holds up the process.
    """
    accepted = False

    async def pass_on(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        if not (accepted and message["type"] == "websocket.close"):
            await send(message)

    return pass_on


def _load() -> "type[Live]":
    from alcove.apps.books.events.live import Live  # noqa: PLC0415 - a third of a second, on first use

    return Live


def may_come_from(headers: Mapping[bytes, bytes], settings: BooksSettings) -> bool:
    """Tell whether a page may open the connection: one of this server, or of a listed origin; no page at all may."""
    origin = headers.get(b"origin", b"").decode("latin-1").strip().lower()
    if not origin or origin in {each.strip().lower().rstrip("/") for each in settings.allowed_origins}:
        return True
    if settings.debug and origin in _DEVELOPMENT:
        return True
    scheme, _, rest = origin.partition("://")
    page, own = split_host(rest), split_host(headers.get(b"host", b"").decode("latin-1"))
    if page is None or own is None:
        return False
    # A proxy in front may speak https, of which this server knows nothing: the port alone must fit.
    usual = ("", _USUAL_PORTS.get(scheme, ""))
    return page[0] == own[0] and (page[1] == own[1] or (page[1] in usual and own[1] in usual))
