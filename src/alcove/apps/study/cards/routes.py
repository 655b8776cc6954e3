"""`/api/flashcards`, `/api/flashcard-sets` and `/api/reviews`."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.cards.errors import CardsNotFound, ReviewConflict, TooManyCards
from alcove.apps.study.cards.query_values import read_optional_day, read_optional_id
from alcove.apps.study.cards.resources import CARDS, SETS, limit_cards, limit_sets
from alcove.apps.study.cards.reviews import CardReviews
from alcove.apps.study.cards.schemas import (
    BatchBody,
    BatchFields,
    CardBody,
    HeatMapQuery,
    PreviewBody,
    QueueBody,
    QueueQuery,
    ReviewBody,
    ReviewFields,
    ReviewListBody,
    ReviewListQuery,
    StatisticsQuery,
)
from alcove.apps.study.cards.service import Cards
from alcove.apps.study.cards.statistics_schemas import HeatMapBody, StatisticsBody
from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import Rows, both_paths, read_row_id, register_rows
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

_CALLER: Final = (NotSignedIn, NotAllowed)
_READ: Final = (*_CALLER, InvalidFields)
_CHANGE: Final = (*_CALLER, CrossOriginForbidden)
_CREATED: Final = 201


class CardEndpoints:
    """The handlers of the endpoints besides those of rows."""

    def __init__(self, cards: Cards, *, callers: CallerIdentifier) -> None:
        self._cards = cards
        self._callers = callers

    async def list_due(self, call: Call[QueueQuery, None]) -> bytes:
        """Return the cards to review now."""
        query = call.query
        return await self._cards.list_due(
            await self._identify(call),
            set_id=read_optional_id("set_id", query.set_id),
            limit=query.limit,
            new_per_day=query.new,
        )

    async def preview(self, call: Call[None, None]) -> PreviewBody:
        """Return when a card would be due, by rating."""
        user_id = await self._identify(call)
        due = await self._cards.preview(read_row_id(call, CARDS), user_id=user_id)
        return PreviewBody(**{rating.name.lower(): instant for rating, instant in due.items()})

    async def suspend(self, call: Call[None, None]) -> bytes:
        """Take a card out of the queue."""
        user_id = await self._identify(call)
        return await self._cards.suspend(read_row_id(call, CARDS), user_id=user_id, suspends=True)

    async def resume(self, call: Call[None, None]) -> bytes:
        """Take a card back into the queue."""
        user_id = await self._identify(call)
        return await self._cards.suspend(read_row_id(call, CARDS), user_id=user_id, suspends=False)

    async def review(self, call: Call[None, dict[str, Any]]) -> ReviewBody:
        """Store a review."""
        user_id = await self._identify(call)
        return (await self._cards.review([call.body], user_id=user_id))[0]

    async def review_batch(self, call: Call[None, dict[str, Any]]) -> BatchBody:
        """Store several reviews."""
        user_id = await self._identify(call)
        return BatchBody(reviews=list(await self._cards.review_batch(call.body, user_id=user_id)))

    async def list_reviews(self, call: Call[ReviewListQuery, None]) -> bytes:
        """Return a page of reviews."""
        query = call.query
        return await self._cards.list_reviews(
            await self._identify(call),
            card_id=read_optional_id("card_id", query.card_id),
            before=query.before,
            limit=query.limit,
        )

    async def undo(self, call: Call[None, None]) -> ReviewBody:
        """Undo a review."""
        user_id = await self._identify(call)
        return await self._cards.undo(call.path["id"], user_id=user_id)

    async def undo_last(self, call: Call[None, None]) -> ReviewBody:
        """Undo the review that arrived last."""
        return await self._cards.undo(None, user_id=await self._identify(call))

    async def read_heat_map(self, call: Call[HeatMapQuery, None]) -> bytes:
        """Return the reviews by study day."""
        query = call.query
        return await self._cards.read_heat_map(
            await self._identify(call),
            first=read_optional_day("from", query.first),
            last=read_optional_day("to", query.last),
            set_id=read_optional_id("set_id", query.set_id),
        )

    async def read_statistics(self, call: Call[StatisticsQuery, None]) -> bytes:
        """Return what reviews and cards show."""
        query = call.query
        return await self._cards.read_statistics(
            await self._identify(call),
            set_id=read_optional_id("set_id", query.set_id),
            days=query.days,
            forecast=query.forecast,
        )

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def register_cards(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints."""
    retention = deps.load(StudySettings).study_card_retention
    reviews = CardReviews(deps.pool, clock=deps.clock, retention=retention)
    endpoints = CardEndpoints(Cards(deps.pool, reviews=reviews, clock=deps.clock), callers=callers)
    for api in apis:
        # The addresses of a card are after these, because its id stands where their names do.
        _add_cards(api, endpoints)
        _add_reviews(api, endpoints)
        _add_statistics(api, endpoints)
    register_rows(apis, Rows(deps.pool, SETS, prepare=limit_sets), callers=callers)
    register_rows(apis, Rows(deps.pool, CARDS, prepare=limit_cards), callers=callers)


