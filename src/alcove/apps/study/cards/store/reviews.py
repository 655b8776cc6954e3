"""SQL of reviews, and of the schedules that follow from them.

A transaction locks its cards in the order of their ids first, as the triggers of cards do with sets afterwards.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.cards.model import (
    Answer,
    CardState,
    LockedCard,
    Memory,
    NewReview,
    Rating,
    Replay,
    StoredReview,
    read_base,
)
from alcove.foundation.database import Connection, Pool, read_json, read_row

_LOCK_CARDS: Final = """
SELECT c.id, c.set_id, s.subject_id, m.base::text AS base FROM public.flashcards AS c
LEFT JOIN public.flashcard_sets AS s ON s.id = c.set_id
JOIN study.card_states AS m ON m.card_id = c.id
WHERE c.user_id = $1 AND c.id = ANY ($2::uuid[]) ORDER BY c.id FOR NO KEY UPDATE OF c
"""
_COUNT: Final = "SELECT count(*) FROM study.card_reviews WHERE card_id = $1"
_COLUMNS: Final = "id, card_id, rating, quality, reviewed_at, study_day, duration_ms, state_before, undone_at"
_ADD: Final = f"""
INSERT INTO study.card_reviews (user_id, id, card_id, set_id, rating, quality, reviewed_at, study_day, duration_ms)
SELECT $1, $2, $3, $4, $5, $6, $7, study.study_day($7, coalesce(p.timezone, 'UTC')), $8
FROM public.profiles AS p WHERE p.id = $1
ON CONFLICT (user_id, id) DO NOTHING RETURNING {_COLUMNS}
"""  # noqa: S608 - of constants
_FIND: Final = f"SELECT {_COLUMNS} FROM study.card_reviews WHERE user_id = $1 AND id = $2"  # noqa: S608
_FIND_LAST: Final = """
SELECT id FROM study.card_reviews WHERE user_id = $1 AND undone_at IS NULL AND card_id IS NOT NULL
ORDER BY number DESC LIMIT 1
"""
_UNDO: Final = f"""
UPDATE study.card_reviews SET undone_at = $3 WHERE user_id = $1 AND id = $2 AND undone_at IS NULL RETURNING {_COLUMNS}
"""  # noqa: S608
_ANSWERS: Final = """
SELECT id, rating, quality, reviewed_at FROM study.card_reviews WHERE card_id = $1 AND undone_at IS NULL
"""
_SET_STATES_BEFORE: Final = """
UPDATE study.card_reviews AS r SET state_before = n.state
FROM unnest($2::uuid[], $3::smallint[]) AS n (id, state)
WHERE r.card_id = $1 AND r.id = n.id AND r.state_before <> n.state
"""
_SAVE_STATE: Final = """
UPDATE study.card_states SET state = $2, step = $3, stability = $4, difficulty = $5, due_at = $6, last_review_at = $7,
    reviews = $8, lapses = $9, is_outdated = false WHERE card_id = $1
"""
_SAVE_SCHEDULE: Final = """
INSERT INTO study.card_schedules AS s (card_id, easiness, repetitions, interval_days, due_at)
VALUES ($1, $2, $3, $4, coalesce($5::timestamptz, now()))
ON CONFLICT (card_id) DO UPDATE SET easiness = excluded.easiness, repetitions = excluded.repetitions,
    interval_days = excluded.interval_days, due_at = excluded.due_at
"""
_SAVE_CARD: Final = """
UPDATE public.flashcards SET mastery_level = $2, review_count = greatest(coalesce(review_count, 0) + $3, 0),
    last_reviewed = $4 WHERE id = $1
"""
# One session for the reviews of a set on a day, which the statistics count as they count those of programs.
_COUNT_SESSIONS: Final = """
INSERT INTO public.flashcard_sessions AS s
    (id, user_id, flashcard_set_id, subject_id, cards_studied, cards_correct, cards_incorrect, duration, completed,
     created_at)
SELECT md5(concat_ws(' ', $1::uuid, r.set_id, r.study_day))::uuid, $1, e.id, e.subject_id,
    count(*), count(*) FILTER (WHERE r.rating > 1), count(*) FILTER (WHERE r.rating = 1),
    round(sum(r.duration_ms) / 60000.0), true, min(r.reviewed_at)
FROM study.card_reviews AS r LEFT JOIN public.flashcard_sets AS e ON e.id = r.set_id AND e.user_id = $1
WHERE r.user_id = $1 AND r.undone_at IS NULL AND r.is_counted
  AND (r.study_day, coalesce(r.set_id, $1)) IN (
    SELECT t.study_day, coalesce(t.set_id, $1) FROM study.card_reviews AS t
    WHERE t.user_id = $1 AND t.id = ANY ($2::uuid[]))
GROUP BY r.set_id, r.study_day, e.id, e.subject_id ORDER BY 1
ON CONFLICT (id) DO UPDATE SET cards_studied = excluded.cards_studied, cards_correct = excluded.cards_correct,
    cards_incorrect = excluded.cards_incorrect, duration = excluded.duration
WHERE s.user_id = excluded.user_id
"""
_REMOVE_SESSIONS: Final = """
DELETE FROM public.flashcard_sessions AS s USING study.card_reviews AS t
WHERE t.user_id = $1 AND t.id = ANY ($2::uuid[]) AND s.user_id = $1
  AND s.id = md5(concat_ws(' ', $1::uuid, t.set_id, t.study_day))::uuid
  AND NOT EXISTS (
    SELECT FROM study.card_reviews AS r WHERE r.user_id = $1 AND r.study_day = t.study_day AND r.undone_at IS NULL
      AND r.is_counted AND r.set_id IS NOT DISTINCT FROM t.set_id)
