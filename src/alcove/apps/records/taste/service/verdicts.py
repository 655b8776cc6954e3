"""The owner's verdicts: which offers to keep."""

from collections.abc import Iterable

from alcove.apps.records import catalogue
from alcove.apps.records.errors import InvalidRequest
from alcove.apps.records.taste.service.training import request_training
from alcove.apps.records.taste.store import verdicts
from alcove.foundation.database import Pool, transaction

MAX_IDS = 10_000
_MAX_ID = 2**63 - 1
_MAX_DIGITS = 30


def parse_ids(values: Iterable[str | int]) -> list[int]:
    """Return the distinct ids among `values`, in order; values that cannot be an id are skipped. InvalidRequest."""
    ids: dict[int, None] = {}
    for item in values:
        number = item if isinstance(item, int) else _parse_id(item)
        if 0 < number <= _MAX_ID:
            ids[number] = None
    if len(ids) > MAX_IDS:
        raise InvalidRequest(f"At most {MAX_IDS} ids can be given at once.")
    return list(ids)


def _parse_id(item: str) -> int:
    text = item.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MAX_DIGITS else 0


async def store_verdicts(pool: Pool, *, listing_ids: Iterable[str | int], keeper_ids: Iterable[str | int]) -> int:
    """Store a verdict for each listing, request a training, and return the number of verdicts stored."""
    ids, keepers = parse_ids(listing_ids), parse_ids(keeper_ids)
    if not ids:
        return 0
    async with transaction(pool) as connection:
        await catalogue.lock_for_writing(connection)
        count = await verdicts.update_verdicts(connection, listing_ids=ids, keeper_ids=keepers)
        if count:
            await request_training(connection)
    return count
