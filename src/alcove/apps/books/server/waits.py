"""Describes to the owner what waits for other servers, why and until when."""

from typing import Final

from alcove.apps.books.model.waiting import describe_time
from alcove.apps.books.server.store import Wait, list_waits
from alcove.foundation.database import Pool

MAX_WAITS: Final = 8


async def describe_waits(pool: Pool, *, hours: float) -> str:
    """Return what waits and why, '' when nothing does; without titles, because everybody may see the health."""
    return " ".join(_describe(wait) for wait in await list_waits(pool, hours=hours, limit=MAX_WAITS))


def _describe(wait: Wait) -> str:
    if wait.kind == "source":
        return wait.reason
    is_one = wait.number == 1
    if wait.kind == "download":
        return f"{wait.number} book{' waits' if is_one else 's wait'}: {wait.reason}"
    noun = "saved search" if wait.kind == "saved search" else "catalogue"
    subject = f"A {noun}" if is_one else f"{wait.number} {noun}es"
    next_try = f" Next try at {describe_time(wait.next_at)}." if wait.next_at else ""
    return f"{subject} failed: {wait.reason}.{next_try}"
