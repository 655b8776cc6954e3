"""`alcove recommender`: predict, train, draw."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from alcove.apps.records import taste
from alcove.apps.records.errors import InvalidRequest, NoCandidate, ServiceUnavailable
from alcove.apps.records.services.schemas import (
    DrawReply,
    DrawWish,
    Predictions,
    PredictionWish,
    TrainingReply,
    TrainingWish,
)
from alcove.apps.records.services.service import ServiceDeps, propose, train_for_service
from alcove.foundation.jobs import ApartDied
from alcove.foundation.web import Access, Api, Call

NO_IDS: Final = "No listing_ids were given."
LONGEST_DRAW: Final = 25.0


def register(api: Api, deps: ServiceDeps) -> None:
    """Add the endpoints of the recommender."""

    @api.route("POST", "/predict", body=PredictionWish, answers=Predictions, errors=(InvalidRequest,),
               access=Access.ACCOUNT, summary="The chance that each offer is a keeper")  # fmt: skip
    async def predict(call: Call[None, PredictionWish]) -> Predictions | bytes:
        if not call.body.listing_ids:
            return Predictions(predictions=[], error=NO_IDS)
        found = await taste.predictions(deps.pool, listing_ids=taste.row_ids(_ids(call.body.listing_ids)))
        return b'{"predictions":' + found + b"}"

    @api.route("POST", "/train", body=TrainingWish, answers=TrainingReply, errors=(InvalidRequest,),
               access=Access.ACCOUNT,
               summary="Store verdicts, learn from all there are, and wait for what comes of it")  # fmt: skip
    async def train(call: Call[None, TrainingWish]) -> TrainingReply:
        wish = call.body
        if not wish.listing_ids or not taste.row_ids(_ids(wish.listing_ids)):
            return TrainingReply(success=False, error=NO_IDS)
        if not wish.stored:
            keepers = _ids(wish.keeper_ids or ())
            await taste.judge(deps.pool, listing_ids=_ids(wish.listing_ids), keeper_ids=keepers)
        return await train_for_service(deps.pool, deps.hub, settings=deps.settings, stopping=deps.stopping)

    @api.route("POST", "/thermodynamic", body=DrawWish, answers=DrawReply, errors=(NoCandidate, ServiceUnavailable),
               access=Access.ACCOUNT, summary="Draw a record for today and store nothing")  # fmt: skip
    async def thermodynamic(call: Call[None, DrawWish]) -> DrawReply | bytes:
        try:
            async with asyncio.timeout(LONGEST_DRAW):
                return await propose(
                    deps.pool,
                    now=deps.clock.now(),
                    refresh=bool(call.body.force_refresh),
                    compute=deps.compute,
                )
        except (TimeoutError, ApartDied) as error:
            raise ServiceUnavailable("The draw took too long or its process has died; try again.") from error


def _ids(given: Iterable[Any]) -> list[str | int]:
    """Return what may be ids; true and false, which Python counts among the numbers, are none."""
    return [each for each in given if isinstance(each, str | int) and not isinstance(each, bool)]
