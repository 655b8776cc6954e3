"""What the requests that send mail have in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from alcove.foundation.clock import Clock
from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.flows import CodeChallenge, NewFlow, create_flow

_LEAST_SECONDS: Final = 0.05


@asynccontextmanager
async def even_time(clock: Clock) -> AsyncIterator[None]:
    """Take as long for names that are unknown, and need little work, as for the others."""
    started = clock.monotonic()
    try:
        yield
    finally:
        await clock.sleep(_LEAST_SECONDS - (clock.monotonic() - started))


async def start_flow(
    deps: AuthDeps, connection: Connection, *, challenge: CodeChallenge | None, method: str, user_id: UUID
) -> None:
    """Store the challenge of the client that asked for a link; without a challenge there is no flow."""
    if challenge is not None:
        flow = NewFlow(provider="email", method=method, challenge=challenge, user_id=user_id)
        await create_flow(connection, flow, now=deps.clock.now())
