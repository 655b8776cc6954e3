"""What operators see and do: health, and deliveries of all accounts."""

from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.notify.model import Notification
from alcove.foundation.notify.store import deliveries, destinations, notifications
from alcove.foundation.notify.tasks import defer_deliveries
from alcove.foundation.telemetry import ComponentHealth, Probe

NAME: Final = "notifications"
MAX_AT_ONCE: Final = 1000
TEST_TITLE: Final = "Test notification of Alcove"
TEST_BODY: Final = "This destination works."


async def add_server_webhook(
    connection: Connection, notification: Notification, *, notification_id: UUID, now: datetime
) -> None:
    """Queue a notification of the server to the webhook of its kind, in the caller's transaction; once for an id."""
    is_new = await notifications.add_for_server(connection, notification, notification_id=notification_id, now=now)
    delivery_id = await deliveries.add_for_server(connection, notification_id, now=now) if is_new else None
    if delivery_id is not None:
        await defer_deliveries(connection, [delivery_id])


async def queue_test(
    connection: Connection, account_id: UUID, *, destination_id: UUID, channel: str, now: datetime
) -> UUID:
    """Queue a test notification to a destination in the caller's transaction; return the id of its delivery."""
    notification_id = await notifications.add_test(connection, account_id, title=TEST_TITLE, body=TEST_BODY, now=now)
    delivery_id = await deliveries.add(
        connection, notification_id, destination_id=destination_id, channel=channel, now=now
    )
    await defer_deliveries(connection, [delivery_id])
    return delivery_id


async def queue_tests(pool: Pool, account: str, *, now: datetime) -> int:
    """Queue a test to each destination of an account, which is named by its name or address; return their number."""
    async with transaction(pool) as connection:
        found = await destinations.list_enabled(connection, account)
        for destination in found:
            await queue_test(
                connection, destination.account_id, destination_id=destination.id, channel=destination.channel, now=now
            )
    return len(found)


async def send_again(pool: Pool, *, delivery_id: UUID | None, now: datetime) -> int:
    """Queue a delivery that was given up, or the newest MAX_AT_ONCE of all; return their number."""
    async with transaction(pool) as connection:
        if delivery_id is None:
            dead = [delivery.id for delivery in await deliveries.list_deliveries(pool, state="dead", limit=MAX_AT_ONCE)]
        else:
            dead = [delivery_id]
        revived = [number for number in dead if await deliveries.revive(connection, number, reader=None, now=now)]
        await defer_deliveries(connection, revived)
    return len(revived)


def build_probe(pool: Pool) -> Probe:
    """Return the probe of notifications; always ok, since destinations are other people's servers."""

    async def check_notifications() -> ComponentHealth:
        delayed = await deliveries.count_delayed(pool)
        if not delayed:
            return ComponentHealth(NAME, "ok", "no delivery is being repeated")
        waiting = "1 delivery is" if delayed == 1 else f"{delayed} deliveries are"
        return ComponentHealth(NAME, "ok", f"{waiting} being repeated; `alcove notify list` has the errors")

    return check_notifications
