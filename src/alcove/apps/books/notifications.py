"""The notifications of books: a book was delivered or has failed, a saved search has found some."""

from datetime import datetime
from typing import Final

from alcove.foundation.database import Connection
from alcove.foundation.notify import Notification, NotificationKind, add_notification

DELIVERED: Final = NotificationKind(name="books.delivered", title="A book was delivered")
FAILED: Final = NotificationKind(name="books.failed", title="A download has failed")
SEARCH_FOUND: Final = NotificationKind(name="books.search_found", title="A saved search has found books")
NOTIFICATIONS: Final = (DELIVERED, FAILED, SEARCH_FOUND)
_QUEUE_PAGE: Final = "/books/queue"
_MAX_TITLES: Final = 10


async def notify_delivered(connection: Connection, *, key: str, owner: str, title: str, message: str | None) -> None:
    """Notify whoever queued a book, in the transaction that completes it; `key` names the download."""
    text = message or "The file is in the library."
    await _notify(connection, DELIVERED, key=key, owner=owner, title=f"Delivered: {title}", body=text)


async def notify_failed(connection: Connection, *, key: str, owner: str, title: str, message: str) -> None:
    """Notify whoever queued a book of its failure, in the transaction that ends the download."""
    await _notify(connection, FAILED, key=key, owner=owner, title=f"Failed: {title}", body=message)


async def notify_found(
    connection: Connection, *, search_id: int, name: str, owner: str, ran_at: datetime | None, titles: list[str]
) -> None:
    """Notify the owner of a saved search of the new books of a run, in the transaction that stores them."""
    number = len(titles)
    more = f"\nand {number - _MAX_TITLES} more" if number > _MAX_TITLES else ""
    await _notify(
        connection, SEARCH_FOUND, key=f"{search_id}/{ran_at}", owner=owner,
        title=f"{name}: {number} new {'book' if number == 1 else 'books'}",
        body="\n".join(titles[:_MAX_TITLES]) + more,
    )  # fmt: skip


async def _notify(
    connection: Connection, kind: NotificationKind, *, key: str, owner: str, title: str, body: str
) -> None:
    notification = Notification(kind=kind, key=key, title=title, body=body, link=_QUEUE_PAGE, member=owner)
    await add_notification(connection, notification)
