"""All SQL of versions of accounts' data.

Triggers count a version up in the transaction that changes an account's data, and notify its id when that commits. An
answer that was made from one version is never given for another, also when the notification is late or lost.
"""

from typing import Final
from uuid import UUID

from alcove.foundation.database import Pool

CHANNEL: Final = "study_answers"
"""Notified with the id of an account whose data have changed, or with an empty text for all accounts.

Listeners forget what they keep of it.
"""

# Streaks end, and ranges move on, with the day of study; and that begins at a time that can be set.
_FIND: Final = """
SELECT coalesce(v.version::text, 'first') || ' ' || study.today(p.id)
FROM public.profiles AS p LEFT JOIN study.account_versions AS v ON v.user_id = p.id WHERE p.id = $1
"""


async def find_version(pool: Pool, user_id: UUID) -> str | None:
    """Return what is different after each change of an account's data, and on each day; None for no such account."""
    version: str | None = await pool.fetchval(_FIND, user_id)
    return version
