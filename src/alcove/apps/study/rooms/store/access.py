"""All SQL of what lets somebody into a room: invitations, and tickets of websockets. Codes are stored as hashes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from alcove.apps.study.rooms.model import TICKET_SECONDS, Ticket
from alcove.foundation.database import Connection, Pool, read_json, run_statement

BATCH = 1000

_ADD_INVITATION = """
INSERT INTO study.room_invitations (room_id, code_hash, created_by, uses_left, expires_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id
"""
_COUNT_INVITATIONS = """
SELECT count(*) FROM study.room_invitations WHERE room_id = $1 AND uses_left > 0 AND expires_at > $2
"""
_INVITATIONS = """
SELECT json_build_object('invitations', coalesce(json_agg(json_build_object(
    'id', id, 'created_by', created_by, 'uses_left', uses_left, 'expires_at', expires_at, 'created_at', created_at)
    ORDER BY created_at DESC, id), '[]'::json))
FROM study.room_invitations WHERE room_id = $1 AND uses_left > 0 AND expires_at > $2
"""
_DELETE_INVITATION = "DELETE FROM study.room_invitations WHERE room_id = $1 AND id = $2 RETURNING id"
_USE_INVITATION = """
UPDATE study.room_invitations SET uses_left = uses_left - 1
WHERE code_hash = $1 AND uses_left > 0 AND expires_at > $2
RETURNING room_id
"""
_FIND_INVITATION = """
SELECT room_id FROM study.room_invitations WHERE code_hash = $1 AND uses_left > 0 AND expires_at > $2
"""
_ADD_TICKET = f"""
INSERT INTO study.room_tickets (ticket_hash, room_id, user_id, session_id, expires_at)
SELECT $1, m.room_id, m.user_id, $4, $5::timestamptz + make_interval(secs => {TICKET_SECONDS})
FROM study.room_members AS m WHERE m.room_id = $2 AND m.user_id = $3 AND m.role <> 'banned'
RETURNING true
"""  # noqa: S608 - composed of constants
_USE_TICKET = """
DELETE FROM study.room_tickets WHERE ticket_hash = $1 RETURNING room_id, user_id, session_id, expires_at
"""
_OPEN = """
SELECT m.role, r.last_number, r.name, study.room_name(p) AS member_name
FROM study.rooms AS r JOIN study.room_members AS m ON m.room_id = r.id JOIN public.profiles AS p ON p.id = m.user_id
WHERE r.id = $1 AND m.user_id = $2 AND m.role <> 'banned'
"""
_FORGET_TICKETS = """
DELETE FROM study.room_tickets WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM study.room_tickets WHERE expires_at < $1 LIMIT $2))
"""
_FORGET_INVITATIONS = """
DELETE FROM study.room_invitations WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM study.room_invitations WHERE expires_at < $1 LIMIT $2))
"""


async def add_invitation(
    connection: Connection, room_id: UUID, *, code_hash: bytes, user_id: UUID, uses: int, expires_at: datetime
) -> UUID:
    """Add an invitation, and return its id."""
    found: UUID = await connection.fetchval(_ADD_INVITATION, room_id, code_hash, user_id, uses, expires_at)
    return found


async def count_invitations(connection: Connection, room_id: UUID, *, now: datetime) -> int:
    """Return how many invitations of a room can be used."""
    found: int = await connection.fetchval(_COUNT_INVITATIONS, room_id, now)
    return found


async def list_invitations(pool: Pool, room_id: UUID, *, now: datetime) -> bytes:
    """Return the invitations of a room that can be used, the newest first, as JSON."""
    return await read_json(pool, _INVITATIONS, room_id, now)


async def delete_invitation(pool: Pool, room_id: UUID, *, invitation_id: UUID) -> bool:
    """Delete an invitation; return whether there was one."""
    return bool(await run_statement(pool, _DELETE_INVITATION, room_id, invitation_id))


async def find_invitation(connection: Connection, code_hash: bytes, *, now: datetime) -> UUID | None:
    """Return the room of an invitation that can be used."""
    found: UUID | None = await connection.fetchval(_FIND_INVITATION, code_hash, now)
    return found


async def use_invitation(connection: Connection, code_hash: bytes, *, now: datetime) -> bool:
    """Count a use of an invitation; return whether it could be used."""
    return await connection.fetchval(_USE_INVITATION, code_hash, now) is not None


async def add_ticket(pool: Pool, ticket: Ticket, *, ticket_hash: bytes, now: datetime) -> bool:
    """Add the ticket of a member; return whether the account is one."""
    rows = await run_statement(pool, _ADD_TICKET, ticket_hash, ticket.room_id, ticket.user_id, ticket.session_id, now)
    return bool(rows)


async def use_ticket(pool: Pool, ticket_hash: bytes, *, now: datetime) -> Ticket | None:
    """Return what a ticket opens, once; None when there is none, or no longer."""
    rows = await run_statement(pool, _USE_TICKET, ticket_hash)
    if not rows or rows[0]["expires_at"] <= now:
        return None
    row = rows[0]
    return Ticket(room_id=row["room_id"], user_id=row["user_id"], session_id=row["session_id"])


async def read_membership(pool: Pool, room_id: UUID, *, user_id: UUID) -> Any:
    """Return `role` and `member_name` of a member, `name` and `last_number` of the room; None without one."""
    rows = await run_statement(pool, _OPEN, room_id, user_id)
    return rows[0] if rows else None


async def forget_expired(pool: Pool, *, now: datetime) -> int:
    """Remove up to BATCH tickets and as many invitations that have ended; return how many of the more frequent kind."""
    statuses = [await pool.execute(sql, now, BATCH) for sql in (_FORGET_TICKETS, _FORGET_INVITATIONS)]
    return max(int(status.rpartition(" ")[2]) for status in statuses)
