"""SQL of the queue of due cards, and of what the native rows of sets and cards need besides."""

from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool, read_json, read_row

_CARD: Final = """
json_build_object('id', c.id, 'set_id', c.set_id, 'front_content', c.front_content, 'back_content', c.back_content,
    'user_id', c.user_id, 'difficulty', c.difficulty, 'tags', coalesce(c.tags, '{}'), 'suspended', m.is_suspended,
    'state', (ARRAY['new', 'learning', 'review', 'relearning'])[m.state + 1], 'due_at', m.due_at,
    'stability', m.stability, 'memory_difficulty', m.difficulty, 'reviews', m.reviews,
    'lapses', m.lapses, 'last_review_at', m.last_review_at,
    'mastery_level', coalesce(c.mastery_level, 0), 'created_at', c.created_at, 'updated_at', c.updated_at)
"""
# Cards in short steps come first, since their instants matter; new ones last, as many as are left for the day.
_QUEUE: Final = f"""
WITH zone AS (
    SELECT coalesce((SELECT p.timezone FROM public.profiles AS p WHERE p.id = $1), 'UTC') AS name
), learned AS (
    SELECT count(DISTINCT r.card_id)::integer AS cards FROM study.card_reviews AS r
    WHERE r.user_id = $1 AND r.undone_at IS NULL AND r.state_before = 0
      AND r.study_day = (SELECT study.study_day($2, zone.name) FROM zone)
), due AS (
    SELECT m.card_id, m.state, m.due_at FROM study.card_states AS m
    WHERE m.user_id = $1 AND m.due_at <= $2 AND NOT m.is_suspended
      AND ($3::uuid IS NULL OR EXISTS (SELECT FROM public.flashcards AS c WHERE c.id = m.card_id AND c.set_id = $3))
    ORDER BY m.due_at LIMIT 10000
), fresh AS (
    SELECT m.card_id, m.position FROM study.card_states AS m
    WHERE m.user_id = $1 AND m.due_at IS NULL AND NOT m.is_suspended
      AND ($3::uuid IS NULL OR EXISTS (SELECT FROM public.flashcards AS c WHERE c.id = m.card_id AND c.set_id = $3))
    ORDER BY m.position LIMIT (SELECT greatest($5 - learned.cards, 0) FROM learned)
), queue AS (
    (SELECT card_id, CASE state WHEN 2 THEN 1 ELSE 0 END AS rank, due_at, 0 AS position FROM due
     ORDER BY rank, due_at, card_id LIMIT $4)
    UNION ALL SELECT card_id, 2, NULL, position FROM fresh
    ORDER BY rank, due_at, position, card_id LIMIT $4
)
SELECT json_build_object(
    'cards', coalesce((SELECT json_agg({_CARD} ORDER BY q.rank, q.due_at, q.position, q.card_id)
        FROM queue AS q JOIN public.flashcards AS c ON c.id = q.card_id
        JOIN study.card_states AS m ON m.card_id = c.id), '[]'),
    'counts', json_build_object(
        'learning', (SELECT count(*) FROM due WHERE state <> 2), 'review', (SELECT count(*) FROM due WHERE state = 2),
        'new', (SELECT count(*) FROM fresh)),
    'next_due_at', (SELECT m.due_at FROM study.card_states AS m
        WHERE m.user_id = $1 AND m.due_at > $2 AND NOT m.is_suspended
          AND ($3::uuid IS NULL OR EXISTS (SELECT FROM public.flashcards AS c WHERE c.id = m.card_id AND c.set_id = $3))
        ORDER BY m.due_at LIMIT 1))
"""  # noqa: S608 - of constants
_OWNS_SET: Final = "SELECT id FROM public.flashcard_sets WHERE id = $1 AND user_id = $2"
_COUNT_SETS: Final = "SELECT count(*) FROM (SELECT FROM public.flashcard_sets WHERE user_id = $1 LIMIT $2) AS s"
_COUNT_CARDS: Final = "SELECT count(*) FROM (SELECT FROM public.flashcards WHERE user_id = $1 LIMIT $2) AS c"
_SUSPEND: Final = f"""
WITH m AS (UPDATE study.card_states SET is_suspended = $3 WHERE card_id = $1 AND user_id = $2 RETURNING *)
SELECT {_CARD}::text AS body FROM m JOIN public.flashcards AS c ON c.id = m.card_id
"""  # noqa: S608 - of constants


async def owns_set(pool: Pool, set_id: UUID, *, user_id: UUID) -> bool:
    """Return whether a set belongs to an account."""
    return await read_row(pool, _OWNS_SET, set_id, user_id) is not None


async def count_sets(connection: Connection, user_id: UUID, *, most: int) -> int:
    """Return how many sets an account has, at most `most`."""
    return int(await connection.fetchval(_COUNT_SETS, user_id, most))


async def count_cards(connection: Connection, user_id: UUID, *, most: int) -> int:
    """Return how many cards an account has, at most `most`."""
    return int(await connection.fetchval(_COUNT_CARDS, user_id, most))


async def suspend_card(pool: Pool, card_id: UUID, *, user_id: UUID, suspends: bool) -> bytes | None:
    """Suspend a card, or take it back into the queue; return it as JSON, None when there is none."""
    body = await pool.fetchval(_SUSPEND, card_id, user_id, suspends)
    return None if body is None else str(body).encode()


async def read_queue(
    pool: Pool, user_id: UUID, *, now: datetime, set_id: UUID | None, limit: int, new_per_day: int
) -> bytes:
    """Return the cards to review now as JSON, with how many there are."""
    return await read_json(pool, _QUEUE, user_id, now, set_id, limit, new_per_day)
