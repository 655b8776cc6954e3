"""Use cases of verdicts: make, change and undo one, and choose the next offers to judge."""

from typing import Literal

from alcove.apps.records import offers, taste
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import InvalidRequest, NotFound
from alcove.apps.records.verdicts import store
from alcove.apps.records.verdicts.model import StoredVerdict, Strategy
from alcove.apps.records.verdicts.schemas import DigBatch, DigQuery, VerdictQuery

MAX_BATCH = 20
MAX_LISTED = 1_000
MAX_RECENT = 10


async def set_verdict(deps: ApiDeps, *, listing_id: int, verdict: Literal["keep", "skip"] | None) -> StoredVerdict:
    """Store the verdict on an offer, or remove it for None; NotFound."""
    if verdict is None:
        known = await taste.clear_verdicts(deps.pool, listing_ids=[listing_id])
    else:
        keepers = [listing_id] if verdict == "keep" else []
        known = await taste.store_verdicts(deps.pool, listing_ids=[listing_id], keeper_ids=keepers)
    if not known:
        raise NotFound(f"There is no offer {listing_id}.")
    return StoredVerdict(id=listing_id, verdict=verdict, counts=await store.read_counts(deps.pool))


async def read_verdicts(deps: ApiDeps, query: VerdictQuery) -> bytes:
    """Return kept or skipped offers by seller, as JSON."""
    if query.verdict not in {"keep", "skip"}:
        raise InvalidRequest("verdict must be keep or skip.")
    prices = await offers.load_prices(deps.pool, currency=query.currency, settings=deps.settings, clock=deps.clock)
    limit = min(max(query.limit, 1), MAX_LISTED)
    return await store.read_verdicts(deps.pool, kept=query.verdict == "keep", prices=prices, limit=limit)


async def choose_offers(deps: ApiDeps, query: DigQuery) -> DigBatch:
    """Return the next offers to judge, with reasons; without what a strategy needs, random ones."""
    strategy, state = _parse_strategy(query.strategy), await store.read_dig_state(deps.pool)
    if (strategy in {"hard", "likely"} and not state.is_trained) or (strategy == "varied" and not state.is_ranked):
        strategy = "random"
    limit = min(max(query.limit, 1), MAX_BATCH)
    prices = await offers.load_prices(deps.pool, currency=query.currency, settings=deps.settings, clock=deps.clock)
    ids = await store.list_next(deps.pool, strategy=strategy, seller=query.seller, limit=limit)
    return DigBatch(
        strategy=strategy,
        is_trained=state.is_trained,
        needed=deps.settings.ml_min_samples,
        counts=await store.read_counts(deps.pool),
        recent=await store.list_recent(deps.pool, prices=prices, limit=MAX_RECENT),
        offers=await offers.describe_offers(
            deps.pool, ids=ids, currency=query.currency, settings=deps.settings, clock=deps.clock
        ),
    )


def _parse_strategy(name: str) -> Strategy:
    for strategy in ("varied", "hard", "random", "likely"):
        if name == strategy:
            parsed: Strategy = strategy
            return parsed
    raise InvalidRequest(f"strategy is {name[:50]!r}: expected varied, hard, random or likely.")
