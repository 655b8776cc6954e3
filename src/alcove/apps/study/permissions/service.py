"""The role of an account in the app."""

from typing import Final
from uuid import UUID

from alcove.apps.study.native_api import NotAllowed
from alcove.apps.study.permissions import store
from alcove.apps.study.permissions.model import ADMINS, PERMISSIONS, Role, is_allowed
from alcove.apps.study.permissions.native_routes import find_permission
from alcove.foundation.database import Pool

_REFUSED: Final = "Only owners of this app may do this."


class AppRoles:
    """Finds and checks the roles of accounts."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, account_id: UUID) -> Role:
        """Return the role of an account outside of rooms."""
        return Role.ADMIN if await store.is_app_owner(self._pool, account_id) else Role.LEARNER

    async def check_route(self, account_id: UUID, *, method: str, path: str) -> None:
        """Return if the account may use a route, whose address is a template; NotAllowed.

        Whose rows a request is about, and the roles in a room, are decided where the rows are read. A route that is not
        in the table is refused.
        """
        needed = find_permission(method, path)
        if needed is None or needed not in PERMISSIONS:
            raise NotAllowed("This route has no permission.")
        if PERMISSIONS[needed] == ADMINS:
            await self.check(account_id, **needed._asdict())

    async def check(
        self, account_id: UUID, *, service: str, resource: str, action: str, message: str = _REFUSED
    ) -> None:
        """Return if the account may do this; NotAllowed."""
        if not is_allowed(await self.find(account_id), service=service, resource=resource, action=action):
            raise NotAllowed(message)
