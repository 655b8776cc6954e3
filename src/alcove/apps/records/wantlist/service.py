"""Use cases of the wantlist: find the release, add and remove it, request a synchronisation."""

from datetime import datetime
from typing import Final

from alcove.apps.records import catalogue
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import InvalidRequest, NotFound
from alcove.apps.records.wantlist import store
from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.jobs import Job, defer

SYNC_TASK: Final = "records.wantlist"
QUEUE: Final = "scraping"
_MAX_ID = 2**63 - 1


async def find_release_id(pool: Pool, *, record_id: str | int, listing_id: str | int) -> int:
    """Return the given Discogs release id, or that of a stored offer; InvalidRequest, NotFound."""
    release = str(record_id).strip()
    if release:
        return _parse_positive("record_id", release)
    offer = str(listing_id).strip()
    if not offer:
        raise InvalidRequest("Give the Discogs release id in `record_id`.")
    stored = await catalogue.find_release_id(pool, listing_id=_parse_positive("listing_id", offer))
    if stored is None:
        raise NotFound(f"There is no listing with id {offer}.")
    return _parse_positive("record_id", stored)


async def add_release(deps: ApiDeps, release_id: int) -> None:
    """Add a release to the wantlist on Discogs, then here; ReleaseUnknown, CredentialsMissing, UpstreamFailed."""
    async with deps.marketplace() as marketplace:
        await marketplace.add_to_wantlist(release_id)
    async with transaction(deps.pool) as connection:
        await store.add_want(connection, release_id, at=deps.clock.now())


async def remove_release(deps: ApiDeps, release_id: int) -> None:
    """Remove a release from the wantlist on Discogs, then here; CredentialsMissing, UpstreamFailed."""
    async with deps.marketplace() as marketplace:
        await marketplace.remove_from_wantlist(release_id)
    async with transaction(deps.pool) as connection:
        await store.remove_want(connection, release_id, at=deps.clock.now())


async def request_sync(connection: Connection, *, now: datetime) -> bool:
    """Request a synchronisation within the caller's transaction; False while one is queued or running."""
    is_new = await store.request(connection, now=now)
    if is_new:
        await defer_sync(connection)
    return is_new


async def defer_sync(connection: Connection) -> None:
    """Defer the job of a queued synchronisation, and notify listeners."""
    await defer(connection, Job(task=SYNC_TASK, queue=QUEUE, lock=SYNC_TASK, queueing_lock=SYNC_TASK))
    await store.notify_sync(connection)


def _parse_positive(name: str, text: str) -> int:
    digits = text.lstrip("0")
    # int() rejects thousands of digits with another error.
    if text.isascii() and digits.isdigit() and len(digits) < 20 and int(digits) <= _MAX_ID:
        return int(digits)
    raise InvalidRequest(f"{name} must be a positive whole number.")
