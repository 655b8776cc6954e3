"""Remove what has ended: the role has no worker that would."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.config import SessionRules
from alcove.wires.supabase.auth.sessions.store import upkeep

INTERVAL: Final = 3600.0

log = get_logger("alcove.auth")


async def keep_removing(pool: Pool, *, read_rules: Callable[[], SessionRules], clock: Clock) -> None:
    """Remove ended sessions, tokens, codes and flows, now and once an hour, until it is cancelled."""
    while True:
        try:
            removed = await remove_ended(pool, read_rules(), clock=clock)
        except DATABASE_LOST as error:
            log.warning("ended_rows_not_removed", reason=str(error))
        else:
            log.debug("ended_rows_removed", **removed)
        await clock.sleep(INTERVAL)


async def remove_ended(pool: Pool, rules: SessionRules, *, clock: Clock) -> Mapping[str, int]:
    """Remove everything that has ended, some rows at a time; return how many of each kind. DATABASE_LOST."""
    total: Counter[str] = Counter()
    while True:
        removed = await upkeep.remove_expired(pool, rules, now=clock.now())
        total.update(removed)
        if max(removed.values()) < upkeep.BATCH:
            return total
