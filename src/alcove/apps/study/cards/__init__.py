"""`/api/flashcards`, `/api/flashcard-sets` and `/api/reviews`: cards, scheduled by how well they are recalled."""

from alcove.apps.study.cards.errors import CardsNotFound, TooManyCards, refuse_unknown
from alcove.apps.study.cards.schemas import CardDifficulty

__all__ = ["CardDifficulty", "CardsNotFound", "TooManyCards", "refuse_unknown"]
