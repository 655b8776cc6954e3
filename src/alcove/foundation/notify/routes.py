"""`/api/notifications`: the notifications of the account over all apps, and where they are sent."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import StreamingResponse

from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError, CrossOriginForbidden, RoleRequired, TooManyStreams
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
    UnreadCount,
    quiet_hours_body,
)
from alcove.foundation.notify.service import Notifications, build_service, not_found
from alcove.foundation.notify.store import deliveries, destinations, notifications
from alcove.foundation.notify.store.deliveries import DeliveryReader
from alcove.foundation.realtime.web import MEDIA_TYPE
from alcove.foundation.vault import VaultError
from alcove.foundation.web import Access, Api, Call, render_plain_error

PATH: Final = "/api/notifications"
AnyCall = Call[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationCaller:
    """The account that calls, and the kinds that it can get."""

    account_id: uuid.UUID
    kinds: Sequence[NotificationKind]
    owned_apps: Sequence[str] = ()
    """The apps that the account owns: it sees what the server itself has sent about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationEndpoints:
    """What the endpoints use: below `path`, for whoever `identify` returns or refuses by one of `errors`."""

    service: Notifications
    path: str
    access: Access
    errors: tuple[type[AppError], ...]
    identify: Callable[[AnyCall], Awaitable[NotificationCaller]]

    async def account_of(self, call: AnyCall) -> uuid.UUID:
        """Return the account of the caller."""
        return (await self.identify(call)).account_id

    async def reader_of(self, call: AnyCall) -> DeliveryReader:
        """Return which deliveries the caller sees."""
        caller = await self.identify(call)
        return DeliveryReader(caller.account_id, caller.owned_apps)


def build_notification_api(deps: Deps, *, kinds: Sequence[NotificationKind]) -> Api:
    """Return the endpoints of notifications, with the kinds of all apps."""

    async def identify(call: AnyCall) -> NotificationCaller:
        principal = call.principal
        if principal.account_id is None:
            raise RoleRequired("The token of the server has no account, and so no notifications: sign in.")
        own_kinds = [kind for kind in kinds if principal.role_in(kind.app) is not None]
        owned = {kind.app for kind in own_kinds if principal.role_in(kind.app) == "owner"}
        return NotificationCaller(account_id=principal.account_id, kinds=own_kinds, owned_apps=sorted(owned))

    endpoints = NotificationEndpoints(
        service=build_service(deps), path=PATH, access=Access.ACCOUNT, errors=(RoleRequired,), identify=identify
    )
    api = Api(name="notifications", title="Notifications of all apps", render_error=render_plain_error)
    _add_list(api, endpoints, events=NotificationEvents(deps))
    _add_changes(api, endpoints)
    register_delivery_settings(api, endpoints)
    return api


def register_delivery_settings(api: Api, endpoints: NotificationEndpoints) -> None:
    """Declare the endpoints of preferences, destinations and deliveries; an app may have them for its own callers."""
    _add_preferences(api, endpoints)
    _add_destinations(api, endpoints)
    _add_destination_changes(api, endpoints)
    _add_deliveries(api, endpoints)


def _add_list(api: Api, endpoints: NotificationEndpoints, *, events: NotificationEvents) -> None:
    path, access, errors = endpoints.path, endpoints.access, endpoints.errors
    pool = endpoints.service.pool

    @api.route(
        "GET", path, query=NotificationQuery, response_model=NotificationList, errors=errors, access=access,
        summary="The newest notifications, and the number of unread ones",
    )  # fmt: skip
    async def read(call: Call[NotificationQuery, None]) -> bytes:
        query = call.query
        return await notifications.read_page(
            pool,
            await endpoints.account_of(call),
            kind=query.kind,
            unread=query.unread,
            before=query.before,
            limit=query.limit,
        )

    @api.route(
        "GET", f"{path}/unread", response_model=UnreadCount, errors=errors, access=access,
        summary="The number of unread notifications",
    )  # fmt: skip
    async def unread(call: AnyCall) -> bytes:
        return await notifications.count_unread(pool, await endpoints.account_of(call))

    @api.route(
        "GET", f"{path}/events", response_model=str, media_type=MEDIA_TYPE, errors=(*errors, TooManyStreams),
        access=access, summary="Stream of new notifications, and of the number of unread ones",
    )  # fmt: skip
    async def stream(call: AnyCall) -> StreamingResponse:
        return events.stream(
            await endpoints.account_of(call),
            call.request.headers.get("last-event-id"),
            is_authorized=call.is_still_authorized,
        )


