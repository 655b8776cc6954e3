"""All SQL of the vault's keys and of its audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.vault.model import MAX_KEYS, NewKey, Origin, StoredKey
from alcove.foundation.database import Connection, Pool, read_json, read_row, read_table, run_statement

_OWNED: Final = "(v.user_id = $1 OR ($1::uuid IS NULL AND v.user_id IS NULL))"
_SHOWN: Final = """
v.key_name, v.provider, v.key_version, v.fingerprint, v.is_active, coalesce(v.expires_at <= $2, false) AS is_expired,
v.created_at, v.updated_at, v.rotated_at, v.last_accessed, v.expires_at
"""
_LIST: Final = f"""
SELECT json_build_object('keys', coalesce(json_agg(k ORDER BY k.key_name), '[]'), 'total', count(*))::text
FROM (SELECT {_SHOWN} FROM public.api_vault AS v WHERE {_OWNED} ORDER BY v.key_name LIMIT {MAX_KEYS}) AS k
"""  # noqa: S608 - constants
_FIND: Final = f"""
SELECT row_to_json(k)::text AS shown
FROM (SELECT {_SHOWN} FROM public.api_vault AS v WHERE {_OWNED} AND v.key_name = $3) AS k
"""  # noqa: S608 - constants
_STORE: Final = "SELECT study.store_vault_key($1, $2, $3, $4, $5, $6, $7, $8)"
_DELETE: Final = f"""
WITH deleted AS (DELETE FROM public.api_vault AS v WHERE {_OWNED} AND v.key_name = $2 RETURNING v.user_id, v.key_name),
     logged AS (
        INSERT INTO public.vault_logs (user_id, action, key_name, ip_address, user_agent)
        SELECT user_id, 'delete', key_name, $3, left($4, 500) FROM deleted)
SELECT key_name FROM deleted
"""  # noqa: S608 - constants
_LOCK: Final = f"""
SELECT v.id, v.key_name AS name, v.provider, v.ciphertext FROM public.api_vault AS v
WHERE {_OWNED} AND ($2::text IS NULL OR v.key_name = $2) ORDER BY v.id LIMIT {MAX_KEYS} FOR UPDATE
"""  # noqa: S608 - constants
_RENEW: Final = """
UPDATE public.api_vault AS v SET ciphertext = c.ciphertext, rotated_at = now()
FROM unnest($1::uuid[], $2::text[]) AS c (id, ciphertext) WHERE v.id = c.id
"""
_LOG: Final = """
INSERT INTO public.vault_logs (user_id, action, key_name, purpose, ip_address, user_agent)
SELECT $1, $2, name, $4, $5, left($6, 500) FROM unnest($3::text[]) AS name
"""
# Each key that is read is in the audit, with what for.
_USE: Final = """
WITH used AS (
    UPDATE public.api_vault SET last_accessed = $3
    WHERE user_id = $1 AND lower(provider) = ANY ($2::text[]) AND is_active AND (expires_at IS NULL OR expires_at > $3)
    RETURNING id, key_name, provider, ciphertext),
logged AS (
    INSERT INTO public.vault_logs (user_id, action, key_name, purpose) SELECT $1, 'read', key_name, $4 FROM used)
SELECT id, key_name AS name, provider, ciphertext FROM used ORDER BY key_name
"""
_READ_LOG: Final = """
SELECT created_at, action, key_name, purpose, ip_address FROM public.vault_logs
WHERE user_id = $1 OR ($1::uuid IS NULL AND user_id IS NULL) ORDER BY created_at DESC LIMIT $2
"""
_FORGET_LOGS: Final = """
DELETE FROM public.vault_logs WHERE id IN (
    SELECT id FROM public.vault_logs WHERE created_at < $1 ORDER BY created_at LIMIT $2)
"""


async def list_keys(pool: Pool, owner: UUID | None, *, now: datetime) -> bytes:
    """Return the keys of an owner by name, without the keys themselves, as JSON."""
    return await read_json(pool, _LIST, owner, now)


async def find_key(pool: Pool, owner: UUID | None, *, name: str, now: datetime) -> bytes | None:
    """Return one key of an owner as JSON, None without one."""
    row = await read_row(pool, _FIND, owner, now, name)
    return None if row is None else str(row["shown"]).encode()


async def store_key(pool: Pool, new: NewKey, *, ciphertext: str, fingerprint: str, origin: Origin) -> bool:
    """Store a key, and return whether it replaced one; asyncpg.InvalidParameterValueError when there are too many."""
    args = (new.owner, new.name, new.provider, ciphertext, fingerprint, new.expires_at)
    rows = await run_statement(pool, _STORE, *args, origin.address, origin.user_agent)
    return bool(rows[0][0])


async def delete_key(pool: Pool, owner: UUID | None, *, name: str, origin: Origin) -> bool:
    """Delete a key; return whether there was one."""
    return bool(await run_statement(pool, _DELETE, owner, name, origin.address, origin.user_agent))


async def lock_keys(connection: Connection, owner: UUID | None, *, name: str | None) -> Sequence[StoredKey]:
    """Return the keys of an owner, or the one of a name, locked until the transaction ends."""
    return [StoredKey(**row) for row in await connection.fetch(_LOCK, owner, name)]


async def renew_keys(connection: Connection, ciphertexts: Mapping[UUID, str]) -> None:
    """Replace ciphertexts by those with new data keys."""
    await connection.execute(_RENEW, list(ciphertexts), list(ciphertexts.values()))


async def log_access(
    source: Pool | Connection,
    owner: UUID | None,
    *,
    action: str,
    names: Sequence[str],
    purpose: str | None = None,
    origin: Origin,
) -> None:
    """Add entries to the audit, one for each key."""
    await source.execute(_LOG, owner, action, list(names), purpose, origin.address, origin.user_agent)


async def use_keys(
    pool: Pool, owner: UUID, *, providers: Sequence[str], purpose: str, now: datetime
) -> Sequence[StoredKey]:
    """Return the keys of an account for these providers that are active and not expired, by name."""
    return [StoredKey(**row) for row in await run_statement(pool, _USE, owner, list(providers), now, purpose)]


async def read_log(pool: Pool, owner: UUID | None, *, limit: int) -> Sequence[Mapping[str, Any]]:
    """Return the newest entries of an owner's audit."""
    return await read_table(pool, _READ_LOG, owner, limit)


async def forget_logs(pool: Pool, *, before: datetime, limit: int) -> int:
    """Remove entries of the audit from before an instant; return how many."""
    status = await pool.execute(_FORGET_LOGS, before, limit)
    return int(status.rpartition(" ")[2])
