"""`/api/study/today`; `/api/today` is that of all apps."""

from collections.abc import Sequence
from typing import Any, Final

from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.today.schemas import TodayBody
from alcove.apps.study.today.service import read_today
from alcove.foundation.deps import Deps
from alcove.foundation.web import Access, Api, Call

PATH: Final = "/api/study/today"


def register_today(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoint. It finds out itself who calls: the server does not know access tokens."""

    async def read(call: Call[Any, Any]) -> TodayBody:
        user_id = (await callers.identify(call)).user.id
        return await read_today(deps.pool, user_id, clock=deps.clock)

    for api in apis:
        api.route(
            "GET", PATH, response_model=TodayBody, errors=(NotSignedIn, NotAllowed), access=Access.PUBLIC,
            summary="What is due today: tasks, cards, events, goals, the session and the streak",
        )(read)  # fmt: skip
