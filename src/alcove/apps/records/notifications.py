"""The notifications of records: a scrape has ended, a record of the day was picked."""

from datetime import date
from typing import Final

from alcove.foundation.database import Connection
from alcove.foundation.notify import Notification, NotificationKind, add_notification

SCRAPE_FINISHED: Final = NotificationKind(name="records.scrape_finished", title="A scrape has finished or failed")
PICK_DRAWN: Final = NotificationKind(name="records.pick_drawn", title="A record of the day was picked")
NOTIFICATIONS: Final = (SCRAPE_FINISHED, PICK_DRAWN)


async def notify_scrape_end(connection: Connection, *, run_id: int, seller: str, failed: bool, summary: str) -> None:
    """Notify the members of the end of a scrape, in the transaction that ends it."""
    title = f"The scrape of {seller} failed" if failed else f"The scrape of {seller} has finished"
    key = f"{run_id}/failed" if failed else str(run_id)
    notification = Notification(kind=SCRAPE_FINISHED, key=key, title=title, body=summary, link="/sellers")
    await add_notification(connection, notification)


async def notify_pick(connection: Connection, *, pick_id: int, day: date, record: str) -> None:
    """Notify the members of a record of the day, in the transaction that stores it."""
    notification = Notification(
        kind=PICK_DRAWN, key=str(pick_id), title=f"Record of the day: {record}", body=f"Picked for {day}.",
        link="/",
    )  # fmt: skip
    await add_notification(connection, notification)
