"""Request and response bodies of the endpoints of notifications."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from alcove.foundation.notify.model import Channel, DestinationChannel, QuietHours

MAX_PAGE = 200
Limit = Annotated[int, Meta(ge=1, le=MAX_PAGE)]
LocalTime = Annotated[
    str, Meta(pattern=r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?$", description="HH:MM, also with seconds.")
]
Kind = Annotated[str, Meta(max_length=100)]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request body; unknown fields are errors."""


class NotificationQuery(msgspec.Struct, frozen=True):
    """Which notifications to list, the newest first; `before` is the id of the last one of the previous page."""

    limit: Limit = 50
    before: UUID | None = None
    unread: bool = False
    kind: Kind | None = None


class NotificationView(msgspec.Struct, frozen=True, kw_only=True):
    """A notification; `link` is a path of the page."""

    id: UUID
    kind: str
    app: str
    title: str
    body: str
    link: str
    created_at: datetime
    acknowledged_at: datetime | None


class NotificationList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of notifications, and the number of unread ones."""

    notifications: list[NotificationView]
    unread: int


class UnreadCount(msgspec.Struct, frozen=True):
    """The number of unread notifications."""

    unread: int


class AcknowledgeAllBody(Body, frozen=True, kw_only=True):
    """Which notifications were read: those of a kind, or all."""

    kind: Kind | None = None


class Acknowledged(msgspec.Struct, frozen=True):
    """The number of notifications that were unread before."""

    acknowledged: int


class QuietHoursBody(Body, frozen=True, kw_only=True):
    """Local times between which nothing is sent, and their time zone, such as `Europe/Berlin`."""

    start: LocalTime
    end: LocalTime
    zone: Annotated[str, Meta(max_length=100)]


class KindPreference(msgspec.Struct, frozen=True, kw_only=True):
    """A kind with the channels by which the account gets it."""

    kind: str
    app: str
    title: str
    channels: list[Channel]
    default_channels: list[Channel]


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """What an account wants to be sent."""

    kinds: list[KindPreference]
    quiet_hours: QuietHoursBody | None


class PreferencesBody(Body, frozen=True, kw_only=True):
    """A change: channels by kind (null: the defaults again), and quiet hours (null: none). The rest stays."""

    kinds: Mapping[str, list[Channel] | None] = {}
    quiet_hours: QuietHoursBody | UnsetType | None = UNSET


class DestinationBody(Body, frozen=True, kw_only=True):
    """A new destination; `secret` is the key of a webhook's signatures, which the server can choose."""

    channel: DestinationChannel
    address: str
    label: str = ""
    secret: str | None = None


class DestinationChange(Body, frozen=True, kw_only=True):
    """A change of a destination; what is absent stays."""

    address: str | None = None
    label: str | None = None
    secret: str | None = None
    enabled: bool | None = None


class DestinationView(msgspec.Struct, frozen=True, kw_only=True):
    """A destination; `address` lacks the parts that may be secret. `last_...` is its newest delivery."""

    id: UUID
    channel: DestinationChannel
    label: str
    address: str
    enabled: bool
    created_at: datetime
    last_state: str | None = None
    last_error: str | None = None
    last_at: datetime | None = None


class NewDestinationView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The id of a new destination, and the key that the server has chosen, which is shown once."""

    id: UUID
    secret: str | None = None


class DestinationList(msgspec.Struct, frozen=True):
    """All destinations."""

    destinations: list[DestinationView]


class DeliveryQuery(msgspec.Struct, frozen=True):
    """Which deliveries to list, the newest first; those that are `dead` can be sent again."""

    state: Literal["waiting", "sent", "dead"] | None = None
    limit: Limit = 50


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery of a notification; mail has no destination, and a notification of the server no account."""

    id: UUID
    state: Literal["waiting", "sent", "dead"]
    channel: str
    destination: str | None
    attempts: int
    last_error: str | None
    created_at: datetime
    ended_at: datetime | None
    notification_id: UUID
    kind: str
    title: str
    account_id: UUID | None


class DeliveryList(msgspec.Struct, frozen=True):
    """The newest deliveries."""

    deliveries: list[DeliveryView]


class DeliveryId(msgspec.Struct, frozen=True):
    """The delivery that was queued."""

    delivery: UUID


class Done(msgspec.Struct, frozen=True):
    """The change was made."""

    ok: bool = True


def quiet_hours_body(hours: QuietHours) -> QuietHoursBody:
    """Return quiet hours as they are sent, with seconds only where there are any."""
    start, end = (
        f"{at:%H:%M}" if at.replace(second=0, microsecond=0) == at else at.isoformat()
        for at in (hours.starts_at, hours.ends_at)
    )
    return QuietHoursBody(start=start, end=end, zone=hours.zone)
