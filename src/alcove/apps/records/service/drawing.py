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
    return DrawReply(
        success=True,
        listing_id=selection.listing_id,
        breakdown=Breakdown(
            model_score=selection.model_score,
            entropy_measure=selection.entropy_measure,
            system_temperature=selection.system_temperature,
            utility_term=selection.utility_term,
            entropy_term=selection.entropy_term,
            free_energy=selection.free_energy,
            selection_probability=selection.selection_probability,
            total_candidates=selection.total_candidates,
            cluster_count=selection.cluster_count,
            selection_method=selection.selection_method,
        ),
        seed=seed,
    )
