"""All SQL of `/auth/v1` besides that of the wire."""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection

_ADD_MEMBER: Final = """
INSERT INTO alcove.account_role (user_id, app, role) VALUES ($1, 'study', 'member') ON CONFLICT DO NOTHING
"""


class MemberHooks:
    """Makes every new account a member of this app, and of no other."""

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        """Give a new account its role, in the transaction that makes it."""
        await connection.execute(_ADD_MEMBER, user_id)
