"""Requests, responses and routes of the accounts API."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.users.model import User

T = TypeVar("T")
MAX_FIELDS: Final = 100
_CUT_OFF: Final = "unexpected end of JSON input"
LIMIT_KEY: Final = "supabase.limit_key"
"""The key in an ASGI scope under which a middleware names what limits count the requests of a client by."""


class Access(Enum):
    """Who may call a route. The API key is checked by the gateway before it, if there is one."""

    PUBLIC = "public"
    """Browsers come here from links: not even an API key is needed."""
    ANON = "anon"
    USER = "user"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInfo:
    """The client of a request: its IP address and its User-Agent.

    Limits count requests by `limit_key`, if it is set, in place of the address; '' counts none.
    """

    address: str
    user_agent: str = ""
    limit_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, from a valid access token. `user` and `session_id` are None for a token of a role alone."""

    claims: Mapping[str, Any]
    user: User | None = None
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthRequest:
    """One HTTP request; `path` is below the prefix, `fields` are headers by their names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    fields: Mapping[str, str]
    client: ClientInfo
    body: bytes = b""
    parameters: Mapping[str, str] = field(default_factory=dict)
    caller: Caller | None = None

    @property
    def user(self) -> User:
        """The user who calls a route with Access.USER."""
        assert self.caller is not None
        assert self.caller.user is not None
        return self.caller.user

    def read(self, kind: type[T]) -> T:
        """Return the JSON body as a struct, whose unknown members are ignored; AuthError."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
            reason = _CUT_OFF if str(error) == "Input data was truncated" else str(error)
            raise AuthError("bad_json", f"Could not parse request body as JSON: {reason}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthResponse:
    """A response; `content` is encoded as JSON, bytes are sent as they are, None is an empty body."""

    content: Any = None
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()

    @classmethod
    def redirect(cls, location: str, *, status: int = 303) -> "AuthResponse":
        """Return a redirect."""
        return cls(status=status, headers=(("Location", location),))


Handler: TypeAlias = Callable[[AuthRequest], Awaitable[AuthResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthRoute:
    """A method and path below the prefix; a segment `{name}` of the path becomes a parameter."""

    method: str
    path: str
    handler: Handler
    access: Access


def choose_audience(request: AuthRequest, config: AuthConfig) -> str:
    """Return the audience of the users that a request is about."""
    named = request.fields.get("x-jwt-aud", "")
    claimed = request.caller.claims.get("aud") if request.caller is not None else None
    if isinstance(claimed, list) and claimed:
        claimed = claimed[0]
    return named or (claimed if isinstance(claimed, str) else "") or config.audience


def parse_query(raw: str) -> dict[str, str]:
    """Return the first parameters of a query string; the first of several with one name counts."""
    parameters: dict[str, str] = {}
    fields = "&".join(raw.split("&", MAX_FIELDS)[:MAX_FIELDS])
    for name, value in parse_qsl(fields, keep_blank_values=True):
        parameters.setdefault(name, value)
    return parameters
