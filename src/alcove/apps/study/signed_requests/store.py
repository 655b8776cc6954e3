"""All SQL of programs that sign their requests."""

from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from alcove.apps.study.signed_requests.model import MAX_CLIENTS, MachineClient
from alcove.foundation.database import Pool, read_json, read_row, run_statement

# Of requests at the same time, each locks the account.
_ADD: Final = f"""
WITH owner AS (SELECT id FROM public.profiles WHERE id = $2 FOR UPDATE)
INSERT INTO study.machine_clients (id, user_id, name, ciphertext, created_at, expires_at)
SELECT $1, o.id, $3, $4, $5, $6 FROM owner AS o
WHERE (SELECT count(*) FROM study.machine_clients AS c WHERE c.user_id = $2) < {MAX_CLIENTS}
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - a constant
_LIST: Final = f"""
SELECT json_build_object('clients', coalesce(json_agg(c ORDER BY c.created_at, c.id), '[]'), 'total', count(*))::text
FROM (
    SELECT id, name, created_at, last_used_at, expires_at FROM study.machine_clients
    WHERE user_id = $1 ORDER BY created_at, id LIMIT {MAX_CLIENTS}) AS c
"""  # noqa: S608 - a constant
_DELETE: Final = "DELETE FROM study.machine_clients WHERE id = $1 AND user_id = $2 RETURNING id"
_FIND: Final = """
SELECT id, user_id, ciphertext FROM study.machine_clients WHERE id = $1 AND (expires_at IS NULL OR expires_at > $2)
"""
# The use is noted once a minute, so that not every request writes the client's row.
_USE_NONCE: Final = """
WITH used AS (
    UPDATE study.machine_clients SET last_used_at = $4::timestamptz
    WHERE id = $1 AND coalesce(last_used_at < $4::timestamptz - interval '1 minute', true))
INSERT INTO study.request_nonces (client_id, nonce, expires_at)
SELECT id, $2, $3 FROM study.machine_clients WHERE id = $1 ON CONFLICT DO NOTHING RETURNING nonce
"""
_FORGET_NONCES: Final = """
DELETE FROM study.request_nonces WHERE (client_id, nonce) IN (
    SELECT client_id, nonce FROM study.request_nonces WHERE expires_at < now() ORDER BY expires_at LIMIT $1)
"""


async def add_client(
    pool: Pool, client: MachineClient, *, name: str, now: datetime, expires_at: datetime | None
) -> bool:
    """Add a client; False when its account has one of this name, or too many."""
    args = (client.id, client.user_id, name, client.ciphertext, now, expires_at)
    return bool(await run_statement(pool, _ADD, *args))


async def list_clients(pool: Pool, user_id: UUID) -> bytes:
    """Return the clients of an account as JSON, the oldest first."""
    return await read_json(pool, _LIST, user_id)


async def delete_client(pool: Pool, client_id: UUID, *, user_id: UUID) -> bool:
    """Delete a client of an account; return whether there was one."""
    return bool(await run_statement(pool, _DELETE, client_id, user_id))


async def find_client(pool: Pool, client_id: UUID, *, now: datetime) -> MachineClient | None:
    """Return a client that has not expired, None without one."""
    row = await read_row(pool, _FIND, client_id, now)
    return None if row is None else MachineClient(**row)


async def use_nonce(pool: Pool, client_id: UUID, *, nonce: str, expires_at: datetime, now: datetime) -> bool:
    """Store a nonce; return False when it was used before, or the client is gone."""
    with suppress(asyncpg.ForeignKeyViolationError):
        return bool(await run_statement(pool, _USE_NONCE, client_id, nonce, expires_at, now))
    return False


async def forget_nonces(pool: Pool, *, limit: int) -> int:
    """Remove nonces of requests that are too old by now; return how many."""
    return int((await pool.execute(_FORGET_NONCES, limit)).rpartition(" ")[2])
