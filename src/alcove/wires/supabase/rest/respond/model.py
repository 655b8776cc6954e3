"""Values of responses."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.query.model import ResultRow
from alcove.wires.supabase.rest.request.model import RestRequest
from alcove.wires.supabase.rest.respond.media import ResponseFormat

Headers = list[tuple[str, str]]

VARY: Final = ("Vary", "Accept, Prefer, Range")
"""What every response but an error says: on which headers it depends."""


@dataclass(slots=True)
class Response:
    """One response; `headers` are in the order in which they are sent."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a statement brought about, and all that its response depends on.

    A void call returns nothing. `applies_resolution` is false for an insert into a table without a key, in which
    nothing can be a duplicate.
    """

    request: RestRequest
    result: ResultRow
    format: ResponseFormat
    config: RestConfig
    is_void: bool = False
    applies_resolution: bool = True

    @property
    def counted(self) -> int | None:
        """The number of affected rows, if the client asked for a count; there is no plan to estimate it from."""
        return self.result.page if self.request.preferences.count in ("exact", "estimated") else None

    def content_headers(self) -> Headers:
        """Return the headers of a response with a body."""
        profile = self.request.schema_profile
        headers = [("Content-Type", self.format.content_type)]
        return headers if profile is None else [*headers, ("Content-Profile", _quote_profile(profile))]


@lru_cache(maxsize=64)
def _quote_profile(profile: str) -> str:
    return quote(profile, safe=" !#$&'()*+,/:;=?@[]~")
