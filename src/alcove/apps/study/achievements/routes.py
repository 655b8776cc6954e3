"""`/api/achievements`."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.achievements import store
from alcove.apps.study.achievements.schemas import AchievementListBody
from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

_CALLER: Final = (NotSignedIn, NotAllowed)


class AchievementEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, pool: Pool, *, callers: CallerIdentifier) -> None:
        self._pool = pool
        self._callers = callers

    async def list(self, call: Call[None, None]) -> bytes:
        """Return all achievements, with how far the caller is."""
        return await store.list_achievements(self._pool, await self._identify(call))

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete an achievement."""
        user_id = await self._identify(call)
        try:
            achievement_id = UUID(call.path["id"])
        except ValueError:
            raise _refuse() from None
        if not await store.delete_achievement(self._pool, achievement_id, user_id=user_id):
            raise _refuse()
        return Response(status_code=204)

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def _refuse() -> RowNotFound:
    return RowNotFound("There is no such achievement.")


def register_achievements(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    endpoints = AchievementEndpoints(deps.pool, callers=callers)
    for api in apis:
        api.route(
            "GET", *both_paths("achievements"), response_model=AchievementListBody, errors=_CALLER,
            access=Access.PUBLIC, summary="What there is to achieve, and what has been unlocked",
        )(endpoints.list)  # fmt: skip
        api.route(
            "DELETE", *both_paths("achievements/{id}"), status=204, errors=(*_CALLER, CrossOriginForbidden,
            RowNotFound),
            access=Access.PUBLIC, summary="Delete an achievement; it is not unlocked again",
        )(endpoints.delete)  # fmt: skip