def _add_changes(api: Api, endpoints: NotificationEndpoints) -> None:
    path, access, errors = endpoints.path, endpoints.access, endpoints.errors
    change_errors = (*errors, CrossOriginForbidden)
    service = endpoints.service

    @api.route(
        "POST", f"{path}/acknowledge", body=AcknowledgeAllBody, response_model=Acknowledged, errors=change_errors,
        access=access, summary="Mark all notifications as read, or those of a kind",
    )  # fmt: skip
    async def acknowledge_all(call: Call[None, AcknowledgeAllBody]) -> Acknowledged:
        count = await notifications.acknowledge_all(
            service.pool, await endpoints.account_of(call), kind=call.body.kind, now=service.clock.now()
        )
        return Acknowledged(count)

    @api.route(
        "POST", f"{path}/{{id}}/acknowledge", response_model=Done, errors=(*change_errors, NotificationNotFound),
        access=access, summary="Mark a notification as read",
    )  # fmt: skip
    async def acknowledge(call: AnyCall) -> Done:
        number, now = path_id(call), service.clock.now()
        if not await notifications.acknowledge(
            service.pool, await endpoints.account_of(call), notification_id=number, now=now
        ):
            raise not_found()
        return Done()

    @api.route(
        "DELETE", f"{path}/{{id}}", response_model=Done, errors=(*change_errors, NotificationNotFound),
        access=access, summary="Delete a notification, and its deliveries",
    )  # fmt: skip
    async def delete(call: AnyCall) -> Done:
        if not await notifications.delete(
            service.pool, await endpoints.account_of(call), notification_id=path_id(call)
        ):
            raise not_found()
        return Done()


def _add_preferences(api: Api, endpoints: NotificationEndpoints) -> None:
    path, access, errors = endpoints.path, endpoints.access, endpoints.errors
    change_errors = (*errors, CrossOriginForbidden)

    async def read_preferences(call: AnyCall) -> Preferences:
        caller = await endpoints.identify(call)
        chosen, hours = await endpoints.service.read_preferences(caller.account_id)
        return Preferences(
            kinds=[
                KindPreference(
                    kind=kind.name, app=kind.app, title=kind.title, default_channels=list(kind.channels),
                    channels=list(chosen.get(kind.name, kind.channels)),
                )
                for kind in caller.kinds
            ],
            quiet_hours=quiet_hours_body(hours) if hours else None,
        )  # fmt: skip

    api.route(
        "GET", f"{path}/preferences", response_model=Preferences, errors=errors, access=access,
        summary="The channels of each kind, and the quiet hours",
    )(read_preferences)  # fmt: skip

    @api.route(
        "PUT", f"{path}/preferences", body=PreferencesBody, response_model=Preferences,
        errors=(*change_errors, InvalidPreference), access=access,
        summary="Change the channels of some kinds, or the quiet hours",
    )  # fmt: skip
    async def change(call: Call[None, PreferencesBody]) -> Preferences:
        caller = await endpoints.identify(call)
        await endpoints.service.change_preferences(caller.account_id, call.body, allowed=caller.kinds)
        return await read_preferences(call)


