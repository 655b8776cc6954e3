"""What the endpoints of rooms have in common: who calls, ids in addresses, bodies and limits."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn, read_fields
from alcove.apps.study.native_callers import AccountCaller, CallerIdentifier
from alcove.apps.study.rooms.entry import RoomEntry
from alcove.apps.study.rooms.message_writer import MessageWriter
from alcove.apps.study.rooms.model import RoomConflict, RoomNotFound, refuse_unknown
from alcove.apps.study.rooms.service import Rooms, check_text
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.web import Call

S = TypeVar("S", bound=msgspec.Struct)

PREFIXES: Final = ("/api/rooms", "/api/study/rooms")
READ_ERRORS: Final = (NotSignedIn, NotAllowed, RoomNotFound)
CHANGE_ERRORS: Final = (*READ_ERRORS, InvalidFields, CrossOriginForbidden, LimitReached, RoomConflict)
CHANGES: Final = Rule(120, 60.0)
"""Changes that one account may make in a minute."""
SENDS: Final = Rule(300, 60.0)
"""Messages and actions on timers that one account may send over HTTP in a minute."""


class RoomCalls:
    """Reads calls of the endpoints."""

    def __init__(
        self, callers: CallerIdentifier, *, limits: LimitStore, rooms: Rooms, entry: RoomEntry, writer: MessageWriter
    ) -> None:
        self._callers = callers
        self._limits = limits
        self.rooms = rooms
        self.entry = entry
        self.writer = writer

    async def identify(self, call: Call[Any, Any]) -> UUID:
        """Return the account that calls; NotSignedIn, NotAllowed."""
        return (await self._callers.identify(call)).user.id

    async def count(self, call: Call[Any, Any], rule: Rule = CHANGES) -> AccountCaller:
        """Return the caller of a change; LimitReached when there were too many."""
        caller = await self._callers.identify(call)
        seconds = await self._limits.start(f"study rooms {rule.limit} {caller.user.id}", rule)
        if seconds > 0:
            wait = str(max(1, math.ceil(seconds)))
            headers = {
                "Retry-After": wait,
                "X-RateLimit-Limit": str(rule.limit),
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": wait,
            }
            raise LimitReached(f"Too many requests in a minute. Try again in {wait} seconds.", headers=headers)
        return caller


def paths(suffix: str = "") -> tuple[str, ...]:
    """Return the addresses of an endpoint."""
    return tuple(f"{prefix}{suffix}" for prefix in PREFIXES)


def read_id(path: Mapping[str, str], name: str = "id", *, refuse: Callable[[], Exception] = refuse_unknown) -> UUID:
    """Return an id of the address; by default RoomNotFound for one that is none."""
    try:
        return UUID(path[name])
    except ValueError:
        raise refuse() from None


def read_body(body: Mapping[str, Any], kind: type[S]) -> S:
    """Return the body of a request, whose texts can be stored; InvalidFields."""
    value = read_fields(body, kind)
    for name in ("name", "text", "id", "code"):
        text = getattr(value, name, None)
        if isinstance(text, str):
            check_text(text, name=name)
    description = getattr(value, "description", None)
    if description:
        check_text(description, name="description")
    return value
