"""`/api/study/notifications`, also for access tokens; `/api/notifications` are those of all apps."""

from collections.abc import Sequence
from typing import Any, Final

from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import Filter, Operator, Resource, Rows, register_rows
from alcove.apps.study.notifications import NOTIFICATIONS, store
from alcove.apps.study.notifications.schemas import (
    NotificationBody,
    NotificationFields,
    NotificationType,
    ReadBody,
    UnreadBody,
)
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.notify import (
    NotificationCaller,
    NotificationEndpoints,
    build_service,
    register_delivery_settings,
)
from alcove.foundation.web import Access, Api, Call

PATH: Final = "/api/study/notifications"
_CALLER: Final = (NotSignedIn, NotAllowed)
RESOURCE: Final = Resource(
    noun="notification",
    plural="notifications",
    table="public.notifications",
    paths=(PATH,),
    body=NotificationBody,
    fields=NotificationFields,
    filters=(
        Filter(name="read", kind=bool),
        Filter(
            name="type", kind=NotificationType, operator=Operator.ANY_OF, description="One or several, with commas."
        ),
    ),
    sorts=("created_at", "expires_at"),
    json_columns=frozenset({"metadata"}),
)


def register_notifications(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the routes of notifications."""

    async def identify(call: Call[Any, Any]) -> NotificationCaller:
        account_id = (await callers.identify(call)).user.id
        return NotificationCaller(account_id=account_id, kinds=NOTIFICATIONS)

    register_rows(apis, Rows(deps.pool, RESOURCE), callers=callers)

    settings = NotificationEndpoints(
        service=build_service(deps), path=PATH, access=Access.PUBLIC, errors=_CALLER, identify=identify
    )
    for api in apis:
        register_delivery_settings(api, settings)

    async def unread(call: Call[Any, Any]) -> bytes:
        user_id = (await callers.identify(call)).user.id
        return await store.count_unread(deps.pool, user_id, now=deps.clock.now())

    async def read_all(call: Call[Any, Any]) -> ReadBody:
        user_id = (await callers.identify(call)).user.id
        return ReadBody(await store.read_all(deps.pool, user_id))

    for api in apis:
        api.route(
            "GET", f"{PATH}/unread", response_model=UnreadBody, errors=_CALLER, access=Access.PUBLIC,
            summary="The number of unread notifications",
        )(unread)  # fmt: skip
        api.route(
            "POST", f"{PATH}/read", response_model=ReadBody, errors=(*_CALLER, CrossOriginForbidden),
            access=Access.PUBLIC, summary="Mark all notifications as read",
        )(read_all)  # fmt: skip
