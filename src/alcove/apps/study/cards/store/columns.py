"""SQL of the columns that the native rows of sets and cards have besides those of their tables."""

from collections.abc import Mapping
from typing import Final

_COUNT: Final = (
    "(SELECT count(*) FROM public.flashcards AS c JOIN study.card_states AS m ON m.card_id = c.id"
    " WHERE c.set_id = t.id AND NOT m.is_suspended AND {})"
)
# A row that is being added has no state yet.
_STATE: Final = "(SELECT {} FROM study.card_states AS m WHERE m.card_id = t.id)"
_NAMES: Final = "(ARRAY['new', 'learning', 'review', 'relearning'])[m.state + 1]"

SET_COLUMNS: Final[Mapping[str, str]] = {
    "due_cards": _COUNT.format("m.due_at <= now()"),
    "new_cards": _COUNT.format("m.due_at IS NULL"),
}
"""Of a set, the row t."""
CARD_COLUMNS: Final[Mapping[str, str]] = {
    "state": f"coalesce({_STATE.format(_NAMES)}, 'new')",
    "due_at": _STATE.format("m.due_at"),
    "stability": _STATE.format("m.stability"),
    "memory_difficulty": _STATE.format("m.difficulty"),
    "reviews": f"coalesce({_STATE.format('m.reviews')}, 0)",
    "lapses": f"coalesce({_STATE.format('m.lapses')}, 0)",
    "suspended": f"coalesce({_STATE.format('m.is_suspended')}, false)",
    "last_review_at": _STATE.format("m.last_review_at"),
}
"""Of a card, the row t."""
