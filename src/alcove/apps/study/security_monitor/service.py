"""Record events about security, and do what follows from them."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from alcove.apps.study.security_monitor import store
from alcove.apps.study.security_monitor.model import (
    MAX_TEXT,
    SEVERE,
    Allowance,
    SecurityEvent,
    is_unusual,
)
from alcove.foundation.database import Pool, transaction
from alcove.foundation.telemetry import SecurityKind, report_security

_TITLE: Final = "Security alert"
_PERIOD: Final = timedelta(days=7)


class UserMissing(Exception):
    """An event is about a user who does not exist."""


class SecurityMonitor:
    """Stores events; severe ones warn their user, and many of them put the profile under review."""

    def __init__(self, pool: Pool, *, severe_per_hour: int) -> None:
        """Take how many severe events of a user within an hour do not put the profile under review yet."""
        self._pool = pool
        self._severe_per_hour = severe_per_hour

    async def record(self, event: SecurityEvent) -> None:
        """Record an event with all that follows from it, or nothing; UserMissing."""
        async with transaction(self._pool) as connection:
            user_id = event.user_id
            if user_id is not None and not await store.lock_profile(connection, user_id):
                raise UserMissing
            await store.record_event(connection, event)
            if user_id is None or event.severity not in SEVERE:
                return
            reason = event.details.get("reason")
            message = reason[:MAX_TEXT] if isinstance(reason, str) and reason else f"Unusual: {event.event_type}"
            await store.add_warning(connection, user_id, title=_TITLE, message=message)
            await store.review_profile(connection, user_id, above=self._severe_per_hour)
        report_security(SecurityKind.SEVERE_REPORT, account=user_id)

    async def check_limit(self, user_id: UUID, *, action: str) -> Allowance:
        """Count an action of a user, and return whether it is allowed."""
        async with transaction(self._pool) as connection:
            return await store.count_request(connection, user_id, action=action)

    async def check_session(self, event: SecurityEvent, *, user_id: UUID, duration: float) -> bool:
        """Record the event if the session is unusual for its user, and return whether it is; UserMissing."""
        mean = await store.find_mean_duration(self._pool, user_id, period=_PERIOD)
        unusual = is_unusual(duration, mean=mean)
        if unusual:
            await self.record(event)
        return unusual
