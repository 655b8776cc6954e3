"""Follows books to their end; where no worker is alive this process becomes one for so long."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from alcove.apps.books.build import build_worker_tasks
from alcove.apps.books.cli.runner import Context
from alcove.apps.books.cli.showing import Board
from alcove.foundation.cli import RECHECK, InlineWorker, stop_on_signals

if TYPE_CHECKING:
    from alcove.apps.books.schemas import OneBook

QUEUE = "books"
ENDED = frozenset({"complete", "error", "cancelled"})
SLOTS = 4


async def follow(context: Context, book_ids: Sequence[str], *, board: Board) -> "list[OneBook] | None":
    """Show books until all have ended and return them; None when a signal told to leave before that."""
    stop = asyncio.Event()
    ended: dict[str, OneBook] = {}
    with stop_on_signals(stop):
        async with (
            context.facade.changes() as changes,
            InlineWorker(context.deps, build_tasks=build_worker_tasks, queue=QUEUE, slots=SLOTS) as worker,
        ):
            while len(ended) < len(book_ids) and not stop.is_set():
                await worker.start_if_needed()
                changes.take_all()
                for book_id in book_ids:
                    status = await context.facade.one(book_id)
                    board.show(status)
                    if status.status in ENDED:
                        ended[book_id] = status
                if len(ended) < len(book_ids):
                    await changes.wait(within=RECHECK, unless=stop)
    return None if len(ended) < len(book_ids) else [ended[book_id] for book_id in book_ids]
