"""SQL of what the server keeps about cards, sessions and goals beside the rows that programs see, for an export.

Archives restore it: names of members are those of the columns.
"""

from typing import Final

_CARD_STATES: Final = """
SELECT json_build_object('card_id', m.card_id, 'state', m.state, 'step', m.step, 'stability', m.stability,
    'difficulty', m.difficulty, 'due_at', m.due_at, 'last_review_at', m.last_review_at, 'reviews', m.reviews,
    'lapses', m.lapses, 'is_suspended', m.is_suspended, 'base', m.base)::text
FROM study.card_states AS m WHERE m.user_id = $1 ORDER BY m.position
"""
_CARD_SCHEDULES: Final = """
SELECT json_build_object('card_id', s.card_id, 'easiness', s.easiness, 'repetitions', s.repetitions,
    'interval_days', s.interval_days, 'due_at', s.due_at)::text
FROM study.card_schedules AS s JOIN public.flashcards AS c ON c.id = s.card_id WHERE c.user_id = $1 ORDER BY s.card_id
"""
_CARD_REVIEWS: Final = """
SELECT json_build_object('id', r.id, 'card_id', r.card_id, 'set_id', r.set_id, 'rating', r.rating, 'quality', r.quality,
    'reviewed_at', r.reviewed_at, 'study_day', r.study_day, 'duration_ms', r.duration_ms,
    'state_before', r.state_before, 'is_counted', r.is_counted, 'undone_at', r.undone_at)::text
FROM study.card_reviews AS r WHERE r.user_id = $1 ORDER BY r.number
"""
_CARD_ORIGINS: Final = """
SELECT json_build_object('card_id', o.card_id, 'guid', o.guid, 'ordinal', o.ordinal)::text
FROM study.card_origins AS o WHERE o.user_id = $1 ORDER BY o.card_id
"""
_CARD_MEDIA: Final = """
SELECT json_build_object('name', m.name, 'media_type', m.media_type, 'size', m.size, 'added_at', m.added_at,
    'sha256', encode(m.sha256, 'hex'))::text
FROM study.card_media AS m WHERE m.user_id = $1 ORDER BY m.name
"""
_CARD_IMPORTS: Final = """
SELECT json_build_object('id', i.id, 'set_id', i.set_id, 'options', i.options, 'state', i.state, 'reason', i.reason,
    'result', i.result, 'size', i.size, 'created_at', i.created_at)::text
FROM study.card_imports AS i WHERE i.user_id = $1 ORDER BY i.created_at, i.id
"""
_GENERATIONS: Final = """
SELECT json_build_object('id', g.id, 'material_id', g.material_id, 'kind', g.kind, 'options', g.options,
    'state', g.state, 'method', g.method, 'reason', g.reason, 'item_count', g.item_count, 'result_id', g.result_id,
    'created_at', g.created_at)::text
FROM study.generations AS g WHERE g.user_id = $1 ORDER BY g.created_at, g.id
"""
_CALENDAR_FEEDS: Final = """
SELECT json_build_object('created_at', f.created_at, 'read_at', f.read_at)::text
FROM study.calendar_feeds AS f WHERE f.user_id = $1
"""
# Programs may write times without a usable date; their days are computed, as they would be anew.
_STUDY_DAYS: Final = """
SELECT json_build_object('source', d.source, 'row_id', d.row_id, 'counted_at', d.counted_at, 'day', d.day)::text
FROM study.event_days AS d WHERE d.user_id = $1 AND d.counted_at BETWEEN '1901-01-01' AND '2199-01-01'
ORDER BY d.source, d.row_id
"""
_SESSION_TIMERS: Final = """
SELECT json_build_object('session_id', t.session_id, 'running_since', t.running_since, 'paused_at', t.paused_at,
    'active_seconds', t.active_seconds, 'paused_seconds', t.paused_seconds)::text
FROM study.session_timers AS t WHERE t.user_id = $1 ORDER BY t.session_id
"""
_GOAL_PROGRESS: Final = """
SELECT json_build_object('goal_id', p.goal_id, 'period_start', p.period_start, 'counted', p.counted)::text
FROM study.goal_progress AS p WHERE p.user_id = $1 ORDER BY p.goal_id
"""

LEARNING_LISTS: Final = {
    "card_states": _CARD_STATES,
    "card_schedules": _CARD_SCHEDULES,
    "card_reviews": _CARD_REVIEWS,
    "card_origins": _CARD_ORIGINS,
    "card_media": _CARD_MEDIA,
    "card_imports": _CARD_IMPORTS,
    "generations": _GENERATIONS,
    "calendar_feeds": _CALENDAR_FEEDS,
    "study_days": _STUDY_DAYS,
    "session_timers": _SESSION_TIMERS,
    "goal_progress": _GOAL_PROGRESS,
}
"""Statements that return the rows of an account, by the member of the export."""
