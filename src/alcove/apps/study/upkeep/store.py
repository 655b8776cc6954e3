"""All SQL of the upkeep."""

from typing import Final

from alcove.foundation.database import Pool

BATCH: Final = 1000
"""Rows that one statement removes."""

# Every visit of the tutor's page makes a session; one that ever had messages is never removed. An index finds those
# without, since most chats are old ones with messages.
_REMOVE_EMPTY_CHATS = """
DELETE FROM public.ai_tutor_sessions WHERE id IN (
    SELECT s.id FROM public.ai_tutor_sessions AS s
    WHERE coalesce(s.total_messages, 0) = 0
      AND s.last_activity < now() - interval '1 day' AND s.created_at < now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM public.ai_messages AS m WHERE m.session_id = s.id)
    ORDER BY s.last_activity LIMIT $1)
"""

# A streak that does not include yesterday is over. No zone is more than a day ahead of UTC, and a day is read once.
_END_STREAKS = """
WITH ended AS (
    UPDATE public.study_streaks AS s SET current_streak = 0, streak_start_date = NULL
    WHERE s.current_streak > 0 AND s.user_id = ANY (ARRAY(
        SELECT t.user_id FROM public.study_streaks AS t
        WHERE t.current_streak > 0 AND t.last_study_date < (now() AT TIME ZONE 'UTC')::date
          AND t.last_study_date
              < study.study_day(now(), (SELECT p.timezone FROM public.profiles AS p WHERE p.id = t.user_id)) - 1
        ORDER BY t.last_study_date LIMIT $1))
    RETURNING s.user_id)
UPDATE public.profiles AS p SET study_streak = 0 FROM ended WHERE p.id = ended.user_id
"""
_FORGET_REQUEST_COUNTS = """
DELETE FROM study.request_counts WHERE ctid IN (
    SELECT ctid FROM study.request_counts WHERE expires_at < now() - interval '1 day' LIMIT $1)
"""
_FORGET_RATE_LIMITS = """
DELETE FROM public.rate_limits WHERE id IN (
    SELECT id FROM public.rate_limits WHERE window_start < now() - interval '7 days' LIMIT $1)
"""
_FORGET_AUDIT_ENTRIES = """
DELETE FROM auth.audit_log_entries WHERE id IN (
    SELECT id FROM auth.audit_log_entries WHERE created_at < now() - interval '90 days' LIMIT $1)
"""
_FORGET_SECURITY_EVENTS = """
DELETE FROM public.security_events WHERE id IN (
    SELECT id FROM public.security_events WHERE created_at < now() - interval '90 days' LIMIT $1)
"""


async def remove_empty_chats(pool: Pool) -> int:
    """Remove up to `BATCH` chats that had no message for a day; return how many."""
    return _count(await pool.execute(_REMOVE_EMPTY_CHATS, BATCH))


async def end_streaks(pool: Pool) -> int:
    """Set up to `BATCH` streaks to 0 whose last day is before yesterday; return how many."""
    return _count(await pool.execute(_END_STREAKS, BATCH))


async def forget_request_counts(pool: Pool) -> int:
    """Remove up to `BATCH` counts of past windows; return how many."""
    return _count(await pool.execute(_FORGET_REQUEST_COUNTS, BATCH))


async def forget_rate_limits(pool: Pool) -> int:
    """Remove up to `BATCH` windows that began more than a week ago; return how many."""
    return _count(await pool.execute(_FORGET_RATE_LIMITS, BATCH))


async def forget_audit_entries(pool: Pool) -> int:
    """Remove up to `BATCH` entries of the accounts' audit log that are older than 90 days; return how many."""
    return _count(await pool.execute(_FORGET_AUDIT_ENTRIES, BATCH))


async def forget_security_events(pool: Pool) -> int:
    """Remove up to `BATCH` security events that are older than 90 days; return how many."""
    return _count(await pool.execute(_FORGET_SECURITY_EVENTS, BATCH))


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
