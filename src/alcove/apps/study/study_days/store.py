"""All SQL of days of study."""

from datetime import time
from typing import Final

from alcove.foundation.database import Pool

_BATCH: Final = 1000

_STORE: Final = "UPDATE study.day_rule SET day_start = $1 WHERE day_start <> $1"
# A daily, weekly or monthly goal begins again, even if nothing is studied.
_RENEW_GOALS: Final = """
WITH due AS (
    SELECT DISTINCT g.user_id FROM public.study_goals AS g
    WHERE g.status = 'active' AND g.type IN ('daily', 'weekly', 'monthly')
      AND (SELECT p.period_start < study.goal_period(g.type, study.today(g.user_id), p.period_start)
           FROM study.goal_progress AS p WHERE p.goal_id = g.id)
    ORDER BY g.user_id LIMIT $1)
SELECT array_agg(user_id) FROM due
"""
_LOCK: Final = "SELECT FROM public.profiles WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_UPDATE_GOALS: Final = "CALL study.update_goals($1::uuid[])"


async def store_day_start(pool: Pool, day_start: time) -> None:
    """Store the time at which days begin from now on."""
    await pool.execute(_STORE, day_start)


async def renew_goals(pool: Pool) -> int:
    """Begin the periods again of the goals of up to 1,000 accounts; return of how many."""
    async with pool.acquire() as connection, connection.transaction():
        users = await connection.fetchval(_RENEW_GOALS, _BATCH)
        if not users:
            return 0
        await connection.execute(_LOCK, users)
        await connection.execute(_UPDATE_GOALS, users)
        return len(users)
