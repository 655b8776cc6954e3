"""Gets JSON documents of one server, and says in plain words why there is no answer."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.fetch import (
    Auth,
    CircuitOpen,
    Client,
    FetchError,
    Forbidden,
    Params,
    Policy,
    RateLimited,
    TimedOut,
    Timeouts,
    TooLarge,
)

T = TypeVar("T")

LARGEST: Final = 10 * 1024 * 1024
SECONDS: Final = 20.0


class Gone(Exception):
    """There is no such document, or none any more."""


class JsonClient:
    """The way to one server."""

    def __init__(self, client: Client, *, auth: Auth | None = None) -> None:
        self._client = client
        self._auth = auth

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def get(self, path: str, kind: type[T], *, params: Params | None = None) -> T:
        """Return a document read into a type; Gone, Unavailable."""
        try:
            answer = await self._client.request(
                "GET", path, params=params, headers={"Accept": "application/json"}, auth=self._auth
            )
        except FetchError as error:
            raise Unavailable(reason_of(error)) from error
        if answer.status in (404, 410):
            raise Gone(f"status {answer.status}")
        if not 200 <= answer.status < 300:
            raise Unavailable(f"it failed with status {answer.status}")
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            # Maintenance pages come with status 200, too.
            raise Unavailable("its answer cannot be read") from error

    async def find(self, path: str, kind: type[T]) -> T | None:
        """Return a document read into a type, None where there is none; Unavailable."""
        try:
            return await self.get(path, kind)
        except Gone:
            return None

    async def search(self, path: str, kind: type[T], *, params: Params) -> T:
        """Return what a search answers; Unavailable, also when there is no such search."""
        try:
            return await self.get(path, kind, params=params)
        except Gone:
            raise Unavailable("its search leads nowhere") from None


def convert_valid(values: Iterable[Any], kind: type[T], *, strict: bool = True) -> list[T]:
    """Return the values that can be read into a type; one that cannot spoils no other."""
    found = []
    for value in values:
        try:
            found.append(msgspec.convert(value, kind, strict=strict))
        except msgspec.ValidationError:
            continue
    return found


def policy_of(context: SourceContext, *, name: str, base_url: str, usual: str) -> Policy:
    """Return the terms of all calls to a server; one that the owner put in the `usual` one's place may be private."""
    host = urlsplit(base_url).hostname or ""
    return policy(
        context,
        name=name,
        base_url=base_url,
        allow_private=frozenset({host}) if is_replaced(base_url, usual=usual) else frozenset(),
    )


def policy(context: SourceContext, *, name: str, base_url: str, allow_private: frozenset[str]) -> Policy:
    """Return the terms of all calls to a server."""
    return Policy(
        name=name,
        base_url=base_url,
        user_agent=context.user_agent,
        timeout=Timeouts(connect=10.0, read=SECONDS, total=SECONDS),
        retries=1,
        backoff=(0.5,),
        max_bytes=LARGEST,
        max_connections=4,
        allow_private=allow_private,
    )


def is_replaced(base_url: str, *, usual: str) -> bool:
    """Tell whether the owner named another server than the usual one."""
    return (urlsplit(base_url).hostname or "") != (urlsplit(usual).hostname or "")


_REASONS: Final[tuple[tuple[type[FetchError], str], ...]] = (
    (Forbidden, "it is, or leads to, a host on a private network, which is not allowed for it"),
    (TimedOut, "it did not answer in time"),
    (TooLarge, f"its answer is larger than {LARGEST // 1024 // 1024} MB"),
    (RateLimited, "it asks for fewer requests"),
    (CircuitOpen, "it failed too often just now and is left alone for a while"),
)


def reason_of(error: FetchError) -> str:
    """Return why a call did not end in an answer, in words for a reader."""
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), "it cannot be reached")
