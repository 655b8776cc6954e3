"""Responses of other servers: complete, or as a stream."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from alcove.foundation.fetch.errors import InvalidResponse

Headers: TypeAlias = Mapping[str, str]
Params: TypeAlias = Mapping[str, object] | Sequence[tuple[str, object]]
Auth: TypeAlias = Callable[[str, str, Headers, bytes | None], Headers]
"""Signs one attempt: takes method, absolute URL, headers and body; returns the headers to add."""


@dataclass(frozen=True, slots=True)
class ClientResponse:
    """A complete response; header names are case-insensitive."""

    status: int
    headers: Headers
    content: bytes
    url: str = ""

    def json(self, kind: Any = Any) -> Any:
        """Return the body decoded from JSON as `kind`; InvalidResponse when it does not match."""
        try:
            return msgspec.json.decode(self.content, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidResponse(f"the response is not the expected JSON: {error}") from error


@dataclass(frozen=True, slots=True)
class StreamedResponse:
    """A response whose body is read in chunks, once."""

    status: int
    headers: Headers
    url: str
    chunks: AsyncIterator[bytes]
