"""Make passages of the texts of materials, in steps that are committed one by one.

The passages of a text and their ids are always the same, so a run that was killed is continued by making them again:
those that are there already stay.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from alcove.apps.study.materials.chunks import count_pages, split_text
from alcove.apps.study.materials.model import MAX_ACCOUNT_CHUNKS, MAX_CHUNKS, PassageRows, number_passages
from alcove.apps.study.materials.store import imports as store
from alcove.apps.study.materials.store.imports import ClaimedText
from alcove.foundation.database import Pool

STEP: Final = 500
"""Passages of one step."""
_DONE: Final = 100


class MaterialIndexer:
    """Works on what is queued, the oldest first."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(self, checkpoint: Callable[[], None]) -> int:
        """Make the passages of all texts that are queued and return how many there were.

        `checkpoint` is called between steps, and ends the run by raising.
        """
        count = 0
        while (claimed := await store.claim_text(self._pool)) is not None:
            await self._index(claimed, checkpoint)
            count += 1
            checkpoint()
        return count

    async def _index(self, claimed: ClaimedText, checkpoint: Callable[[], None]) -> None:
        rows = await asyncio.to_thread(_make_passages, claimed)
        reason = _find_refusal(claimed, rows)
        if reason is not None:
            await self._refuse(claimed, reason)
            return
        for start in range(0, len(rows) or 1, STEP):
            if not await self._add_step(claimed, rows, start=start):
                return
            checkpoint()

    async def _add_step(self, claimed: ClaimedText, rows: PassageRows, *, start: int) -> bool:
        """Add some passages; return False when the text has changed meanwhile."""
        end = min(start + STEP, len(rows))
        span = _DONE - claimed.progress
        progress = claimed.progress + (span * end // len(rows) if rows.ids else span)
        async with self._pool.acquire() as connection, connection.transaction():
            title = await store.begin_step(
                connection, claimed.material_id, revision=claimed.revision, progress=progress
            )
            if title is None:
                return False
            if start == 0:
                await store.remove_other_passages(connection, claimed.material_id, rows=rows)
            await store.add_passages(connection, claimed.material_id, title=title, rows=rows.part(start, end))
            if end == len(rows):
                pages = count_pages(claimed.content)
                await store.finish(
                    connection, claimed.material_id, revision=claimed.revision, pages=pages, chunks=len(rows)
                )
        return True

    async def _refuse(self, claimed: ClaimedText, reason: str) -> None:
        """End an import without any passages."""
        none = PassageRows(ids=(), positions=(), pages=(), contents=())
        async with self._pool.acquire() as connection, connection.transaction():
            title = await store.begin_step(connection, claimed.material_id, revision=claimed.revision, progress=0)
            if title is not None:
                await store.remove_other_passages(connection, claimed.material_id, rows=none)
                await store.fail(connection, claimed.material_id, revision=claimed.revision, reason=reason)


def _make_passages(claimed: ClaimedText) -> PassageRows:
    return number_passages(claimed.material_id, split_text(claimed.content))


def _find_refusal(claimed: ClaimedText, rows: PassageRows) -> str | None:
    if len(rows) > MAX_CHUNKS:
        return f"The text has {len(rows):,} passages; {MAX_CHUNKS:,} are the most. Add it in several parts."
    if claimed.other_chunks + len(rows) > MAX_ACCOUNT_CHUNKS:
        return (
            f"Your materials would have more than {MAX_ACCOUNT_CHUNKS:,} passages together: delete some of them, and"
            " add this one again."
        )
    return None
