"""The JSON of the rooms' endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.rooms.model import MAX_CAPACITY, MAX_CLIENT_ID, MAX_DESCRIPTION, MAX_NAME, MAX_TEXT, PAGE
from alcove.apps.study.rooms.timer import Phase, TimerAction, TimerState

Minutes = Annotated[int, Meta(ge=1, le=180)]
Name = Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
Description = Annotated[str, Meta(max_length=MAX_DESCRIPTION)]
Capacity = Annotated[int, Meta(ge=1, le=MAX_CAPACITY)]


class NewRoomBody(msgspec.Struct, frozen=True, kw_only=True):
    """A room to create; every account may find and join one that is open."""

    name: Name
    description: Description = ""
    is_open: bool = False
    capacity: Capacity | None = None


class RoomChangeBody(msgspec.Struct, frozen=True, kw_only=True):
    """What of a room changes."""

    name: Name | None = None
    description: Description | None = None
    is_open: bool | None = None
    capacity: Capacity | None = None


class RoomBody(msgspec.Struct, frozen=True, kw_only=True):
    """A room; `role` is that of the caller, null for one that the caller may join."""

    id: UUID
    name: str
    description: str
    is_open: bool
    capacity: int
    members: int
    role: Literal["owner", "moderator", "member"] | None
    last_number: int
    created_at: datetime
    updated_at: datetime


class RoomListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of rooms, the newest first."""

    rooms: list[RoomBody]
    total: int
    limit: int
    offset: int


class MemberBody(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a room."""

    user_id: UUID
    name: str | None
    avatar_url: str | None
    role: Literal["owner", "moderator", "member", "banned"]
    joined_at: datetime


class MemberListBody(msgspec.Struct, frozen=True, kw_only=True):
    """A page of members, the first ones first."""

    members: list[MemberBody]
    total: int
    limit: int
    offset: int


class RoleBody(msgspec.Struct, frozen=True, kw_only=True):
    """The new role of a member; a new owner makes the old one a moderator."""

    role: Literal["owner", "moderator", "member"]


class NewInvitationBody(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation to make."""

    uses: Annotated[int, Meta(ge=1, le=MAX_CAPACITY)] = 1
    hours: Annotated[int, Meta(ge=1, le=24 * 30)] = 24 * 7


class MadeInvitationBody(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation; the code is shown only here."""

    id: UUID
    code: str


class InvitationBody(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that can be used."""

    id: UUID
    created_by: UUID
    uses_left: int
    expires_at: datetime
    created_at: datetime


class InvitationListBody(msgspec.Struct, frozen=True, kw_only=True):
    """The invitations of a room, the newest first."""

    invitations: list[InvitationBody]


class CodeBody(msgspec.Struct, frozen=True, kw_only=True):
    """The code of an invitation."""

    code: Annotated[str, Meta(min_length=1, max_length=100)]


class TicketBody(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket, which opens one websocket at `path` within `expires_in` seconds."""

    ticket: str
    expires_in: int
    path: str


class MessageBody(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the room, or with `to` to one member; a repeated `id` stores nothing new."""

    id: Annotated[str, Meta(min_length=1, max_length=MAX_CLIENT_ID)]
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    to: UUID | None = None


class NumberBody(msgspec.Struct, frozen=True, kw_only=True):
    """The number of an event."""

    number: int


class EventBody(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in a room; `to` is the only reader of a message besides its author."""

    number: int
    kind: Literal["message", "deletion", "member", "timer", "room"]
    user_id: UUID | None
    name: str | None
    to: UUID | None
    id: str | None
    at: datetime
    data: dict[str, Any]


class EventListBody(msgspec.Struct, frozen=True, kw_only=True):
    """Events in the order of their numbers."""

    events: list[EventBody]


class TimerActionBody(msgspec.Struct, frozen=True, kw_only=True):
    """An action on the timer; the durations count for start and reset."""

    action: TimerAction
    work_minutes: Minutes = 25
    break_minutes: Minutes = 5
    long_break_minutes: Minutes = 15
    rounds: Annotated[int, Meta(ge=1, le=12)] = 4


class TimerBody(msgspec.Struct, frozen=True, kw_only=True):
    """The timer: `remaining_ms` was left at `as_of`; `ends_at` is null unless it runs."""

    state: TimerState
    phase: Phase
    round: int
    remaining_ms: int
    ends_at: datetime | None
    as_of: datetime
    work_minutes: int
    break_minutes: int
    long_break_minutes: int
    rounds: int


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a list to return."""

    limit: Annotated[int, Meta(ge=1, le=PAGE)] = 50
    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class RoomQuery(PageQuery, frozen=True, kw_only=True):
    """Which rooms to list: those of the caller, or those that everybody may join."""

    scope: Annotated[str, Meta(pattern=r"^(mine|open)\Z")] = "mine"


class MemberQuery(PageQuery, frozen=True, kw_only=True):
    """Which members to list."""

    banned: bool = False


class RemovalQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the member cannot come back."""

    ban: bool = False


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Events after a number, or the last ones before one; by default the last ones."""

    after: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    before: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    limit: Annotated[int, Meta(ge=1, le=PAGE)] = 50