def _add_destinations(api: Api, endpoints: NotificationEndpoints) -> None:
    path, access, errors = endpoints.path, endpoints.access, endpoints.errors
    change_errors = (*errors, CrossOriginForbidden)
    service = endpoints.service

    @api.route(
        "GET", f"{path}/destinations", response_model=DestinationList, errors=errors, access=access,
        summary="Where notifications are sent; addresses without their secrets",
    )  # fmt: skip
    async def list_all(call: AnyCall) -> bytes:
        return await destinations.read_all(service.pool, await endpoints.account_of(call))

    @api.route(
        "POST", f"{path}/destinations", body=DestinationBody, response_model=NewDestinationView, status=201,
        errors=(*change_errors, InvalidDestination, TooManyDestinations, VaultError), access=access,
        summary="Add a webhook or an address of Apprise",
    )  # fmt: skip
    async def add(call: Call[None, DestinationBody]) -> NewDestinationView:
        destination_id, generated = await service.add_destination(await endpoints.account_of(call), call.body)
        return NewDestinationView(id=destination_id, secret=generated)

    @api.route(
        "GET", f"{path}/destinations/{{id}}", response_model=DestinationView, errors=(*errors, NotificationNotFound),
        access=access, summary="A destination and its last delivery",
    )  # fmt: skip
    async def find(call: AnyCall) -> bytes:
        found = await destinations.read_one(
            service.pool, await endpoints.account_of(call), destination_id=path_id(call)
        )
        if found is None:
            raise not_found()
        return found


def _add_destination_changes(api: Api, endpoints: NotificationEndpoints) -> None:
    path, access, errors = endpoints.path, endpoints.access, endpoints.errors
    change_errors = (*errors, CrossOriginForbidden)
    service = endpoints.service

    @api.route(
        "PATCH", f"{path}/destinations/{{id}}", body=DestinationChange, response_model=Done,
        errors=(*change_errors, InvalidDestination, NotificationNotFound, VaultError), access=access,
        summary="Change the address, the label or the secret of a destination, or switch it off",
    )  # fmt: skip
    async def change(call: Call[None, DestinationChange]) -> Done:
        await service.change_destination(await endpoints.account_of(call), path_id(call), body=call.body)
        return Done()

    @api.route(
        "DELETE", f"{path}/destinations/{{id}}", response_model=Done, errors=(*change_errors, NotificationNotFound),
        access=access, summary="Delete a destination, and its deliveries",
    )  # fmt: skip
    async def delete(call: AnyCall) -> Done:
        if not await destinations.delete(service.pool, await endpoints.account_of(call), destination_id=path_id(call)):
            raise not_found()
        return Done()

    @api.route(
        "POST", f"{path}/destinations/{{id}}/test", response_model=DeliveryId, status=202,
        errors=(*change_errors, NotificationNotFound),
        access=access, summary="Send a test notification at once; its delivery shows the result",
    )  # fmt: skip
    async def test(call: AnyCall) -> DeliveryId:
        return DeliveryId(await service.send_test(await endpoints.account_of(call), path_id(call)))


def _add_deliveries(api: Api, endpoints: NotificationEndpoints) -> None:
    path, access, errors = endpoints.path, endpoints.access, endpoints.errors
    change_errors = (*errors, CrossOriginForbidden)
    service = endpoints.service

    @api.route(
        "GET", f"{path}/deliveries", query=DeliveryQuery, response_model=DeliveryList, errors=errors,
        access=access, summary="The newest deliveries; those that are dead were given up",
    )  # fmt: skip
    async def list_all(call: Call[DeliveryQuery, None]) -> bytes:
        query = call.query
        return await deliveries.read_page(
            service.pool, await endpoints.reader_of(call), state=query.state, limit=query.limit
        )

    @api.route(
        "GET", f"{path}/deliveries/{{id}}", response_model=DeliveryView, errors=(*errors, NotificationNotFound),
        access=access, summary="A delivery",
    )  # fmt: skip
    async def find(call: AnyCall) -> bytes:
        found = await deliveries.read_one(service.pool, await endpoints.reader_of(call), delivery_id=path_id(call))
        if found is None:
            raise not_found()
        return found

    @api.route(
        "POST", f"{path}/deliveries/{{id}}/retry", response_model=Done, status=202,
        errors=(*change_errors, NotificationNotFound, DeliveryEnded), access=access,
        summary="Send a delivery again that was given up",
    )  # fmt: skip
    async def retry(call: AnyCall) -> Done:
        await service.send_again(await endpoints.reader_of(call), path_id(call))
        return Done()


def path_id(call: AnyCall) -> uuid.UUID:
    """Return the id in the request path; NotificationNotFound when it is no UUID."""
    try:
        return uuid.UUID(call.path["id"])
    except ValueError:
        raise not_found() from None
