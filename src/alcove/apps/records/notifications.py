"""The notifications of records: a scrape has ended, a record of the day was picked, a saved search has found offers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from alcove.foundation.database import Connection
from alcove.foundation.jobs import Job, defer
from alcove.foundation.notify import Notification, NotificationKind, add_notification

SCRAPE_FINISHED: Final = NotificationKind(name="records.scrape_finished", title="A scrape has finished or failed")
PICK_DRAWN: Final = NotificationKind(name="records.pick_drawn", title="A record of the day was picked")
SEARCH_FOUND: Final = NotificationKind(name="records.search_found", title="A saved search has found offers")
NOTIFICATIONS: Final = (SCRAPE_FINISHED, PICK_DRAWN, SEARCH_FOUND)

SAVED_SEARCHES_TASK: Final = "records.saved-searches"
_MAX_LINES: Final = 10


async def notify_scrape_end(connection: Connection, *, run_id: int, seller: str, failed: bool, summary: str) -> None:
    """Notify the members of the end of a scrape, in the transaction that ends it."""
    title = f"The scrape of {seller} failed" if failed else f"The scrape of {seller} has finished"
    key = f"{run_id}/failed" if failed else str(run_id)
    notification = Notification(kind=SCRAPE_FINISHED, key=key, title=title, body=summary, link="/records/sellers")
    await add_notification(connection, notification)


async def notify_pick(connection: Connection, *, pick_id: int, day: date, record: str) -> None:
    """Notify the members of a record of the day, in the transaction that stores it."""
    notification = Notification(
        kind=PICK_DRAWN, key=str(pick_id), title=f"Record of the day: {record}", body=f"Picked for {day}.",
        link="/",
    )  # fmt: skip
    await add_notification(connection, notification)


async def request_saved_searches(connection: Connection) -> None:
    """Defer the job that runs saved searches within the caller's transaction; at most one is queued."""
    await defer(connection, Job(task=SAVED_SEARCHES_TASK, queue="records", queueing_lock=SAVED_SEARCHES_TASK))


async def notify_found(
    connection: Connection, *, search_id: int, name: str, owner: str, ran_at: datetime, offers: Sequence[str]
) -> None:
    """Notify the owner of a saved search of the offers that a run found first, in the transaction that stores them."""
    number = len(offers)
    more = f"\nand {number - _MAX_LINES} more" if number > _MAX_LINES else ""
    notification = Notification(
        kind=SEARCH_FOUND, key=f"{search_id}/{ran_at.isoformat()}",
        title=f"{name}: {number} new {'offer' if number == 1 else 'offers'}",
        body="\n".join(offers[:_MAX_LINES]) + more, link="/records", member=owner,
    )  # fmt: skip
    await add_notification(connection, notification)
