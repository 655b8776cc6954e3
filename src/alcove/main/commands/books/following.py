"""Follows books to their end; where no worker is alive this process becomes one for so long."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from alcove.main.commands.books.office import At
from alcove.main.commands.books.showing import Board
from alcove.main.commands.watching import Standin, first_of, signals, told_of

if TYPE_CHECKING:
    from alcove.apps.books.schemas import OneBook

QUEUE = "books"
ENDED = frozenset({"complete", "error", "cancelled"})
SLOTS = 4


async def follow(at: At, book_ids: Sequence[str], *, board: Board) -> "list[OneBook] | None":
    """Show books until all have ended and return them; None when a signal told to leave before that."""
    stop = asyncio.Event()
    ended: dict[str, OneBook] = {}
    with signals(stop):
        async with told_of(at.desk.told()) as changed, Standin(at.resources, queue=QUEUE, slots=SLOTS) as standin:
            while len(ended) < len(book_ids) and not stop.is_set():
                await standin.step_in()
                changed.clear()
                for book_id in book_ids:
                    status = await at.desk.one(book_id)
                    board.show(status)
                    if status.status in ENDED:
                        ended[book_id] = status
                if len(ended) < len(book_ids):
                    await first_of(changed, stop)
    return None if len(ended) < len(book_ids) else [ended[book_id] for book_id in book_ids]
