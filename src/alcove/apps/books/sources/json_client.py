"""A client for JSON APIs that reports failures in words that a reader may see."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from alcove.apps.books.model.waiting import describe_duration
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.fetch import (
    Auth,
    CertificateInvalid,
    CircuitOpen,
    Client,
    ConnectionBroken,
    FetchError,
    Forbidden,
    InvalidResponse,
    NameUnresolved,
    Params,
    Policy,
    PrivateAddress,
    RateLimited,
    TimedOut,
    Timeouts,
    TooLarge,
    TooManyRedirects,
    private_server,
)

T = TypeVar("T")

MAX_BYTES: Final = 10 * 1024 * 1024
TIMEOUT_S: Final = 20.0


class DocumentNotFound(Exception):
    """The server answered 404 or 410."""


class JsonClient:
    """Gets and decodes the JSON documents of one server."""

    def __init__(self, client: Client, *, auth: Auth | None = None) -> None:
        self._client = client
        self._auth = auth

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def get(self, path: str, kind: type[T], *, params: Params | None = None) -> T:
        """Return a document decoded as `kind`. Raise DocumentNotFound or SourceUnavailable."""
        try:
            response = await self._client.request(
                "GET", path, params=params, headers={"Accept": "application/json"}, auth=self._auth
            )
        except FetchError as error:
            raise describe_failure(error) from error
        if response.status in (404, 410):
            raise DocumentNotFound(f"status {response.status}")
        if not 200 <= response.status < 300:
            raise SourceUnavailable(f"it failed with status {response.status}")
        try:
            return msgspec.json.decode(response.content, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            # Maintenance pages are also sent with status 200.
            raise SourceUnavailable("its answer cannot be read") from error

    async def find(self, path: str, kind: type[T]) -> T | None:
        """Return a document decoded as `kind`, None if it does not exist. Raise SourceUnavailable."""
        try:
            return await self.get(path, kind)
        except DocumentNotFound:
            return None

    async def search(self, path: str, kind: type[T], *, params: Params) -> T:
        """Return a page of search results. Raise SourceUnavailable, also if the search does not exist."""
        try:
            return await self.get(path, kind, params=params)
        except DocumentNotFound:
            raise SourceUnavailable("its search does not exist") from None


def convert_valid(values: Iterable[Any], kind: type[T], *, strict: bool = True) -> list[T]:
    """Return the values that can be converted to `kind`; others are skipped."""
    converted = []
    for value in values:
        try:
            converted.append(msgspec.convert(value, kind, strict=strict))
        except msgspec.ValidationError:
            continue
    return converted


def policy_for_service(context: SourceContext, *, name: str, base_url: str, default_url: str) -> Policy:
    """Return the request policy for a service; a server other than the default one may be private."""
    is_custom = is_custom_server(base_url, default_url=default_url)
    return make_policy(
        context,
        name=name,
        base_url=base_url,
        allow_private=frozenset({private_server(base_url)} if is_custom else ()),
    )


def make_policy(context: SourceContext, *, name: str, base_url: str, allow_private: frozenset[str]) -> Policy:
    """Return the request policy for a server."""
    return Policy(
        name=name,
        base_url=base_url,
        user_agent=context.user_agent,
        timeout=Timeouts(connect=10.0, read=TIMEOUT_S, total=TIMEOUT_S),
        retries=1,
        backoff=(0.5,),
        max_bytes=MAX_BYTES,
        max_connections=4,
        allow_private=allow_private,
    )


def is_custom_server(base_url: str, *, default_url: str) -> bool:
    """Return whether the owner configured another server than the default one."""
    return (urlsplit(base_url).hostname or "") != (urlsplit(default_url).hostname or "")


_REASONS: Final[tuple[tuple[type[FetchError], str], ...]] = (
    (TimedOut, "it did not answer in time"),
    (TooLarge, f"its answer is larger than {MAX_BYTES // 1024 // 1024} MB"),
    (CircuitOpen, "it failed repeatedly and is not called for a while"),
    (NameUnresolved, "its name cannot be resolved"),
    (CertificateInvalid, "its certificate is not valid"),
    (ConnectionBroken, "it broke off its answer"),
    (InvalidResponse, "its answer cannot be read"),
    (TooManyRedirects, "it redirects too often"),
)


def describe_failure(error: FetchError) -> SourceUnavailable:
    """Return the error of a source whose request failed."""
    return SourceUnavailable(error_reason(error), after=error.after if isinstance(error, RateLimited) else None)


def error_reason(error: FetchError) -> str:
    """Return why a request failed, in words for a reader."""
    if isinstance(error, PrivateAddress):
        return f"it is, or redirects to, a host on a private network: {error}"
    if isinstance(error, Forbidden):
        return f"it cannot be used: {error}"
    if isinstance(error, RateLimited):
        return f"it received too many requests, the next one is possible in {describe_duration(error.after)}"
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), "it cannot be reached")
