"""The SQL of the connection to Discogs."""

from alcove.apps.records.discogs_account.model import Check, SecretKind, SecretName, StoredSecret
from alcove.foundation.database import Connection, Pool

_STORE_CREDENTIALS = """
INSERT INTO discogs_secret AS s (name, kind, ciphertext) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, ciphertext = excluded.ciphertext, stored_at = now()
"""

_PUT_CHECK = """
INSERT INTO discogs_check (source, state, username, reason, checked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (only_row) DO UPDATE SET source = excluded.source, state = excluded.state, username = excluded.username,
    reason = excluded.reason, checked_at = excluded.checked_at
"""


async def find_secret(source: Pool | Connection, name: SecretName) -> StoredSecret | None:
    """Return stored credentials, None without any."""
    row = await source.fetchrow("SELECT name, kind, ciphertext, stored_at FROM discogs_secret WHERE name = $1", name)
    return StoredSecret(**row) if row else None


async def put_secret(connection: Connection, name: SecretName, *, kind: SecretKind, ciphertext: str) -> None:
    """Store credentials in place of those with this name."""
    await connection.execute(_STORE_CREDENTIALS, name, kind, ciphertext)


async def delete_secret(connection: Connection, name: SecretName) -> None:
    """Delete credentials, also when there are none."""
    await connection.execute("DELETE FROM discogs_secret WHERE name = $1", name)


async def find_check(source: Pool | Connection) -> Check | None:
    """Return the result of the last test, None without one."""
    row = await source.fetchrow("SELECT source, state, username, reason, checked_at FROM discogs_check")
    return Check(**row) if row else None


async def put_check(source: Pool | Connection, check: Check) -> None:
    """Store the result of a test."""
    await source.execute(_PUT_CHECK, check.source, check.state, check.username, check.reason, check.checked_at)


async def delete_check(connection: Connection) -> None:
    """Forget the result of the last test: it was that of other credentials."""
    await connection.execute("DELETE FROM discogs_check")
