"""The queue of cards, their reviews as JSON, and statistics."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.cards.errors import refuse_unknown
from alcove.apps.study.cards.model import MAX_BATCH, RATING_NAMES, NewReview, Rating
from alcove.apps.study.cards.reviews import CardReviews
from alcove.apps.study.cards.schemas import ReviewBody, ReviewFields, review_body
from alcove.apps.study.cards.store import cards as card_store
from alcove.apps.study.cards.store import reviews as review_store
from alcove.apps.study.cards.store import statistics as statistics_store
from alcove.apps.study.native_api import InvalidFields, read_fields
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

CLOCK_SKEW: Final = timedelta(minutes=10)
"""How far the clock of a client may be ahead."""
_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Cards:
    """What the endpoints do."""

    def __init__(self, pool: Pool, *, reviews: CardReviews, clock: Clock) -> None:
        self._pool = pool
        self._reviews = reviews
        self._clock = clock

    async def list_due(self, user_id: UUID, *, set_id: UUID | None, limit: int, new_per_day: int) -> bytes:
        """Return the cards to review now; CardsNotFound for a set that is not the account's."""
        if set_id is not None and not await card_store.owns_set(self._pool, set_id, user_id=user_id):
            raise refuse_unknown("set of cards")
        return await card_store.read_queue(
            self._pool, user_id, now=self._clock.now(), set_id=set_id, limit=limit, new_per_day=new_per_day
        )

    async def preview(self, card_id: UUID, *, user_id: UUID) -> Mapping[Rating, datetime]:
        """Return when a card would be due, by rating; CardsNotFound."""
        return await self._reviews.preview(card_id, user_id=user_id)

    async def suspend(self, card_id: UUID, *, user_id: UUID, suspends: bool) -> bytes:
        """Take a card out of the queue or back into it; CardsNotFound."""
        card = await card_store.suspend_card(self._pool, card_id, user_id=user_id, suspends=suspends)
        if card is None:
            raise refuse_unknown("card")
        return card

    async def review(self, bodies: Sequence[Mapping[str, Any]], *, user_id: UUID) -> Sequence[ReviewBody]:
        """Store reviews from JSON objects; InvalidFields, CardsNotFound, ReviewConflict, TooManyCards."""
        return await self._store([self._read(body) for body in bodies], user_id=user_id)

    async def review_batch(self, body: Mapping[str, Any], *, user_id: UUID) -> Sequence[ReviewBody]:
        """Do the same with a JSON object of several; the names of wrong fields have their position."""
        items = body.get("reviews")
        if not isinstance(items, list) or not 1 <= len(items) <= MAX_BATCH:
            raise InvalidFields({"reviews": f"is not a list of 1 to {MAX_BATCH} reviews"})
        reviews, wrong = [], {}
        for number, item in enumerate(items):
            try:
                reviews.append(self._read(item if isinstance(item, dict) else {}))
            except InvalidFields as error:
                wrong.update({f"reviews[{number}].{name}": reason for name, reason in error.fields.items()})
        if wrong:
            raise InvalidFields(wrong)
        return await self._store(reviews, user_id=user_id)

    async def undo(self, review_id: str | None, *, user_id: UUID) -> ReviewBody:
        """Undo a review, or the last one; CardsNotFound."""
        if review_id is None:
            review, memory = await self._reviews.undo_last(user_id)
        else:
            review, memory = await self._reviews.undo(_read_id(review_id), user_id=user_id)
        return review_body(review, memory, is_new=True)

    async def list_reviews(self, user_id: UUID, *, card_id: UUID | None, before: int | None, limit: int) -> bytes:
        """Return a page of reviews, the last to arrive first."""
        return await review_store.list_reviews(self._pool, user_id, card_id=card_id, before=before, limit=limit)

    async def read_heat_map(
        self, user_id: UUID, *, first: date | None, last: date | None, set_id: UUID | None
    ) -> bytes:
        """Return the reviews by study day."""
        now = self._clock.now()
        return await statistics_store.read_heat_map(self._pool, user_id, now=now, first=first, last=last, set_id=set_id)

    async def read_statistics(self, user_id: UUID, *, set_id: UUID | None, days: int, forecast: int) -> bytes:
        """Return what reviews and cards show."""
        return await statistics_store.read_statistics(
            self._pool, user_id, now=self._clock.now(), set_id=set_id, days=days, forecast=forecast,
            curve=self._reviews.scheduler.curve,
        )  # fmt: skip

    async def _store(self, reviews: Sequence[NewReview], *, user_id: UUID) -> Sequence[ReviewBody]:
        recorded, memories = await self._reviews.add(reviews, user_id=user_id)
        return [
            review_body(record.review, memories[new.card_id], is_new=record.is_new)
            for new, record in zip(reviews, recorded, strict=True)
        ]

    def _read(self, body: Mapping[str, Any]) -> NewReview:
        fields, now = read_fields(body, ReviewFields), self._clock.now()
        reviewed_at = fields.reviewed_at or now
        reviewed_at = reviewed_at.replace(tzinfo=reviewed_at.tzinfo or UTC)
        if not _FIRST <= reviewed_at <= now + CLOCK_SKEW:
            raise InvalidFields({"reviewed_at": "is in the future, or before 2000"})
        return NewReview(
            id=fields.id,
            card_id=fields.card_id,
            rating=RATING_NAMES[fields.rating],
            reviewed_at=reviewed_at.astimezone(UTC),
            duration_ms=fields.duration_ms,
        )


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise refuse_unknown("review") from None
