"""Members of an app, and what they were notified of."""

import uuid

from alcove.foundation.database import Pool

_ADD = """
WITH added AS (
    INSERT INTO auth.users (id, created_at) VALUES ($1, now()) RETURNING id
), named AS (
    INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)
    SELECT $3, id, json_build_object('sub', $3::text, 'name', $3::text), 'local', now(), now() FROM added
)
INSERT INTO alcove.account_role (user_id, app, role) SELECT id, $2, 'member' FROM added
"""
_LIST = """
SELECT a.name, n.kind, n.title, n.body FROM alcove.notification AS n JOIN alcove.account AS a ON a.id = n.account_id
ORDER BY n.created_at, a.name
"""


async def add_members(pool: Pool, app: str, *names: str) -> None:
    """Add accounts with a role in an app."""
    for name in names:
        await pool.execute(_ADD, uuid.uuid4(), app, name)


async def list_notified(pool: Pool) -> list[tuple[str, str, str, str]]:
    """Return who was notified of what: name, kind, title and text, the oldest first."""
    return [tuple(row) for row in await pool.fetch(_LIST)]
