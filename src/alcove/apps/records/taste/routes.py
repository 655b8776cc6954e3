"""E9 to E11 and E23: scores of the model, predictions, verdicts, and offers to judge."""

from typing import get_args

from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import InvalidRequest
from alcove.apps.records.schemas import NoParameters
from alcove.apps.records.taste.schemas import (
    BatchQuery,
    JudgeBatch,
    ModelPerformance,
    Prediction,
    PredictionQuery,
    SubmitResult,
    TasteModels,
    VerdictForm,
)
from alcove.apps.records.taste.service import recommender_service, training, verdicts
from alcove.apps.records.taste.store import models as model_store
from alcove.apps.records.taste.store import verdicts as verdict_store
from alcove.foundation.web import Access, Api, Call

MAX_BATCH_SIZE = 100


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of verdicts, predictions and models."""
    forwarder = recommender_service.VerdictForwarder(deps.recommender) if deps.recommender is not None else None

    @api.route(
        "GET", "/recommendation-predictions", "/api/recommendation-predictions", "/recommendation-tuner-predictions",
        query=PredictionQuery, response_model=list[Prediction], errors=(InvalidRequest,),
        access=Access.USER, summary="The chance that each offer is a keeper",
    )  # fmt: skip
    async def predictions(call: Call[PredictionQuery, None]) -> bytes:
        listing_ids = verdicts.parse_ids(call.query.listing_ids)
        stored = await verdict_store.read_predictions(deps.pool, listing_ids=listing_ids)
        return await recommender_service.merge_service_predictions(deps.recommender, stored=stored)

    @api.route(
        "POST", "/submit-scoring-selections", "/api/submit-scoring-selections", "/submit-recommendations",
        body=VerdictForm, form=True, response_model=SubmitResult, errors=(InvalidRequest,),
        access=Access.USER, summary="Store which of the shown offers are kept",
    )  # fmt: skip
    async def submit(call: Call[None, VerdictForm]) -> SubmitResult:
        form = call.body
        listing_ids, keeper_ids = verdicts.parse_ids(form.listing_ids), verdicts.parse_ids(form.keeper_ids)
        updated = await verdicts.store_verdicts(deps.pool, listing_ids=listing_ids, keeper_ids=keeper_ids)
        if updated and forwarder is not None:
            forwarder.forward(listing_ids=listing_ids, keeper_ids=keeper_ids)
        return SubmitResult(success=True, updated=updated, training="scheduled" if updated else "not needed")

    @api.route("GET", "/api/recommender/listings", "/recommender/listings", query=BatchQuery, response_model=JudgeBatch,
               errors=(InvalidRequest,),
               access=Access.USER, summary="Offers without a verdict: random, uncertain or diverse ones")  # fmt: skip
    async def batch(call: Call[BatchQuery, None]) -> bytes:
        limit = min(max(call.query.limit, 1), MAX_BATCH_SIZE)
        return await verdict_store.read_batch(deps.pool, limit=limit, strategy=_parse_strategy(call.query.strategy))

    @api.route(
        "GET", "/model-performance-stats", "/api/model-performance-stats", response_model=ModelPerformance,
        access=Access.USER, summary="The model's held-out accuracy and its trainings",
    )  # fmt: skip
    async def performance(call: Call[NoParameters, None]) -> bytes:
        return await model_store.read_performance(deps.pool)

    @api.route("GET", "/api/recommender/models", response_model=TasteModels,
               access=Access.USER,
               summary="The model in use, the scores of all recommenders, and the newest trainings")  # fmt: skip
    async def models(call: Call[NoParameters, None]) -> bytes:
        return await training.read_model_status(deps.pool, deps.settings)


def _parse_strategy(name: str) -> verdict_store.BatchStrategy:
    for strategy in get_args(verdict_store.BatchStrategy):
        if name == strategy:
            parsed: verdict_store.BatchStrategy = strategy
            return parsed
    raise InvalidRequest(f"strategy is {name[:50]!r}: expected random, uncertain or diverse.")