def _add_cards(api: Api, endpoints: CardEndpoints) -> None:
    api.route(
        "GET", *both_paths("flashcards/due"), query=QueueQuery, response_model=QueueBody,
        errors=(*_READ, CardsNotFound), access=Access.PUBLIC,
        summary="The cards to review now, as many as are left for the study day",
    )(endpoints.list_due)  # fmt: skip
    api.route(
        "GET", *both_paths("flashcards/{id}/preview"), response_model=PreviewBody, errors=(*_CALLER, CardsNotFound),
        access=Access.PUBLIC, summary="When a card would be due after a review now, by rating",
    )(endpoints.preview)  # fmt: skip
    for name, handler, summary in (
        ("suspend", endpoints.suspend, "Take a card out of the queue"),
        ("resume", endpoints.resume, "Take a card back into the queue"),
    ):
        api.route(
            "POST", *both_paths(f"flashcards/{{id}}/{name}"), response_model=CardBody, errors=(*_CHANGE, CardsNotFound),
            access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip


def _add_reviews(api: Api, endpoints: CardEndpoints) -> None:
    errors = (*_CHANGE, InvalidFields, CardsNotFound, ReviewConflict, TooManyCards)
    api.route(
        "POST", *both_paths("reviews"), body=dict[str, Any], raw_body=ReviewFields, response_model=ReviewBody,
        status=_CREATED, errors=errors, access=Access.PUBLIC,
        summary="Store a review, and schedule its card; one that is sent again counts once",
    )(endpoints.review)  # fmt: skip
    api.route(
        "POST", *both_paths("reviews/batch"), body=dict[str, Any], raw_body=BatchFields, response_model=BatchBody,
        status=_CREATED, errors=errors, access=Access.PUBLIC,
        summary="Store all of some reviews or none, in any order",
    )(endpoints.review_batch)  # fmt: skip
    api.route(
        "GET", *both_paths("reviews"), query=ReviewListQuery, response_model=ReviewListBody, errors=_READ,
        access=Access.PUBLIC, summary="The reviews of the account, the last to arrive first",
    )(endpoints.list_reviews)  # fmt: skip
    api.route(
        "POST", *both_paths("reviews/undo"), response_model=ReviewBody, errors=(*_CHANGE, CardsNotFound),
        access=Access.PUBLIC, summary="Undo the review that arrived last",
    )(endpoints.undo_last)  # fmt: skip
    api.route(
        "DELETE", *both_paths("reviews/{id}"), response_model=ReviewBody, errors=(*_CHANGE, CardsNotFound),
        access=Access.PUBLIC, summary="Undo a review: its card is scheduled as if it had not been",
    )(endpoints.undo)  # fmt: skip


def _add_statistics(api: Api, endpoints: CardEndpoints) -> None:
    api.route(
        "GET", *both_paths("reviews/heatmap"), query=HeatMapQuery, response_model=HeatMapBody, errors=_READ,
        access=Access.PUBLIC, summary="Reviews by study day",
    )(endpoints.read_heat_map)  # fmt: skip
    api.route(
        "GET", *both_paths("reviews/statistics"), query=StatisticsQuery, response_model=StatisticsBody, errors=_READ,
        access=Access.PUBLIC, summary="Reviews by rating, retention, cards by state, and a forecast",
    )(endpoints.read_statistics)  # fmt: skip