"""
_LIST_OUTDATED: Final = "SELECT card_id, user_id FROM study.card_states WHERE is_outdated ORDER BY card_id LIMIT $1"
_LIST: Final = """
SELECT json_build_object('reviews', coalesce(json_agg(r.review ORDER BY r.number DESC), '[]'), 'limit', $4::integer,
    'next_before', CASE WHEN count(*) = $4 THEN min(r.number) END)
FROM (
    SELECT r.number, json_build_object('id', r.id, 'card_id', r.card_id,
        'rating', (ARRAY['again', 'hard', 'good', 'easy'])[r.rating],
        'reviewed_at', r.reviewed_at, 'study_day', r.study_day, 'duration_ms', r.duration_ms,
        'state_before', (ARRAY['new', 'learning', 'review', 'relearning'])[r.state_before + 1]) AS review
    FROM study.card_reviews AS r
    WHERE r.user_id = $1 AND r.undone_at IS NULL AND ($2::uuid IS NULL OR r.card_id = $2)
      AND ($3::bigint IS NULL OR r.number < $3)
    ORDER BY r.number DESC LIMIT $4
) AS r
"""


async def lock_cards(connection: Connection, user_id: UUID, *, ids: Collection[UUID]) -> Mapping[UUID, LockedCard]:
    """Lock those of the cards that belong to an account until the caller's transaction ends."""
    rows = await connection.fetch(_LOCK_CARDS, user_id, list(ids))
    return {
        row["id"]: LockedCard(
            id=row["id"],
            set_id=row["set_id"],
            subject_id=row["subject_id"],
            start=read_base(msgspec.json.decode(row["base"]) if row["base"] else None),
        )
        for row in rows
    }


async def count_reviews(connection: Connection, card_id: UUID) -> int:
    """Return how many reviews of a card are stored, with those that are undone."""
    return int(await connection.fetchval(_COUNT, card_id))


async def add_review(
    connection: Connection, new: NewReview, *, user_id: UUID, set_id: UUID | None
) -> StoredReview | None:
    """Store a review; return None when the account has one with this id, or the account does not exist."""
    row = await connection.fetchrow(
        _ADD, user_id, new.id, new.card_id, set_id, new.rating, new.rating.quality, new.reviewed_at, new.duration_ms
    )
    return _review(row) if row else None


async def find_review(source: Connection | Pool, review_id: UUID, *, user_id: UUID) -> StoredReview | None:
    """Return a review of an account."""
    row = await read_row(source, _FIND, user_id, review_id)
    return _review(row) if row else None


async def find_last_review(source: Connection | Pool, user_id: UUID) -> UUID | None:
    """Return the review of an account that has arrived last and is not undone."""
    row = await read_row(source, _FIND_LAST, user_id)
    return row["id"] if row else None


async def undo_review(connection: Connection, review_id: UUID, *, user_id: UUID, now: datetime) -> StoredReview | None:
    """Undo a review; return None when it is undone already."""
    row = await connection.fetchrow(_UNDO, user_id, review_id, now)
    return _review(row) if row else None


async def list_answers(connection: Connection, card_id: UUID) -> Sequence[Answer]:
    """Return the reviews of a card that count, in any order."""
    rows = await connection.fetch(_ANSWERS, card_id)
    return [
        Answer(id=row["id"], rating=Rating(row["rating"]), quality=row["quality"], reviewed_at=row["reviewed_at"])
        for row in rows
    ]


async def save_replay(
    connection: Connection, card_id: UUID, *, replay: Replay, answers: Sequence[Answer], added: int
) -> None:
    """Store the memory of a card; `added` is how many reviews it has more than before."""
    memory = replay.memory
    ids, states = [answer.id for answer in answers], list(replay.states_before)
    await connection.execute(_SET_STATES_BEFORE, card_id, ids, states)
    await _save_memory(connection, card_id, memory=memory, reviews=len(answers))
    await connection.execute(_SAVE_CARD, card_id, min(memory.sm2.repetitions, 5), added, memory.last_review_at)


async def _save_memory(connection: Connection, card_id: UUID, *, memory: Memory, reviews: int) -> None:
    await connection.execute(
        _SAVE_STATE, card_id, memory.state, memory.step, memory.stability, memory.difficulty, memory.due_at,
        memory.last_review_at, reviews, memory.lapses,
    )  # fmt: skip
    sm2 = memory.sm2
    await connection.execute(_SAVE_SCHEDULE, card_id, sm2.easiness, sm2.repetitions, sm2.interval_days, sm2.due_at)


async def count_sessions(connection: Connection, user_id: UUID, *, reviews: Collection[UUID]) -> None:
    """Count the days of reviews in the sessions of the account again."""
    await connection.execute(_COUNT_SESSIONS, user_id, list(reviews))
    await connection.execute(_REMOVE_SESSIONS, user_id, list(reviews))


async def list_outdated(pool: Pool, *, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Return cards that a program has reviewed by itself, with their accounts."""
    return [(row["card_id"], row["user_id"]) for row in await pool.fetch(_LIST_OUTDATED, limit)]


async def list_reviews(pool: Pool, user_id: UUID, *, card_id: UUID | None, before: int | None, limit: int) -> bytes:
    """Return a page of reviews as JSON, the last to arrive first."""
    return await read_json(pool, _LIST, user_id, card_id, before, limit)


def _review(row: Mapping[str, Any]) -> StoredReview:
    return StoredReview(**{**row, "rating": Rating(row["rating"]), "state_before": CardState(row["state_before"])})
