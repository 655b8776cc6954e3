"""The JSON of the endpoints of programs that sign their requests."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

MAX_NAME = 200


class ClientBody(msgspec.Struct, frozen=True, kw_only=True):
    """A program to register."""

    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    expires_at: datetime | None = None


class NewClientBody(msgspec.Struct, frozen=True, kw_only=True):
    """The program that was registered; its key is never shown again."""

    id: UUID
    name: str
    key: str


class ClientState(msgspec.Struct, frozen=True, kw_only=True):
    """A program, without its key."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class ClientList(msgspec.Struct, frozen=True, kw_only=True):
    """The programs of an account, the oldest first."""

    clients: list[ClientState]
    total: int
