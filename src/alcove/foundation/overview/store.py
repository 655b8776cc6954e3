"""SQL of the page's preferences."""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json
from alcove.foundation.overview.schemas import PagePreferences

_COLUMNS: Final = "json_build_object('appearance', appearance, 'apps', apps, 'first_run_done', first_run_done)"
_READ: Final = f"SELECT {_COLUMNS} FROM page_preference WHERE account_id = $1"  # noqa: S608 - a constant
_PUT: Final = """
INSERT INTO page_preference (account_id, appearance, apps, first_run_done) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE SET appearance = excluded.appearance, apps = excluded.apps,
    first_run_done = excluded.first_run_done, changed_at = now()
"""


async def read_preferences(source: Pool | Connection, account_id: UUID) -> bytes | None:
    """Return the stored preferences of an account as JSON; None without any."""
    body = await read_json(source, _READ, account_id)
    return None if body == b"null" else body


async def put_preferences(source: Pool | Connection, account_id: UUID, *, values: PagePreferences) -> None:
    """Store the preferences of an account."""
    await source.execute(_PUT, account_id, values.appearance, values.apps, values.first_run_done)
