"""Requests, responses and routes of the storage API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from alcove.wires.supabase.storage.body_errors import explain_body
from alcove.wires.supabase.storage.errors import invalid_request, too_large
from alcove.wires.supabase.tokens import VerifiedToken

T = TypeVar("T")
MAX_FIELDS: Final = 100


class Access(Enum):
    """Who may call a route. The API key is checked by the gateway before it, if there is one."""

    PUBLIC = "public"
    """Links without a key or token, such as those of public buckets and signed ones."""
    CALLER = "caller"
    """Whoever has a key or token; policies decide what it may do."""


class Body(Enum):
    """What a route does with the body of its requests."""

    JSON = "json"
    """It is read before the handler runs, up to `StorageConfig.max_json` bytes."""
    STREAM = "stream"
    """The handler reads it chunk by chunk, with the limit that it finds out itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRequest:
    """One HTTP request; `path` is below the prefix, `fields` are headers by their names in lower case.

    `parameters` are the parts of the path that the route names, decoded. `caller` is None for requests without a key
    or token.
    """

    method: str
    path: str
    query: Mapping[str, str]
    fields: Mapping[str, str]
    scope: Scope
    receive: Receive
    body: bytes = b""
    parameters: Mapping[str, str] = field(default_factory=dict)
    caller: VerifiedToken | None = None

    @property
    def user_id(self) -> str | None:
        """The account of the caller, None for a key."""
        sub = self.caller.claims.get("sub") if self.caller is not None else None
        return sub if isinstance(sub, str) and sub else None

    def read(self, kind: type[T]) -> T:
        """Return the JSON body as a struct, whose unknown members are ignored; an empty body is `{}`. StorageError."""
        try:
            return msgspec.json.decode(self.body.strip() or b"{}", type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
            raise invalid_request(explain_body(error)) from error

    async def stream(self, *, limit: int, stall_seconds: float) -> AsyncIterator[bytes]:
        """Yield the chunks of the body; StorageError above `limit` bytes, ClientDisconnect when the client has left.

        A client that sends nothing for `stall_seconds` counts as one that has left.
        """
        size = 0
        more = True
        while more:
            try:
                message = await asyncio.wait_for(self.receive(), stall_seconds)
            except TimeoutError:
                raise ClientDisconnect from None
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size > limit:
                raise too_large()
            if chunk:
                yield chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """Bytes of a file to send: `length` bytes from `start`; `is_whole` when these are all."""

    path: Path
    start: int
    length: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageResponse:
    """A response; `content` is encoded as JSON, bytes are sent as they are, None is nothing, a FilePart is read."""

    content: Any = None
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()


Handler: TypeAlias = Callable[[StorageRequest], Awaitable[StorageResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRoute:
    """A method and path below the prefix.

    A segment `{name}` becomes a parameter, a last segment `{name:path}` takes one segment or more. GET answers HEAD,
    too.
    """

    method: str
    path: str
    handler: Handler
    access: Access = Access.CALLER
    body: Body = Body.JSON


def parse_query(raw: str) -> dict[str, str]:
    """Return the first parameters of a query string; the first of several with one name counts."""
    parameters: dict[str, str] = {}
    fields = "&".join(raw.split("&", MAX_FIELDS)[:MAX_FIELDS])
    for name, value in parse_qsl(fields, keep_blank_values=True):
        parameters.setdefault(name, value)
    return parameters
