"""Decide who may use a private channel: what a caller may do with rows of `realtime.messages`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import asyncpg
import msgspec

from alcove.foundation.database import DATABASE_LOST, Pool, is_away
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.callers import encode_claims, find_role
from alcove.wires.supabase.realtime.model import ChannelRights
from alcove.wires.supabase.realtime.private.store import ProbeResult, probe_rights
from alcove.wires.supabase.tokens import VerifiedToken

MAX_PROBES: Final = 4
"""Decisions of a process at the same time: others wait, and requests keep their connections."""
STATEMENT_SECONDS: Final = 3.0
TOTAL_SECONDS: Final = 8.0
"""Clients wait for ten seconds."""
NO_RIGHTS: Final = ChannelRights(
    reads_broadcast=False, writes_broadcast=False, reads_presence=False, writes_presence=False
)

log = get_logger("alcove.realtime")


class PolicyAuthorizer:
    """Decides by the policies on `realtime.messages`, with a pool whose users set up their sessions."""

    def __init__(self, pool: Callable[[], Awaitable[Pool]], *, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self._pool = pool
        self._statement_seconds = statement_seconds
        self._slots = asyncio.Semaphore(MAX_PROBES)

    async def authorize(self, topic: str, *, caller: VerifiedToken, headers: Mapping[str, str]) -> ChannelRights:
        """Return the rights of a caller on a private channel; DATABASE_LOST when the database does not respond.

        A policy that fails or takes too long gives no right.
        """
        try:
            async with asyncio.timeout(TOTAL_SECONDS), self._slots:
                result = await self._probe(topic, caller=caller, headers=headers)
        except asyncpg.QueryCanceledError as error:
            log.warning("realtime_policy_too_slow", topic=topic, reason=str(error))
            return NO_RIGHTS
        except DATABASE_LOST as error:
            # TimeoutError is an OSError.
            if isinstance(error, OSError) or is_away(error):
                raise
            log.warning("realtime_policy_failed", topic=topic, reason=str(error))
            return NO_RIGHTS
        if result.problems:
            log.warning("realtime_policy_failed", topic=topic, reason="; ".join(sorted(set(result.problems))))
        return ChannelRights(
            reads_broadcast="broadcast" in result.reads,
            writes_broadcast="broadcast" in result.writes,
            reads_presence="presence" in result.reads,
            writes_presence="presence" in result.writes,
        )

    async def _probe(self, topic: str, *, caller: VerifiedToken, headers: Mapping[str, str]) -> ProbeResult:
        role = find_role(caller)
        return await probe_rights(
            await self._pool(),
            topic,
            role=role,
            claims=encode_claims(caller, role),
            headers=msgspec.json.encode(headers).decode(),
            statement_seconds=self._statement_seconds,
        )
