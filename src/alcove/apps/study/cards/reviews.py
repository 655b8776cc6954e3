"""Store reviews and undo them; a card's memory is computed again from all of its reviews."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from alcove.apps.study.cards.errors import ReviewConflict, TooManyCards, refuse_unknown
from alcove.apps.study.cards.model import (
    CHANNEL,
    MAX_CARD_REVIEWS,
    LockedCard,
    Memory,
    NewReview,
    Rating,
    Recorded,
    StoredReview,
)
from alcove.apps.study.cards.scheduling import CardScheduler
from alcove.apps.study.cards.store import reviews as store
from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection, Pool, notify, run_transaction

OUTDATED_BATCH: Final = 500


class CardReviews:
    """The reviews of accounts."""

    def __init__(self, pool: Pool, *, clock: Clock, retention: float) -> None:
        """Take the probability with which cards should be recalled when they are due."""
        self._pool = pool
        self._clock = clock
        self._retention = retention

    @cached_property
    def scheduler(self) -> CardScheduler:
        """What schedules the cards."""
        return CardScheduler(retention=self._retention)

    async def add(
        self, reviews: Sequence[NewReview], *, user_id: UUID
    ) -> tuple[Sequence[Recorded], dict[UUID, Memory]]:
        """Store all of some reviews or none; return them and the memory of their cards.

        One that is stored already is not counted again. CardsNotFound, ReviewConflict, TooManyCards.
        """

        async def work(connection: Connection) -> tuple[Sequence[Recorded], dict[UUID, Memory]]:
            cards = await store.lock_cards(connection, user_id, ids={review.card_id for review in reviews})
            recorded = [await self._record(connection, review, user_id=user_id, cards=cards) for review in reviews]
            added = [record.review for record in recorded if record.is_new]
            memories = {}
            for card in cards.values():
                count = sum(review.card_id == card.id for review in added)
                memories[card.id] = await self._replay(connection, card, added=count)
            await self._count(connection, added, user_id=user_id)
            return recorded, memories

        return await run_transaction(self._pool, work)

    async def undo(self, review_id: UUID, *, user_id: UUID) -> tuple[StoredReview, Memory]:
        """Undo a review, whichever of its card; CardsNotFound. One that is undone already stays so."""

        async def work(connection: Connection) -> tuple[StoredReview, Memory]:
            found = await store.find_review(connection, review_id, user_id=user_id)
            if found is None or found.card_id is None:
                raise refuse_unknown("review")
            cards = await store.lock_cards(connection, user_id, ids=[found.card_id])
            if found.card_id not in cards:
                raise refuse_unknown("review")
            undone = await store.undo_review(connection, review_id, user_id=user_id, now=self._clock.now())
            changed = [undone] if undone is not None else []
            memory = await self._replay(connection, cards[found.card_id], added=-len(changed))
            await self._count(connection, changed, user_id=user_id)
            return undone or await self._find(connection, review_id, user_id=user_id), memory

        return await run_transaction(self._pool, work)

    async def undo_last(self, user_id: UUID) -> tuple[StoredReview, Memory]:
        """Undo the review that arrived last; CardsNotFound when there is none."""
        review_id = await store.find_last_review(self._pool, user_id)
        if review_id is None:
            raise refuse_unknown("review")
        return await self.undo(review_id, user_id=user_id)

    async def preview(self, card_id: UUID, *, user_id: UUID) -> Mapping[Rating, datetime]:
        """Return when a card would be due after a review now, by rating; CardsNotFound."""

        async def read(connection: Connection) -> Memory:
            cards = await store.lock_cards(connection, user_id, ids=[card_id])
            if card_id not in cards:
                raise refuse_unknown("card")
            answers = await store.list_answers(connection, card_id)
            return self.scheduler.replay(cards[card_id].start, answers).memory

        return self.scheduler.preview(await run_transaction(self._pool, read), self._clock.now())

    async def update_outdated(self) -> int:
        """Compute the memory of cards that programs have reviewed by themselves; return how many there were."""
        outdated = await store.list_outdated(self._pool, limit=OUTDATED_BATCH)
        for card_id, user_id in outdated:
            await run_transaction(self._pool, lambda connection: self._update(connection, card_id, user_id=user_id))  # noqa: B023 - awaited at once
        return len(outdated)

    async def _update(self, connection: Connection, card_id: UUID, *, user_id: UUID) -> None:
        for card in (await store.lock_cards(connection, user_id, ids=[card_id])).values():
            await self._replay(connection, card, added=0)

    async def _record(
        self, connection: Connection, new: NewReview, *, user_id: UUID, cards: Mapping[UUID, LockedCard]
    ) -> Recorded:
        card = cards.get(new.card_id)
        if card is None:
            raise refuse_unknown("card")
        if await store.count_reviews(connection, card.id) >= MAX_CARD_REVIEWS:
            raise TooManyCards(f"The card has {MAX_CARD_REVIEWS:,} reviews, which is the most.")
        review = await store.add_review(connection, new, user_id=user_id, set_id=card.set_id)
        if review is not None:
            return Recorded(review=review, is_new=True)
        stored = await self._find(connection, new.id, user_id=user_id)
        if (stored.card_id, stored.rating) != (new.card_id, new.rating):
            raise ReviewConflict(f"Another review has the id {new.id}: choose a new random id for a new review.")
        return Recorded(review=stored, is_new=False)

    async def _find(self, connection: Connection, review_id: UUID, *, user_id: UUID) -> StoredReview:
        review = await store.find_review(connection, review_id, user_id=user_id)
        if review is None:
            raise refuse_unknown("review")
        return review

    async def _replay(self, connection: Connection, card: LockedCard, *, added: int) -> Memory:
        answers = await store.list_answers(connection, card.id)
        replay = self.scheduler.replay(card.start, answers)
        await store.save_replay(connection, card.id, replay=replay, answers=answers, added=added)
        return replay.memory

    async def _count(self, connection: Connection, changed: Sequence[StoredReview], *, user_id: UUID) -> None:
        if changed:
            await store.count_sessions(connection, user_id, reviews=[review.id for review in changed])
            await notify(connection, CHANNEL, str(user_id))
