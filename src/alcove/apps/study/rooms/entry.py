"""What lets an account into a room: invitations with a code, and tickets that open websockets."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from alcove.apps.study.rooms.model import MAX_INVITATIONS, Action, RoomConflict, RoomNotFound, Ticket, refuse_unknown
from alcove.apps.study.rooms.service import Rooms, admit
from alcove.apps.study.rooms.store import access, rooms
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction

_CODE_BYTES = 12
_TICKET_BYTES = 24


class RoomEntry:
    """Makes and uses invitations and tickets; both are stored as hashes only."""

    def __init__(self, pool: Pool, *, clock: Clock, rooms: Rooms) -> None:
        self._pool = pool
        self._clock = clock
        self._rooms = rooms

    async def invite(self, room_id: UUID, *, user_id: UUID, uses: int, hours: int) -> tuple[UUID, str]:
        """Make an invitation; return its id, and the code, which is not shown again. RoomNotFound, NotAllowed."""
        code, now = secrets.token_urlsafe(_CODE_BYTES), self._clock.now()
        async with self._rooms.open(room_id, user_id=user_id, action=Action.INVITE) as (connection, _):
            if await access.count_invitations(connection, room_id, now=now) >= MAX_INVITATIONS:
                raise RoomConflict(f"The room has {MAX_INVITATIONS} invitations, which is the most: delete one first.")
            invitation_id = await access.add_invitation(
                connection, room_id, code_hash=_hash(code), user_id=user_id, uses=uses,
                expires_at=now + timedelta(hours=hours),
            )  # fmt: skip
        return invitation_id, code

    async def list_invitations(self, room_id: UUID, *, user_id: UUID) -> bytes:
        """Return the invitations that can be used, without their codes; RoomNotFound, NotAllowed."""
        await self._rooms.check(room_id, user_id=user_id, action=Action.INVITE)
        return await access.list_invitations(self._pool, room_id, now=self._clock.now())

    async def revoke(self, room_id: UUID, *, user_id: UUID, invitation_id: UUID) -> None:
        """Delete an invitation; RoomNotFound, NotAllowed."""
        await self._rooms.check(room_id, user_id=user_id, action=Action.INVITE)
        if not await access.delete_invitation(self._pool, room_id, invitation_id=invitation_id):
            raise RoomNotFound("The room has no such invitation.")

    async def accept(self, code: str, *, user_id: UUID) -> bytes:
        """Make an account a member by a code, and return the room; RoomNotFound, RoomConflict."""
        code_hash, now = _hash(code), self._clock.now()
        async with transaction(self._pool) as connection:
            room_id = await access.find_invitation(connection, code_hash, now=now)
            if room_id is None:
                raise RoomNotFound("The invitation does not exist, or cannot be used any more.")
            # A member who opens the link again does not use it up; of two who race for the last use, one is refused.
            is_new = await admit(connection, room_id, user_id=user_id, is_invited=True)
            if is_new and not await access.use_invitation(connection, code_hash, now=now):
                raise RoomNotFound("The invitation does not exist, or cannot be used any more.")
            found = await rooms.find_room(connection, room_id, user_id=user_id)
        if found is None:
            raise refuse_unknown()
        return found

    async def make_ticket(self, ticket: Ticket) -> str:
        """Return a ticket for a member; RoomNotFound."""
        secret = secrets.token_urlsafe(_TICKET_BYTES)
        if not await access.add_ticket(self._pool, ticket, ticket_hash=_hash(secret), now=self._clock.now()):
            raise refuse_unknown()
        return secret

    async def use_ticket(self, secret: str) -> Ticket | None:
        """Return what a ticket opens, once; None when it was used, or is too old."""
        return await access.use_ticket(self._pool, _hash(secret), now=self._clock.now())


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
