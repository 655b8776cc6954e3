"""All SQL of roles.

The role of an account in an app is stored by the accounts of the server, which know three: owner, member and none. This
app tells owners from all others.

The roles in a room are stored with its members, and are read with them.
"""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool, read_row

_IS_OWNER: Final = """
SELECT EXISTS (
    SELECT FROM alcove.account_role
    WHERE user_id = $1 AND app = 'study' AND role = 'owner'
)
"""


async def is_app_owner(pool: Pool, account_id: UUID) -> bool:
    """Return whether an account owns this app; owners are its admins. DatabaseUnreachable.

    Roles change outside of this app, so that nothing is cached; only routes for admins, and those that show more to
    them, read it.
    """
    row = await read_row(pool, _IS_OWNER, account_id)
    return row is not None and bool(row["exists"])
