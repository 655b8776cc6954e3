"""All SQL of security events."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.security_monitor.model import Allowance, SecurityEvent
from alcove.foundation.database import Connection, Pool

_RECORD: Final = """
INSERT INTO public.security_events (event_type, user_id, details, severity, ip_address, user_agent)
VALUES ($1, $2, $3::text::jsonb, $4, nullif($5, ''), nullif($6, ''))
"""
# Events of one user are counted one after the other, so that none is missed.
_LOCK_PROFILE: Final = "SELECT id FROM public.profiles WHERE id = $1 FOR NO KEY UPDATE"
_NOTIFY: Final = """
INSERT INTO public.notifications (user_id, title, message, type, action_url, metadata)
VALUES ($1, $2, $3, 'warning', '/settings', '{"priority": "urgent"}')
"""
_REVIEW: Final = """
UPDATE public.profiles SET status = 'under_review'
WHERE id = $1 AND status IS DISTINCT FROM 'under_review' AND $2 < (
    SELECT count(*) FROM public.security_events
    WHERE user_id = $1 AND severity IN ('high', 'critical') AND created_at > now() - interval '1 hour')
"""
# The function counts for the user of the claims.
_ACT_AS: Final = "SELECT set_config('request.jwt.claims', json_build_object('sub', $1::uuid)::text, true)"
_CHECK_LIMIT: Final = "SELECT public.check_rate_limit($1::uuid::text, $2)::text"
_MEAN_DURATION: Final = """
SELECT avg(duration)::float8 FROM public.study_sessions
WHERE user_id = $1 AND duration > 0 AND created_at > now() - $2::interval
"""


async def record_event(source: Pool | Connection, event: SecurityEvent) -> None:
    """Store an event; ForeignKeyViolationError for a user who does not exist."""
    details = msgspec.json.encode(event.details).decode()
    await source.execute(
        _RECORD, event.event_type, event.user_id, details, event.severity, event.client, event.user_agent
    )


async def lock_profile(connection: Connection, user_id: UUID) -> bool:
    """Lock the profile of a user until the transaction ends; False when there is none."""
    return await connection.fetchrow(_LOCK_PROFILE, user_id) is not None


async def add_warning(connection: Connection, user_id: UUID, *, title: str, message: str) -> None:
    """Add a notification that the user sees."""
    await connection.execute(_NOTIFY, user_id, title, message)


async def review_profile(connection: Connection, user_id: UUID, *, above: int) -> None:
    """Put the profile of a user under review who had more than `above` severe events within an hour."""
    await connection.execute(_REVIEW, user_id, above)


async def count_request(connection: Connection, user_id: UUID, *, action: str) -> Allowance:
    """Count a request of a user, and return whether it is allowed."""
    await connection.execute(_ACT_AS, user_id)
    result: dict[str, Any] = msgspec.json.decode(await connection.fetchval(_CHECK_LIMIT, user_id, action))
    return msgspec.convert(result, Allowance)


async def find_mean_duration(pool: Pool, user_id: UUID, *, period: timedelta) -> float | None:
    """Return the mean duration of a user's sessions in a period, None without one."""
    mean: float | None = await pool.fetchval(_MEAN_DURATION, user_id, period)
    return mean
