"""All SQL of roles."""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool, read_row

_IS_OWNER: Final = """
SELECT EXISTS (SELECT FROM alcove.account_role WHERE user_id = $1 AND app = 'study' AND role = 'owner')
"""


async def is_app_owner(pool: Pool, account_id: UUID) -> bool:
    """Return whether an account owns this app; owners are its admins.

    Roles change outside of this app, so that nothing is cached.
    """
    row = await read_row(pool, _IS_OWNER, account_id)
    return row is not None and bool(row["exists"])
