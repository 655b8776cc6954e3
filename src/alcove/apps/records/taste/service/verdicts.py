"""The owner's verdicts: which offers to keep."""

from collections.abc import Iterable, Sequence

from alcove.apps.records import catalogue
from alcove.apps.records.errors import InvalidRequest
from alcove.apps.records.taste.service.training import request_training
from alcove.apps.records.taste.store import verdicts
from alcove.foundation.database import Connection, Pool, notify, transaction

MAX_IDS = 10_000
VERDICT_CHANNEL = "records_verdict"
"""The payload is the id of an offer whose verdict has changed, or MANY."""
MANY = "0"
MAX_NOTIFIED = 20
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
        await _announce(connection, ids if count else ())
    return count


async def clear_verdicts(pool: Pool, *, listing_ids: Sequence[int]) -> int:
    """Remove the verdicts of listings, request a training, and return how many of the listings are known."""
    async with transaction(pool) as connection:
        await catalogue.lock_for_writing(connection)
        count = await verdicts.clear_verdicts(connection, listing_ids=listing_ids)
        await _announce(connection, listing_ids if count else ())
    return count


async def _announce(connection: Connection, listing_ids: Sequence[int]) -> None:
    """Request a training and notify pages; of many verdicts only that there are new ones."""
    if not listing_ids:
        return
    await request_training(connection)
    payloads = [str(listing_id) for listing_id in listing_ids] if len(listing_ids) <= MAX_NOTIFIED else [MANY]
    await notify(connection, VERDICT_CHANNEL, *payloads)
