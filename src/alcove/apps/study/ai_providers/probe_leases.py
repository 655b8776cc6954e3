"""Leases of probes: while a process works on a probe it renews the lease, so that a killed one is replaced soon."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

from alcove.foundation.database import DATABASE_LOST, is_away
from alcove.foundation.telemetry import get_logger

RenewProbe: TypeAlias = Callable[[], Awaitable[None]]

log = get_logger("alcove.study")


class ProbeLeases:
    """The probes of this process that are not recorded yet."""

    def __init__(self, *, interval: float, longest: float) -> None:
        """Take the seconds between two renewals, and those after which a call is given up that nobody has recorded."""
        self._interval = interval
        self._longest = longest
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    def hold(self, probe_id: UUID, renew: RenewProbe) -> None:
        """Renew the lease of a probe until `release`."""
        task = self._tasks[probe_id] = asyncio.create_task(self._renew(renew), name="ai-probe-lease")
        task.add_done_callback(lambda _: self._tasks.pop(probe_id, None))

    def release(self, probe_id: UUID) -> None:
        """End the renewals of a probe."""
        task = self._tasks.pop(probe_id, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """End all renewals; the leases expire."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _renew(self, renew: RenewProbe) -> None:
        # In real time, as the lease that other processes see.
        for _ in range(int(self._longest / self._interval)):
            await asyncio.sleep(self._interval)
            try:
                await renew()
            except DATABASE_LOST as error:
                if not is_away(error):
                    raise
                log.debug("probe_not_renewed", error=type(error).__name__)
