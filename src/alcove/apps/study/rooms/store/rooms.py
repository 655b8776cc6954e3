"""All SQL of rooms and their members. Changes of members become events by a trigger."""

from typing import Any, Final
from uuid import UUID

from alcove.apps.study.rooms.model import Role
from alcove.foundation.database import Connection, Pool, read_json

_ROOM: Final = """json_build_object(
    'id', r.id, 'name', r.name, 'description', r.description, 'is_open', r.is_open, 'capacity', r.capacity,
    'members', (SELECT count(*) FROM study.room_members AS c WHERE c.room_id = r.id AND c.role <> 'banned'),
    'role', m.role, 'last_number', r.last_number, 'created_at', r.created_at, 'updated_at', r.updated_at)"""
_FIND = f"""
SELECT {_ROOM} FROM study.rooms AS r LEFT JOIN study.room_members AS m ON m.room_id = r.id AND m.user_id = $2
WHERE r.id = $1 AND (m.role <> 'banned' OR m.role IS NULL AND r.is_open)
"""  # noqa: S608 - composed of constants
_PAGE: Final = """
SELECT json_build_object(
    'rooms', coalesce((SELECT json_agg({room} ORDER BY r.created_at DESC, r.id) FROM (
        SELECT r.* FROM {source} ORDER BY r.created_at DESC, r.id LIMIT $2 OFFSET $3) AS r
        LEFT JOIN study.room_members AS m ON m.room_id = r.id AND m.user_id = $1), '[]'::json),
    'total', (SELECT count(*) FROM {source}), 'limit', $2::integer, 'offset', $3::integer)
"""
_LIST_MINE = _PAGE.format(
    room=_ROOM,
    source="study.rooms AS r JOIN study.room_members AS o ON o.room_id = r.id AND o.user_id = $1"
    " AND o.role <> 'banned'",
)
_LIST_OPEN = _PAGE.format(
    room=_ROOM,
    source="study.rooms AS r WHERE r.is_open AND NOT EXISTS (SELECT FROM study.room_members AS b"
    " WHERE b.room_id = r.id AND b.user_id = $1 AND b.role = 'banned')",
)
_COUNT_OWNED = "SELECT count(*) FROM study.room_members WHERE user_id = $1 AND role = 'owner'"
_ADD = """
INSERT INTO study.rooms (name, description, is_open, capacity) VALUES ($1, $2, $3, $4) RETURNING id
"""
_ADD_MEMBER = "INSERT INTO study.room_members (room_id, user_id, role) VALUES ($1, $2, $3)"
_LOCK = "SELECT FROM study.rooms WHERE id = $1 FOR NO KEY UPDATE"
_STATE = """
SELECT r.is_open, r.capacity, m.role,
    (SELECT count(*) FROM study.room_members AS c WHERE c.room_id = r.id AND c.role <> 'banned') AS members
FROM study.rooms AS r LEFT JOIN study.room_members AS m ON m.room_id = r.id AND m.user_id = $2
WHERE r.id = $1
"""
_CHANGE = """
UPDATE study.rooms SET name = coalesce($2, name), description = coalesce($3, description),
    is_open = coalesce($4, is_open), capacity = coalesce($5, capacity), updated_at = now()
WHERE id = $1 RETURNING json_build_object(
    'name', name, 'description', description, 'is_open', is_open, 'capacity', capacity)
"""
_DELETE = "DELETE FROM study.rooms WHERE id = $1"
_ROLE = "SELECT role FROM study.room_members WHERE room_id = $1 AND user_id = $2"
_SET_ROLE = "UPDATE study.room_members SET role = $3 WHERE room_id = $1 AND user_id = $2"
_REMOVE = "DELETE FROM study.room_members WHERE room_id = $1 AND user_id = $2"
_MEMBERS = """
SELECT json_build_object(
    'members', coalesce((SELECT json_agg(json_build_object(
        'user_id', m.user_id, 'name', study.room_name(p), 'avatar_url', p.avatar_url, 'role', m.role,
        'joined_at', m.joined_at)
        ORDER BY m.joined_at, m.user_id) FROM (
            SELECT * FROM study.room_members WHERE room_id = $1 AND (role = 'banned') = $2
            ORDER BY joined_at, user_id LIMIT $3 OFFSET $4) AS m
        JOIN public.profiles AS p ON p.id = m.user_id), '[]'::json),
    'total', (SELECT count(*) FROM study.room_members WHERE room_id = $1 AND (role = 'banned') = $2),
    'limit', $3::integer, 'offset', $4::integer)
"""


async def find_room(source: Pool | Connection, room_id: UUID, *, user_id: UUID) -> bytes | None:
    """Return a room that an account is in or may join, as JSON; None without one."""
    found = await read_json(source, _FIND, room_id, user_id)
    return None if found == b"null" else found


async def list_rooms(pool: Pool, user_id: UUID, *, is_open: bool, limit: int, offset: int) -> bytes:
    """Return a page of the rooms of an account, or of those that all may join, as JSON."""
    return await read_json(pool, _LIST_OPEN if is_open else _LIST_MINE, user_id, limit, offset)


async def count_owned(connection: Connection, user_id: UUID) -> int:
    """Return how many rooms an account owns."""
    found: int = await connection.fetchval(_COUNT_OWNED, user_id)
    return found


async def add_room(connection: Connection, *, name: str, description: str, is_open: bool, capacity: int) -> UUID:
    """Add a room without members, and return its id."""
    room_id: UUID = await connection.fetchval(_ADD, name, description, is_open, capacity)
    return room_id


async def add_member(connection: Connection, room_id: UUID, *, user_id: UUID, role: Role) -> None:
    """Add a member."""
    await connection.execute(_ADD_MEMBER, room_id, user_id, role)


async def lock_room(connection: Connection, room_id: UUID, *, user_id: UUID) -> Any:
    """Lock a room, and return its `is_open`, `capacity`, `members` and the `role` of an account; None without one."""
    await connection.execute(_LOCK, room_id)
    # A statement of its own: it sees what was committed while the lock was waited for.
    return await connection.fetchrow(_STATE, room_id, user_id)


async def change_room(connection: Connection, room_id: UUID, *values: object) -> bytes:
    """Change name, description, is_open and capacity unless they are None, and return them all as JSON."""
    changed: bytes = await connection.fetchval(_CHANGE, room_id, *values)
    return changed


async def delete_room(connection: Connection, room_id: UUID) -> None:
    """Delete a room with all that is in it."""
    await connection.execute(_DELETE, room_id)


async def find_role(source: Pool | Connection, room_id: UUID, *, user_id: UUID) -> Role | None:
    """Return the role of an account in a room, None without one."""
    found: str | None = await source.fetchval(_ROLE, room_id, user_id)
    return None if found is None else Role(found)


async def set_role(connection: Connection, room_id: UUID, *, user_id: UUID, role: Role) -> None:
    """Change the role of a member."""
    await connection.execute(_SET_ROLE, room_id, user_id, role)


async def remove_member(connection: Connection, room_id: UUID, *, user_id: UUID) -> None:
    """Remove a member, or a ban."""
    await connection.execute(_REMOVE, room_id, user_id)


async def list_members(pool: Pool, room_id: UUID, *, are_banned: bool, limit: int, offset: int) -> bytes:
    """Return a page of the members of a room, or of those who are banned, as JSON."""
    return await read_json(pool, _MEMBERS, room_id, are_banned, limit, offset)
