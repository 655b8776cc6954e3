"""E10, E11 and E23: predictions, verdicts, and offers to judge."""

from typing import get_args

from alcove.apps.records.errors import InvalidRequest
from alcove.apps.records.routes.context import Context
from alcove.apps.records.schemas import (
    BatchQuery,
    JudgeBatch,
    Nothing,
    Prediction,
    PredictionQuery,
    SelectionForm,
    SubmitResult,
    TasteModels,
)
from alcove.apps.records.service import delegation, learning, verdicts
from alcove.apps.records.store import offers
from alcove.foundation.web import Access, Api, Call

MOST_TO_JUDGE = 100


def register(api: Api, context: Context) -> None:
    """Add the endpoints of judging and predicting."""
    forwarder = delegation.VerdictForwarder(context.recommender) if context.recommender is not None else None

    @api.route(
        "GET", "/recommendation-predictions", "/api/recommendation-predictions", "/recommendation-tuner-predictions",
        query=PredictionQuery, answers=list[Prediction], errors=(InvalidRequest,),
        access=Access.USER, summary="The chance that each offer is a keeper",
    )  # fmt: skip
    async def predictions(call: Call[PredictionQuery, None]) -> bytes:
        asked = verdicts.row_ids(call.query.listing_ids)
        stored = await offers.predictions(context.pool, listing_ids=asked)
        return await delegation.predictions(context.recommender, stored=stored)

    @api.route(
        "POST", "/submit-scoring-selections", "/api/submit-scoring-selections", "/submit-recommendations",
        body=SelectionForm, form=True, answers=SubmitResult, errors=(InvalidRequest,),
        access=Access.USER, summary="Say which of the shown offers to keep",
    )  # fmt: skip
    async def submit(call: Call[None, SelectionForm]) -> SubmitResult:
        form = call.body
        judged = await verdicts.judge(context.pool, listing_ids=form.listing_ids, keeper_ids=form.keeper_ids)
        if judged and forwarder is not None:
            forwarder.forward(shown=verdicts.row_ids(form.listing_ids), keepers=verdicts.row_ids(form.keeper_ids))
        return SubmitResult(success=True, updated=judged, training="scheduled" if judged else "not needed")

    @api.route("GET", "/api/recommender/listings", "/recommender/listings", query=BatchQuery, answers=JudgeBatch,
               errors=(InvalidRequest,),
               access=Access.USER, summary="Offers that nobody has judged yet, by chance or to learn from")  # fmt: skip
    async def batch(call: Call[BatchQuery, None]) -> bytes:
        limit = min(max(call.query.limit, 1), MOST_TO_JUDGE)
        return await offers.to_judge(context.pool, limit=limit, strategy=_strategy(call.query.strategy))

    @api.route("GET", "/api/recommender/models", answers=TasteModels,
               access=Access.USER,
               summary="The model in use, how its rivals did, and the newest trainings")  # fmt: skip
    async def models(call: Call[Nothing, None]) -> bytes:
        return await learning.status(context.pool, context.settings)


def _strategy(word: str) -> offers.Strategy:
    for strategy in get_args(offers.Strategy):
        if word == strategy:
            found: offers.Strategy = strategy
            return found
    raise InvalidRequest(f"strategy is {word[:50]!r}: expected random, uncertain or diverse.")
