"""All SQL of achievements; the database unlocks them in the transaction that reaches them."""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool, read_json

MAX_OTHERS: Final = 200

_LIST: Final = """
WITH rules AS (
    SELECT a.id, r.code, r.title, r.description, r.icon, r.category, r.metric,
        CASE WHEN u.code IS NOT NULL THEN r.target ELSE least(t.total, r.target) END AS progress,
        r.target AS max_progress, u.code IS NOT NULL AS unlocked, a.unlocked_at, r.points AS reward_points
    FROM study.achievement_rules AS r
    JOIN study.achievement_totals($1) AS t ON t.metric = r.metric
    LEFT JOIN study.unlocked_achievements AS u ON u.user_id = $1 AND u.code = r.code
    LEFT JOIN public.achievements AS a ON a.id = u.achievement_id
    -- Not one that the learner has deleted.
    WHERE u.code IS NULL OR a.id IS NOT NULL ORDER BY r.position),
others AS (
    SELECT a.id, NULL AS code, a.title, a.description, a.icon, a.category, NULL AS metric,
        coalesce(a.progress, 0)::bigint AS progress, coalesce(a.max_progress, 100)::bigint AS max_progress,
        coalesce(a.unlocked, false) AS unlocked, a.unlocked_at, coalesce(a.reward_points, 0) AS reward_points
    FROM public.achievements AS a
    WHERE a.user_id = $1 AND NOT EXISTS (SELECT FROM study.unlocked_achievements AS u WHERE u.achievement_id = a.id)
    ORDER BY a.created_at, a.id LIMIT $2),
listed AS (SELECT * FROM rules UNION ALL SELECT * FROM others)
SELECT json_build_object(
    'achievements', coalesce(json_agg(l), '[]'), 'total', count(*), 'unlocked', count(*) FILTER (WHERE l.unlocked),
    'points', coalesce(sum(l.reward_points) FILTER (WHERE l.unlocked), 0))
FROM listed AS l
"""
_DELETE: Final = "DELETE FROM public.achievements WHERE id = $1 AND user_id = $2 RETURNING id"


async def list_achievements(pool: Pool, user_id: UUID) -> bytes:
    """Return the achievements of an account as JSON."""
    return await read_json(pool, _LIST, user_id, MAX_OTHERS)


async def delete_achievement(pool: Pool, achievement_id: UUID, *, user_id: UUID) -> bool:
    """Delete an achievement of an account; False when there is none. It is not unlocked again."""
    return await pool.fetchval(_DELETE, achievement_id, user_id) is not None
