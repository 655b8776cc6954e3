"""`/api/flashcards`, `/api/flashcard-sets` and `/api/reviews`: cards, scheduled by how well they are recalled."""

from alcove.apps.study.cards.errors import CardsNotFound, TooManyCards, refuse_unknown
from alcove.apps.study.cards.schemas import NEW_PER_DAY, CardDifficulty, DueCounts
from alcove.apps.study.cards.store.cards import read_queue

__all__ = [
    "NEW_PER_DAY",
    "CardDifficulty",
    "CardsNotFound",
    "DueCounts",
    "TooManyCards",
    "read_queue",
    "refuse_unknown",
]
