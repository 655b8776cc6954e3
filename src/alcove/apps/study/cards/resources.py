"""Sets and cards as native rows."""

from typing import Final
from uuid import UUID

from alcove.apps.study.cards.errors import TooManyCards
from alcove.apps.study.cards.model import MAX_CARDS, MAX_SETS
from alcove.apps.study.cards.schemas import CardBody, CardDifficulty, CardFields, SetBody, SetFields
from alcove.apps.study.cards.store import cards as store
from alcove.apps.study.cards.store.columns import CARD_COLUMNS, SET_COLUMNS
from alcove.apps.study.native_rows import Change, Filter, Operator, Resource, both_paths
from alcove.apps.study.native_rows.model import Values

SETS: Final = Resource(
    noun="set of cards",
    plural="sets",
    table="public.flashcard_sets",
    paths=both_paths("flashcard-sets"),
    body=SetBody,
    fields=SetFields,
    filters=(
        Filter(name="subject_id", kind=UUID),
        Filter(name="is_public", kind=bool),
        Filter(name="q", kind=str, operator=Operator.CONTAINS, column="title", description="Text in the title."),
    ),
    sorts=("created_at", "updated_at", "title", "total_cards"),
    computed=SET_COLUMNS,
)
CARDS: Final = Resource(
    noun="card",
    plural="cards",
    table="public.flashcards",
    paths=both_paths("flashcards"),
    body=CardBody,
    fields=CardFields,
    filters=(
        Filter(name="set_id", kind=UUID),
        Filter(name="difficulty", kind=CardDifficulty, operator=Operator.ANY_OF),
        Filter(name="tag", kind=str, operator=Operator.HAS, column="tags"),
        Filter(name="q", kind=str, operator=Operator.CONTAINS, column="front_content", description="Text in front."),
    ),
    sorts=("created_at", "updated_at", "last_reviewed", "mastery_level"),
    computed=CARD_COLUMNS,
)


async def limit_sets(change: Change) -> Values:
    """Return the values of a set, unless the account has as many as it may have; TooManyCards."""
    if change.row_id is None and await store.count_sets(change.connection, change.user_id, most=MAX_SETS) >= MAX_SETS:
        raise TooManyCards(f"You have {MAX_SETS:,} sets, which is the most: delete some of them first.")
    return change.values


async def limit_cards(change: Change) -> Values:
    """Return the values of a card, unless the account has as many as it may have; TooManyCards."""
    if (
        change.row_id is None
        and await store.count_cards(change.connection, change.user_id, most=MAX_CARDS) >= MAX_CARDS
    ):
        raise TooManyCards(f"You have {MAX_CARDS:,} cards, which is the most: delete some of them first.")
    return change.values
