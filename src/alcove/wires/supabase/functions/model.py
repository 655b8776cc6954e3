"""What a function is, and what it gets."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias
from uuid import UUID

from starlette.responses import Response

from alcove.foundation.ratelimit import Rule
from alcove.wires.supabase.functions.errors import Refusal, RefusalBody, build_body
from alcove.wires.supabase.tokens import VerifiedToken

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
MAX_BODY: Final = 6 * 2**20
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_SERVICE_ROLE: Final = "service_role"


class FunctionAccess(Enum):
    """Who may call a function whose token is verified."""

    KEY = "key"
    """Everybody with a token or key of the project, also the anon key, which is public."""
    USER = "user"
    """Users who are signed in."""
    SERVICE = "service"
    """Programs with the service_role key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRequest:
    """One call. `path` is what follows the name, at least "/"; `headers` are by their names in lower case.

    `query` has all parameters in their order, without those of the client. `caller` is who calls, None without a valid
    token. `body` is complete, unless the function streams it: then it is empty, and `chunks` yields the body.
    """

    name: str
    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    caller: VerifiedToken | None
    client: str
    body: bytes
    chunks: AsyncIterator[bytes]

    @property
    def user_id(self) -> UUID | None:
        """The account of the caller, None for a key."""
        value = self.caller.claims.get("sub") if self.caller is not None else None
        try:
            return UUID(value) if isinstance(value, str) else None
        except ValueError:
            return None

    @property
    def is_service(self) -> bool:
        """Whether a program with the service_role key calls."""
        return self.caller is not None and self.caller.role == _SERVICE_ROLE


Handler: TypeAlias = Callable[[FunctionRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function by its name, and what a caller needs for it.

    Without `verify_jwt` also calls without a token reach it, or with one that is not valid. `limit` counts the calls of
    each user, or else of each client address. `body_limit` is in bytes; `seconds` is the time in which the response has
    to begin. `describe_refusal` returns the body of an error that the server answers in the function's place.
    """

    name: str
    handler: Handler
    access: FunctionAccess = FunctionAccess.KEY
    verify_jwt: bool = True
    methods: Sequence[str] = ("POST",)
    limit: Rule | None = None
    body_limit: int = MAX_BODY
    streams_body: bool = False
    seconds: float = 60.0
    max_running: int = 100
    describe_refusal: Callable[[Refusal], RefusalBody] = build_body

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a function")
        unknown = set(self.methods) - set(METHODS)
        if unknown or not self.methods:
            raise ValueError(f"{self.name} needs methods out of {', '.join(METHODS)}")
        if not self.verify_jwt and self.access is not FunctionAccess.KEY:
            raise ValueError(f"{self.name} cannot know its callers without a token")
