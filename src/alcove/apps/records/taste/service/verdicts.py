"""Verdicts: which offers the owner keeps."""

from collections.abc import Iterable

from alcove.apps.records import catalogue
from alcove.apps.records.errors import InvalidRequest
from alcove.apps.records.taste.service.training import ask_for_training
from alcove.apps.records.taste.store import verdicts
from alcove.foundation.database import Pool, transaction

MOST_IDS = 10_000
_LARGEST_ID = 2**63 - 1
_LONGEST_ID = 30


def row_ids(given: Iterable[str | int]) -> list[int]:
    """Return the ids among `given` in their order, each once; what cannot be an id is left out."""
    ids: dict[int, None] = {}
    for item in given:
        number = item if isinstance(item, int) else _number(item)
        if 0 < number <= _LARGEST_ID:
            ids[number] = None
    if len(ids) > MOST_IDS:
        raise InvalidRequest(f"At most {MOST_IDS} ids can be given at once.")
    return list(ids)


def _number(item: str) -> int:
    text = item.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else 0


async def judge(pool: Pool, *, listing_ids: Iterable[str | int], keeper_ids: Iterable[str | int]) -> int:
    """Store which of the shown offers are kept, ask for a training, and return how many offers were judged."""
    shown, keepers = row_ids(listing_ids), row_ids(keeper_ids)
    if not shown:
        return 0
    async with transaction(pool) as connection:
        await catalogue.one_writer(connection)
        judged = await verdicts.judge(connection, listing_ids=shown, keeper_ids=keepers)
        if judged:
            await ask_for_training(connection)
    return judged
