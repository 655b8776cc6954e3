"""The jobs of the upkeep."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

import asyncpg

from alcove.apps.study.account_settings import AccountSettings
from alcove.apps.study.answer_cache import forget_expired
from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.logged_errors import ErrorList
from alcove.apps.study.signed_requests import forget_nonces
from alcove.apps.study.study_days import DayRule, renew_goals
from alcove.apps.study.upkeep.store import (
    BATCH,
    end_streaks,
    forget_audit_entries,
    forget_rate_limits,
    forget_request_counts,
    forget_security_events,
    remove_empty_chats,
)
from alcove.foundation.database import foreign_connection
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.config import SessionRules

log = get_logger("alcove.study")


async def clean_up(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Remove chats without a message, what has ended of accounts, and old rows; end streaks, and begin goals again."""
    pool = deps.pool
    await DayRule(deps).store()
    await ErrorList(pool, clock=deps.clock).forget(run.checkpoint)
    counts = {
        "streaks": 0,
        "goals": 0,
        "chats": 0,
        "windows": 0,
        "audit": 0,
        "security": 0,
        "answers": 0,
        "nonces": 0,
    }
    for name, remove in (
        ("streaks", end_streaks),
        ("goals", renew_goals),
        ("chats", remove_empty_chats),
        ("windows", forget_request_counts),
        ("windows", forget_rate_limits),
        ("audit", forget_audit_entries),
        ("security", forget_security_events),
        ("answers", partial(forget_expired, now=deps.clock.now())),
        ("nonces", partial(forget_nonces, limit=BATCH)),
    ):
        removed = BATCH
        while removed == BATCH:
            run.checkpoint()
            removed = await remove(pool)
            counts[name] += removed
    counts.update(await _remove_expired(run, deps))
    counts.update(await _forget_realtime(run, deps))
    log.info("study_cleaned_up", **counts)


async def _remove_expired(run: JobRun, deps: Deps) -> Mapping[str, int]:
    """Remove sessions, tokens, codes and flows that have ended; return how many of each."""
    from alcove.wires.supabase.auth.sessions.store import upkeep  # noqa: PLC0415 - not at the start of a worker

    settings = deps.load(AccountSettings)
    rules = SessionRules(
        timebox=settings.study_session_lifetime or None,
        inactivity_timeout=settings.study_session_inactivity or None,
    )
    total: Counter[str] = Counter()
    while True:
        run.checkpoint()
        removed = await upkeep.remove_expired(deps.pool, rules, now=deps.clock.now())
        total.update(removed)
        if max(removed.values()) < upkeep.BATCH:
            return total


async def _forget_realtime(run: JobRun, deps: Deps) -> Mapping[str, int]:
    """Remove old broadcasts and changes of rows, also from the database of a program; return how many."""
    from alcove.wires.supabase.realtime.changes import prune_changes  # noqa: PLC0415 - not at the start of a worker
    from alcove.wires.supabase.realtime.private import store  # noqa: PLC0415

    counts = {"messages": 0, "changes": 0}
    # Rows from before a program had a database of its own are in the server's.
    for address in {deps.dsn, ApiDatabase(deps).owner_address}:
        # A database of a program may not be made yet, or not be migrated since an earlier version.
        with suppress(asyncpg.InvalidCatalogNameError, asyncpg.UndefinedTableError):
            async with foreign_connection(address, name="alcove-upkeep") as connection:
                for name, remove in (("messages", store.forget_messages), ("changes", prune_changes)):
                    while removed := await remove(connection):
                        run.checkpoint()
                        counts[name] += removed
    return counts


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the periodic task."""
    return [Task(name="study.clean_up", run=partial(clean_up, deps=deps), queue="study", cron="7 * * * *")]
