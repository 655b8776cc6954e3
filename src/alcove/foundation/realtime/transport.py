"""What carries notifications between processes: PostgreSQL's NOTIFY, and perhaps something faster beside it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import asyncpg

from alcove.foundation.database import MISSED, Notices, Pool, notify


@dataclass(frozen=True, slots=True)
class Notification:
    """What was sent on a topic."""

    topic: str
    payload: str = ""


_LOST: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

RESYNC: Final = Notification("")
"""Stands for any number of notifications that were missed: look at the tables again."""

Deliver: TypeAlias = Callable[[Notification], None]


class TransportLost(Exception):
    """It is not known whether a notification was sent."""


class Transport(Protocol):
    """Carries notifications to every process of every host.

    It may deliver one twice, never in another order, and none is lost unless RESYNC is delivered in its place: to
    every listener after the connection was lost, from the moment on when nothing more can be missed.
    """

    def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AbstractAsyncContextManager[None]:
        """Call `deliver` with each notification on the topics during the block; a lost connection ends nothing."""
        ...

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads, each shorter than 8,000 bytes, in this order; TransportLost, at once when it is known."""
        ...


class PgTransport:
    """NOTIFY: what a transaction sends is delivered exactly when its rows can be seen."""

    def __init__(self, notices: Notices, pool: Pool) -> None:
        self._notices = notices
        self._pool = pool

    @asynccontextmanager
    async def listen(self, topics: Sequence[str], deliver: Deliver, /) -> AsyncIterator[None]:
        """Call `deliver` with each notification on the topics during the block."""

        def pass_on(topic: str, payload: str) -> None:
            deliver(RESYNC if (topic, payload) == ("", MISSED) else Notification(topic, payload))

        async with self._notices.listen(*topics, deliver=pass_on):
            yield

    async def publish(self, topic: str, payloads: Sequence[str], /) -> None:
        """Send payloads."""
        try:
            await notify(self._pool, topic, *payloads)
        except _LOST as error:
            raise TransportLost(str(error)) from error
