"""Gets the documents of one catalogue: politely, conditionally, and signed in only where that is meant."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from alcove.apps.books.sources.feeds.catalog import Catalog, SignIn, origin
from alcove.apps.books.sources.json_client import Gone, reason_of
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, ClientResponse, FetchError
from alcove.wires.opds import OpdsError, offers_basic

T = TypeVar("T")

ACCEPT: Final = (
    "application/atom+xml;profile=opds-catalog, application/atom+xml;q=0.9, application/opds+json;q=0.8, "
    "application/opds-publication+json;q=0.8, application/opensearchdescription+xml;q=0.8, application/xml;q=0.5, "
    "*/*;q=0.1"
)
MOST_KEPT: Final = 64
MOST_KEPT_BYTES: Final = 8 * 1024 * 1024
_WORTH_A_THREAD: Final = 256 * 1024
"""Bytes from which reading a document would hold up everybody else."""


class Refused(Unavailable):
    """The catalogue wants to know who is asking, or does not want to answer whoever it is."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document and how to ask whether it changed."""

    document: object
    validators: dict[str, str]


class FeedClient:
    """The way to one catalogue."""

    def __init__(self, client: Client, catalog: Catalog, *, clock: Clock, accept: str = ACCEPT) -> None:
        self._client = client
        self._catalog = catalog
        self._accept = accept
        self.sign_in = SignIn(catalog)
        self._kept: Cache[tuple[str, object], _Kept] = Cache(size=MOST_KEPT_BYTES, clock=clock)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def get(self, url: str, read: Callable[..., T]) -> T:
        """Return a document as `read(content, url=...)` reads it; Gone, Unavailable.

        What was read before and has not changed since is not fetched again.
        """
        await self.sign_in.prepare()
        kept = self._kept.peek((url, read))
        headers = {"Accept": self._accept, **(kept.validators if kept else {})}
        try:
            # Asked anew for each try, and for each address that the catalogue redirects to.
            answer = await self._client.request(
                "GET", url, headers=headers, auth=lambda _method, to, _headers, _body: self.sign_in.headers(to)
            )
        except FetchError as error:
            raise Unavailable(reason_of(error)) from error
        if answer.status == 304 and kept is not None:
            return kept.document  # type: ignore[return-value]  # it was kept under what read it
        self._check(answer)
        try:
            document = await _read(answer, read)
        except OpdsError as error:
            raise Unavailable(f"its answer cannot be read: {error}") from error
        self._keep((url, read), answer, document=document)
        return document

    def _check(self, answer: ClientResponse) -> None:
        if answer.status in (404, 410):
            raise Gone(f"status {answer.status}")
        if answer.status == 401:
            raise Refused(self._reason_for_401(answer))
        if answer.status == 403:
            raise Refused("it does not let us in (403)")
        if not 200 <= answer.status < 300:
            raise Unavailable(f"it failed with status {answer.status}")

    def _reason_for_401(self, answer: ClientResponse) -> str:
        if self.sign_in.is_withheld:
            return "name and password are sent over https only"
        if origin(answer.url) != origin(self._catalog.url):
            return "it leads to another host, which asks for a name and a password"
        if self.sign_in.is_configured:
            return "it does not accept the name and password"
        basic = answer.headers.get("WWW-Authenticate", "").lower().startswith("basic")
        with contextlib.suppress(OpdsError):
            basic = basic or offers_basic(answer.content)
        return f"it asks for a {'name and a password' if basic else 'sign-in of a kind that is not known here'}"

    def _keep(self, key: tuple[str, object], answer: ClientResponse, *, document: object) -> None:
        self._kept.forget(key)
        etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        size = len(answer.content)
        if not (etag or modified) or size > MOST_KEPT_BYTES // 2:
            return
        validators = {
            name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value
        }
        # No more than so many documents, and no more than so many bytes.
        self._kept.put(key, _Kept(document, validators), cost=max(size, MOST_KEPT_BYTES // MOST_KEPT))


async def _read(answer: ClientResponse, read: Callable[..., T]) -> T:
    if len(answer.content) < _WORTH_A_THREAD:
        return read(answer.content, url=answer.url)
    return await asyncio.to_thread(read, answer.content, url=answer.url)
