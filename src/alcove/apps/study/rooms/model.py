"""Roles and what they may do, the limits of rooms, and the values of their tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.permissions import model as permissions
from alcove.foundation.errors import AppError

MAX_NAME: Final = 100
MAX_DESCRIPTION: Final = 2_000
MAX_TEXT: Final = 4_000
"""Characters of a message."""
MAX_CLIENT_ID: Final = 64
MAX_CAPACITY: Final = 5_000
MAX_OWNED: Final = 100
"""Rooms that one account may own."""
MAX_INVITATIONS: Final = 50
"""Invitations of a room that have not ended."""
TICKET_SECONDS: Final = 60
PAGE: Final = 100


class Role(StrEnum):
    """What a member of a room is."""

    OWNER = "owner"
    MODERATOR = "moderator"
    MEMBER = "member"
    BANNED = "banned"
    """No member, and cannot become one."""


class Action(StrEnum):
    """What somebody does in a room: a resource and an action in the table of permissions."""

    READ = "room.read"
    SEND = "messages.send"
    CONTROL_TIMER = "timer.control"
    INVITE = "invitations.create"
    MODERATE = "members.moderate"
    """Delete messages of others, remove and ban members."""
    CHANGE = "room.change"
    CHANGE_ROLES = "members.change_roles"
    DELETE = "room.delete"


def may(role: Role | None, action: Action) -> bool:
    """Return whether a member may do something; who is not in the room, or is banned, may do nothing."""
    if role is None or role is Role.BANNED:
        return False
    resource, _, name = action.partition(".")
    return permissions.is_allowed(permissions.Role(role), service="rooms", resource=resource, action=name)


def outranks(role: Role, other: Role) -> bool:
    """Return whether a member may remove or ban another one."""
    return role is Role.OWNER or (role is Role.MODERATOR and other in (Role.MEMBER, Role.BANNED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What opens one websocket of a member."""

    room_id: UUID
    user_id: UUID
    session_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEvent:
    """Something that happened in a room; `content` is its JSON. Only a recipient and the author read some messages."""

    room_id: UUID
    number: int
    kind: str
    author: UUID | None
    recipient: UUID | None
    data: Mapping[str, Any]
    content: bytes

    def is_for(self, user_id: UUID) -> bool:
        """Return whether a member reads the event."""
        return self.recipient is None or user_id in (self.recipient, self.author)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to store; `client_id` is the author's own id of it."""

    room_id: UUID
    author: UUID
    client_id: str
    text: str
    recipient: UUID | None = None


class RoomNotFound(AppError):
    """There is no such room, or the caller may not know of it."""

    status = 404
    code = "NOT_FOUND"


class RoomConflict(AppError):
    """The room is full, or the change contradicts its state."""

    status = 422
    code = "VALIDATION_ERROR"


class RoomBusy(AppError):
    """More messages wait than may wait; Retry-After says when to send again."""

    status = 429
    code = "RATE_LIMIT"


def refuse_unknown() -> RoomNotFound:
    """Return the error for a room in which the caller is not."""
    return RoomNotFound("You are in no room with this id.")
