"""`/api/notifications`: the notifications of the account over all apps, and where they are sent."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import StreamingResponse

from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden, RoleRequired, TooManyStreams
from alcove.foundation.notify.errors import (
    DeliveryEnded,
    InvalidDestination,
    InvalidPreference,
    NotificationNotFound,
    TooManyDestinations,
)
from alcove.foundation.notify.events import NotificationEvents
from alcove.foundation.notify.model import NotificationKind
from alcove.foundation.notify.schemas import (
    AcknowledgeAllBody,
    Acknowledged,
    DeliveryId,
    DeliveryList,
    DeliveryQuery,
    DeliveryView,
    DestinationBody,
    DestinationChange,
    DestinationList,
    DestinationView,
    Done,
    KindPreference,
    NewDestinationView,
    NotificationList,
    NotificationQuery,
    Preferences,
    PreferencesBody,
    QuietHoursBody,
    UnreadCount,
)
from alcove.foundation.notify.service import Notifications, not_found
from alcove.foundation.notify.store import deliveries, destinations, notifications
from alcove.foundation.realtime.web import MEDIA_TYPE
from alcove.foundation.settings import ServerSettings
from alcove.foundation.web import Access, Api, Call, Principal, render_plain_error

PATH: Final = "/api/notifications"
_READ: Final = (RoleRequired,)
_CHANGE: Final = (RoleRequired, CrossOriginForbidden)
AnyCall = Call[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationEndpoints:
    """What the endpoints use."""

    service: Notifications
    events: NotificationEvents

    def kinds_of(self, principal: Principal) -> list[NotificationKind]:
        """Return the kinds of the apps in which the caller has a role."""
        return [kind for kind in self.service.kinds if principal.role_in(kind.app) is not None]


def build_notification_api(deps: Deps, *, kinds: Sequence[NotificationKind]) -> Api:
    """Return the endpoints of notifications, with the kinds of all apps."""
    service = Notifications(
        pool=deps.pool, clock=deps.clock, vault=deps.vault, network=deps.network, kinds=kinds,
        allow_private=deps.load(ServerSettings).alcove_allow_private_hosts,
    )  # fmt: skip
    endpoints = NotificationEndpoints(service=service, events=NotificationEvents(deps))
    api = Api(name="notifications", title="Notifications of all apps", render_error=render_plain_error)
    _add_list(api, endpoints)
    _add_changes(api, endpoints)
    _add_preferences(api, endpoints)
    _add_destinations(api, endpoints)
    _add_destination_changes(api, endpoints)
    _add_deliveries(api, endpoints)
    return api


def _add_list(api: Api, endpoints: NotificationEndpoints) -> None:
    pool = endpoints.service.pool

    @api.route(
        "GET", PATH, query=NotificationQuery, response_model=NotificationList, errors=_READ, access=Access.ACCOUNT,
        summary="The newest notifications, and the number of unread ones",
    )  # fmt: skip
    async def read(call: Call[NotificationQuery, None]) -> bytes:
        query = call.query
        return await notifications.read_page(
            pool, account_of(call), kind=query.kind, unread=query.unread, before=query.before, limit=query.limit
        )

    @api.route(
        "GET", f"{PATH}/unread", response_model=UnreadCount, errors=_READ, access=Access.ACCOUNT,
        summary="The number of unread notifications",
    )  # fmt: skip
    async def unread(call: AnyCall) -> bytes:
        return await notifications.count_unread(pool, account_of(call))

    @api.route(
        "GET", f"{PATH}/events", response_model=str, media_type=MEDIA_TYPE, errors=(*_READ, TooManyStreams),
        access=Access.ACCOUNT, summary="Stream of new notifications, and of the number of unread ones",
    )  # fmt: skip
    async def events(call: AnyCall) -> StreamingResponse:
        return endpoints.events.stream(
            account_of(call), call.request.headers.get("last-event-id"), is_authorized=call.is_still_authorized
        )


def _add_changes(api: Api, endpoints: NotificationEndpoints) -> None:
    service = endpoints.service

    @api.route(
        "POST", f"{PATH}/acknowledge", body=AcknowledgeAllBody, response_model=Acknowledged, errors=_CHANGE,
        access=Access.ACCOUNT, summary="Mark all notifications as read, or those of a kind",
    )  # fmt: skip
    async def acknowledge_all(call: Call[None, AcknowledgeAllBody]) -> Acknowledged:
        count = await notifications.acknowledge_all(
            service.pool, account_of(call), kind=call.body.kind, now=service.clock.now()
        )
        return Acknowledged(count)

    @api.route(
        "POST", f"{PATH}/{{id}}/acknowledge", response_model=Done, errors=(*_CHANGE, NotificationNotFound),
        access=Access.ACCOUNT, summary="Mark a notification as read",
    )  # fmt: skip
    async def acknowledge(call: AnyCall) -> Done:
        number, now = path_id(call), service.clock.now()
        if not await notifications.acknowledge(service.pool, account_of(call), notification_id=number, now=now):
            raise not_found()
        return Done()

    @api.route(
        "DELETE", f"{PATH}/{{id}}", response_model=Done, errors=(*_CHANGE, NotificationNotFound),
        access=Access.ACCOUNT, summary="Delete a notification, and its deliveries",
    )  # fmt: skip
    async def delete(call: AnyCall) -> Done:
        if not await notifications.delete(service.pool, account_of(call), notification_id=path_id(call)):
            raise not_found()
        return Done()


def _add_preferences(api: Api, endpoints: NotificationEndpoints) -> None:
    async def read_preferences(call: AnyCall) -> Preferences:
        chosen, hours = await endpoints.service.read_preferences(account_of(call))
        return Preferences(
            kinds=[
                KindPreference(
                    kind=kind.name, app=kind.app, title=kind.title, default_channels=list(kind.channels),
                    channels=list(chosen.get(kind.name, kind.channels)),
                )
                for kind in endpoints.kinds_of(call.principal)
            ],
            quiet_hours=QuietHoursBody(start=hours.starts_at, end=hours.ends_at, zone=hours.zone) if hours else None,
        )  # fmt: skip

    api.route(
        "GET", f"{PATH}/preferences", response_model=Preferences, errors=_READ, access=Access.ACCOUNT,
        summary="The channels of each kind, and the quiet hours",
    )(read_preferences)  # fmt: skip

    @api.route(
        "PUT", f"{PATH}/preferences", body=PreferencesBody, response_model=Preferences,
        errors=(*_CHANGE, InvalidPreference), access=Access.ACCOUNT,
        summary="Change the channels of some kinds, or the quiet hours",
    )  # fmt: skip
    async def change(call: Call[None, PreferencesBody]) -> Preferences:
        allowed = endpoints.kinds_of(call.principal)
        await endpoints.service.change_preferences(account_of(call), call.body, allowed=allowed)
        return await read_preferences(call)


def _add_destinations(api: Api, endpoints: NotificationEndpoints) -> None:
    service = endpoints.service

    @api.route(
        "GET", f"{PATH}/destinations", response_model=DestinationList, errors=_READ, access=Access.ACCOUNT,
        summary="Where notifications are sent; addresses without their secrets",
    )  # fmt: skip
    async def list_all(call: AnyCall) -> bytes:
        return await destinations.read_all(service.pool, account_of(call))

    @api.route(
        "POST", f"{PATH}/destinations", body=DestinationBody, response_model=NewDestinationView, status=201,
        errors=(*_CHANGE, InvalidDestination, TooManyDestinations), access=Access.ACCOUNT,
        summary="Add a webhook or an address of Apprise",
    )  # fmt: skip
    async def add(call: Call[None, DestinationBody]) -> NewDestinationView:
        destination_id, generated = await service.add_destination(account_of(call), call.body)
        return NewDestinationView(id=destination_id, secret=generated)

    @api.route(
        "GET", f"{PATH}/destinations/{{id}}", response_model=DestinationView, errors=(*_READ, NotificationNotFound),
        access=Access.ACCOUNT, summary="A destination and its last delivery",
    )  # fmt: skip
    async def find(call: AnyCall) -> bytes:
        found = await destinations.read_one(service.pool, account_of(call), destination_id=path_id(call))
        if found is None:
            raise not_found()
        return found


def _add_destination_changes(api: Api, endpoints: NotificationEndpoints) -> None:
    service, path = endpoints.service, f"{PATH}/destinations/{{id}}"

    @api.route(
        "PATCH", path, body=DestinationChange, response_model=Done,
        errors=(*_CHANGE, InvalidDestination, NotificationNotFound), access=Access.ACCOUNT,
        summary="Change the address, the label or the secret of a destination, or switch it off",
    )  # fmt: skip
    async def change(call: Call[None, DestinationChange]) -> Done:
        await service.change_destination(account_of(call), path_id(call), body=call.body)
        return Done()

    @api.route(
        "DELETE", path, response_model=Done, errors=(*_CHANGE, NotificationNotFound), access=Access.ACCOUNT,
        summary="Delete a destination, and its deliveries",
    )  # fmt: skip
    async def delete(call: AnyCall) -> Done:
        if not await destinations.delete(service.pool, account_of(call), destination_id=path_id(call)):
            raise not_found()
        return Done()

    @api.route(
        "POST", f"{path}/test", response_model=DeliveryId, status=202, errors=(*_CHANGE, NotificationNotFound),
        access=Access.ACCOUNT, summary="Send a test notification at once; its delivery shows the result",
    )  # fmt: skip
    async def test(call: AnyCall) -> DeliveryId:
        return DeliveryId(await service.send_test(account_of(call), path_id(call)))


def _add_deliveries(api: Api, endpoints: NotificationEndpoints) -> None:
    service = endpoints.service

    @api.route(
        "GET", f"{PATH}/deliveries", query=DeliveryQuery, response_model=DeliveryList, errors=_READ,
        access=Access.ACCOUNT, summary="The newest deliveries; those that are dead were given up",
    )  # fmt: skip
    async def list_all(call: Call[DeliveryQuery, None]) -> bytes:
        query = call.query
        return await deliveries.read_page(service.pool, account_of(call), state=query.state, limit=query.limit)

    @api.route(
        "GET", f"{PATH}/deliveries/{{id}}", response_model=DeliveryView, errors=(*_READ, NotificationNotFound),
        access=Access.ACCOUNT, summary="A delivery",
    )  # fmt: skip
    async def find(call: AnyCall) -> bytes:
        found = await deliveries.read_one(service.pool, account_of(call), delivery_id=path_id(call))
        if found is None:
            raise not_found()
        return found

    @api.route(
        "POST", f"{PATH}/deliveries/{{id}}/retry", response_model=Done, status=202,
        errors=(*_CHANGE, NotificationNotFound, DeliveryEnded), access=Access.ACCOUNT,
        summary="Send a delivery again that was given up",
    )  # fmt: skip
    async def retry(call: AnyCall) -> Done:
        await service.send_again(account_of(call), path_id(call))
        return Done()


def account_of(call: AnyCall) -> uuid.UUID:
    """Return the account of the caller; RoleRequired for the token of the server, which has none."""
    account_id = call.principal.account_id
    if account_id is None:
        raise RoleRequired("The token of the server has no account, and so no notifications: sign in.")
    return account_id


def path_id(call: AnyCall) -> uuid.UUID:
    """Return the id in the request path; NotificationNotFound when it is no UUID."""
    try:
        return uuid.UUID(call.path["id"])
    except ValueError:
        raise not_found() from None
