"""Answers of other servers: whole, or as a stream."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from alcove.foundation.fetch.errors import BadAnswer

Headers: TypeAlias = Mapping[str, str]
Params: TypeAlias = Mapping[str, object] | Sequence[tuple[str, object]]
Auth: TypeAlias = Callable[[str, str, Headers, bytes | None], Headers]
"""Signs one try: method, absolute URL, headers and body in, headers to send out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; header names are found in any case."""

    status: int
    headers: Headers
    content: bytes
    url: str = ""

    def json(self, kind: Any = Any) -> Any:
        """Return the body read as JSON into the given type; BadAnswer when it is not that."""
        try:
            return msgspec.json.decode(self.content, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadAnswer(f"the answer is not the JSON it should be: {error}") from error


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is read piece by piece, once."""

    status: int
    headers: Headers
    url: str
    chunks: AsyncIterator[bytes]
