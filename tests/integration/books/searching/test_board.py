"""One reading of the queue for all who ask, and never an old one after a change."""

import asyncio
import json

from alcove.apps.books.service import queueing
from alcove.foundation.database import transaction
from fixtures.books.app_with_sources import House, book


async def test_a_change_through_this_process_is_seen_at_once(house: House) -> None:
    """Whoever reads after a change of this process reads it, even if no notification has come yet."""
    board = house.context().board
    for number in range(20):
        await board.snapshot()
        async with transaction(house.deps.pool) as connection:
            await queueing.enqueue(connection, book=book(f"sh-{number}.epub"))
        board.changed()
        assert len(json.loads(await board.snapshot())["queued"]) == number + 1


async def test_a_change_elsewhere_is_seen_once_it_is_heard_of(house: House) -> None:
    """A change of another process is seen as soon as its notification is here."""
    board = house.context().board
    await board.snapshot()
    async with transaction(house.deps.pool) as connection:
        await queueing.enqueue(connection, book=book())
    async with asyncio.timeout(5):
        while not json.loads(await board.snapshot())["queued"]:  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.005)


async def test_who_hangs_up_takes_nothing_from_the_others(house: House) -> None:
    """A reader that leaves while the queue is being read spoils nobody else's reading."""
    board = house.context().board
    await board.snapshot()
    readers = [asyncio.create_task(board.snapshot()) for _ in range(10)]
    await asyncio.sleep(0)
    readers[0].cancel()
    answers = await asyncio.gather(*readers, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert len({answer for answer in answers[1:] if isinstance(answer, bytes)}) == 1


async def test_a_failed_reading_is_not_kept(house: House) -> None:
    """After a reading that failed, the next reader has a reading of its own."""
    board = house.context().board
    await board.snapshot()
    await asyncio.sleep(0.05)
    await house.deps.pool.execute("ALTER TABLE books_download RENAME TO gone")
    board.changed()
    failed = await asyncio.gather(board.snapshot(), return_exceptions=True)
    assert isinstance(failed[0], Exception)
    await house.deps.pool.execute("ALTER TABLE gone RENAME TO books_download")
    assert json.loads(await board.snapshot())["queued"] == {}
