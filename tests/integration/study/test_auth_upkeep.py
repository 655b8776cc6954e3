"""The upkeep of `alcove auth`, which has no worker."""

import asyncio
from datetime import UTC, datetime, timedelta

from alcove.apps.study.auth_role.upkeep import INTERVAL, keep_removing
from alcove.foundation.database import Pool
from alcove.wires.supabase.auth.config import SessionRules
from integration.study.callers import add_account

ADD_SESSION = "INSERT INTO auth.sessions (id, user_id, created_at, not_after) VALUES (gen_random_uuid(), $1, $2, $2)"
ADD_TOKEN = """
INSERT INTO auth.refresh_tokens (token, user_id, revoked, created_at, updated_at)
VALUES (gen_random_uuid(), $1::uuid::text, true, $2, $2)
"""
ADD_CODE = """
INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at)
VALUES (gen_random_uuid(), $1, 'recovery_token', gen_random_uuid(), 'x', $2::timestamptz AT TIME ZONE 'UTC')
"""
ADD_FLOW = """
INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
    authentication_method, created_at) VALUES (gen_random_uuid(), $1, 'c', 's256', 'x', 'email', 'otp', $2)
"""
COUNTS = """
SELECT (SELECT count(*) FROM auth.sessions), (SELECT count(*) FROM auth.refresh_tokens),
    (SELECT count(*) FROM auth.one_time_tokens), (SELECT count(*) FROM auth.flow_state)
"""


class SteppedClock:
    """A clock whose sleeps end when a test says so."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)
        self.sleeps: asyncio.Queue[float] = asyncio.Queue()
        self._steps: asyncio.Queue[None] = asyncio.Queue()

    def now(self) -> datetime:
        """Return the moment at which it stands."""
        return self.moment

    def monotonic(self) -> float:
        """Return the same in seconds."""
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Wait for the next step."""
        await self.sleeps.put(seconds)
        await self._steps.get()

    def step(self, seconds: float) -> None:
        """End a sleep after that many seconds."""
        self.moment += timedelta(seconds=seconds)
        self._steps.put_nowait(None)


async def test_ended_rows_are_removed_every_hour(pool: Pool) -> None:
    """Sessions, tokens, codes and flows that ended go at the start, and those that end later an hour after that."""
    clock = SteppedClock()
    async with pool.acquire() as connection:
        # All have ended for 40 days; for that long half an hour before the second removal; or just now.
        for ago in (timedelta(days=40), timedelta(days=30, minutes=-30), timedelta()):
            account = await add_account(connection)
            for statement in (ADD_SESSION, ADD_TOKEN, ADD_CODE, ADD_FLOW):
                await connection.execute(statement, account, clock.now() - ago)
    removal = keep_removing(pool, read_rules=SessionRules, clock=clock)
    task = asyncio.create_task(removal)
    try:
        assert await asyncio.wait_for(clock.sleeps.get(), 30) == INTERVAL
        assert tuple(await pool.fetchrow(COUNTS) or ()) == (1, 2, 2, 1)
        clock.step(INTERVAL)
        await asyncio.wait_for(clock.sleeps.get(), 60)
        assert tuple(await pool.fetchrow(COUNTS) or ()) == (1, 1, 1, 1)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
