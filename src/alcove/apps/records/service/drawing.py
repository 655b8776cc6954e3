"""A record of the day drawn for somebody else: nothing is stored."""

from datetime import datetime

from alcove.apps.records.errors import NoCandidate
from alcove.apps.records.schemas.answers import Breakdown
from alcove.apps.records.schemas.services import DrawReply
from alcove.apps.records.service import choosing
from alcove.apps.records.service.choosing import Compute
from alcove.apps.records.store import services
from alcove.foundation.database import Pool


async def propose(pool: Pool, *, now: datetime, refresh: bool, compute: Compute) -> DrawReply | bytes:
    """Return today's stored record unless `refresh`, else one drawn afresh; NoCandidate."""
    today = now.date()
    stored = None if refresh else await services.pick_of(pool, today=today)
    if stored is not None:
        return stored
    seed = choosing.fresh_seed()
    selection = await choosing.draw(pool, today=today, now=now, seed=seed, compute=compute)
    if selection is None:
        raise NoCandidate(choosing.NOTHING_TO_DRAW)
    terms = choosing.terms_of(selection)
    return DrawReply(success=True, listing_id=terms.pop("listing_id"), breakdown=Breakdown(**terms), seed=seed)
