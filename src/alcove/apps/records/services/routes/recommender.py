"""`alcove recommender`: predict, train, select a record of the day."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from alcove.apps.records import taste
from alcove.apps.records.errors import InvalidRequest, NoCandidate, ServiceUnavailable
from alcove.apps.records.services.schemas import (
    PredictReply,
    PredictRequest,
    SelectReply,
    SelectRequest,
    TrainReply,
    TrainRequest,
)
from alcove.apps.records.services.service import ServiceDeps, propose_pick, train_and_report
from alcove.foundation.jobs import ProcessDied
from alcove.foundation.web import Access, Api, Call

NO_IDS: Final = "No listing_ids were given."
SELECT_TIMEOUT_S: Final = 25.0


def register(api: Api, deps: ServiceDeps) -> None:
    """Add the endpoints of the recommender."""

    @api.route("POST", "/predict", body=PredictRequest, response_model=PredictReply, errors=(InvalidRequest,),
               access=Access.ACCOUNT, summary="The chance that each offer is a keeper")  # fmt: skip
    async def predict(call: Call[None, PredictRequest]) -> PredictReply | bytes:
        if not call.body.listing_ids:
            return PredictReply(predictions=[], error=NO_IDS)
        predictions = await taste.read_predictions(
            deps.pool, listing_ids=taste.parse_ids(_filter_ids(call.body.listing_ids))
        )
        return b'{"predictions":' + predictions + b"}"

    @api.route("POST", "/train", body=TrainRequest, response_model=TrainReply, errors=(InvalidRequest,),
               access=Access.ACCOUNT,
               summary="Store verdicts, train a model on all verdicts, and wait for the result")  # fmt: skip
    async def train(call: Call[None, TrainRequest]) -> TrainReply:
        body = call.body
        if not body.listing_ids or not taste.parse_ids(_filter_ids(body.listing_ids)):
            return TrainReply(success=False, error=NO_IDS)
        if not body.stored:
            keepers = _filter_ids(body.keeper_ids or ())
            await taste.store_verdicts(deps.pool, listing_ids=_filter_ids(body.listing_ids), keeper_ids=keepers)
        return await train_and_report(deps.pool, deps.hub, settings=deps.settings, stopping=deps.stopping)

    @api.route("POST", "/thermodynamic", body=SelectRequest, response_model=SelectReply,
               errors=(NoCandidate, ServiceUnavailable), access=Access.ACCOUNT,
               summary="Select a record for today without storing it")  # fmt: skip
    async def thermodynamic(call: Call[None, SelectRequest]) -> SelectReply | bytes:
        try:
            async with asyncio.timeout(SELECT_TIMEOUT_S):
                return await propose_pick(
                    deps.pool,
                    now=deps.clock.now(),
                    refresh=bool(call.body.force_refresh),
                    select=deps.select,
                )
        except (TimeoutError, ProcessDied) as error:
            raise ServiceUnavailable("The selection took too long or its process has died; try again.") from error


def _filter_ids(values: Iterable[Any]) -> list[str | int]:
    """Return the values that may be ids; bool, a subclass of int, is excluded."""
    return [value for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
