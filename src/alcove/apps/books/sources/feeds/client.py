"""Gets the documents of one OPDS catalogue, with conditional requests and authentication."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from alcove.apps.books.sources.feeds.catalog import BasicAuth, Catalog, origin
from alcove.apps.books.sources.json_client import DocumentNotFound, describe_failure
from alcove.apps.books.sources.protocols import SourceUnavailable
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
MAX_CACHED_DOCUMENTS: Final = 64
MAX_CACHED_BYTES: Final = 8 * 1024 * 1024
_THREAD_THRESHOLD_BYTES: Final = 256 * 1024
"""Size from which a document is parsed in a thread, so that parsing does not block the event loop."""


class AccessDenied(SourceUnavailable):
    """The catalogue answered 401 or 403."""


@dataclass(frozen=True, slots=True)
class _CachedDocument:
    """A parsed document and the headers of a conditional request for it."""

    document: object
    validators: dict[str, str]


class FeedClient:
    """Gets and parses the documents of one catalogue."""

    def __init__(self, client: Client, catalog: Catalog, *, clock: Clock, accept: str = ACCEPT) -> None:
        self._client = client
        self._catalog = catalog
        self._accept = accept
        self.basic_auth = BasicAuth(catalog)
        self._cache: Cache[tuple[str, object], _CachedDocument] = Cache(size=MAX_CACHED_BYTES, clock=clock)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def get(self, url: str, parse: Callable[..., T]) -> T:
        """Return a document parsed by `parse(content, url=...)`. Raise DocumentNotFound or SourceUnavailable.

        A document that has not changed since it was last parsed is returned from the cache.
        """
        await self.basic_auth.prepare()
        cached = self._cache.peek((url, parse))
        headers = {"Accept": self._accept, **(cached.validators if cached else {})}
        try:
            # Evaluated for each attempt and for each URL that the catalogue redirects to.
            response = await self._client.request(
                "GET",
                url,
                headers=headers,
                auth=lambda _method, target, _headers, _body: self.basic_auth.headers(target),
            )
        except FetchError as error:
            raise describe_failure(error) from error
        if response.status == 304 and cached is not None:
            return cached.document  # type: ignore[return-value]  # the cache key contains `parse`
        self._check_status(response)
        try:
            document = await _parse(response, parse)
        except OpdsError as error:
            raise SourceUnavailable(f"its answer cannot be read: {error}") from error
        self._store((url, parse), response, document=document)
        return document

    async def read_headers(self, url: str) -> Mapping[str, str]:
        """Return the headers with which a file is sent, of which at most a few bytes are read; none if it fails."""
        await self.basic_auth.prepare()
        try:
            async with self._client.stream(
                "GET",
                url,
                headers={"Range": "bytes=0-0"},
                auth=lambda _method, target, _headers, _body: self.basic_auth.headers(target),
            ) as response:
                return response.headers if response.status in (200, 206) else {}
        except FetchError:
            return {}

    def _check_status(self, response: ClientResponse) -> None:
        if response.status in (404, 410):
            raise DocumentNotFound(f"status {response.status}")
        if response.status == 401:
            raise AccessDenied(self._reason_for_401(response))
        if response.status == 403:
            raise AccessDenied("it denies access (403)")
        if not 200 <= response.status < 300:
            raise SourceUnavailable(f"it failed with status {response.status}")

    def _reason_for_401(self, response: ClientResponse) -> str:
        if self.basic_auth.is_withheld:
            return "the user name and password are sent over https only"
        if origin(response.url) != origin(self._catalog.url):
            return "it redirects to another host, which requires a user name and password"
        if self.basic_auth.is_configured:
            return "it does not accept the user name and password"
        basic = response.headers.get("WWW-Authenticate", "").lower().startswith("basic")
        with contextlib.suppress(OpdsError):
            basic = basic or offers_basic(response.content)
        return f"it requires {'a user name and password' if basic else 'a kind of sign-in that is not supported'}"

    def _store(self, key: tuple[str, object], response: ClientResponse, *, document: object) -> None:
        self._cache.delete(key)
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        size = len(response.content)
        if not (etag or modified) or size > MAX_CACHED_BYTES // 2:
            return
        validators = {
            name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value
        }
        # The cost limits the number of cached documents as well as their bytes.
        self._cache.put(
            key, _CachedDocument(document, validators), cost=max(size, MAX_CACHED_BYTES // MAX_CACHED_DOCUMENTS)
        )


async def _parse(response: ClientResponse, parse: Callable[..., T]) -> T:
    if len(response.content) < _THREAD_THRESHOLD_BYTES:
        return parse(response.content, url=response.url)
    return await asyncio.to_thread(parse, response.content, url=response.url)
