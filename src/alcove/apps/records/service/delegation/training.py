"""Tells a service of new verdicts, after the request that brought them has been answered."""

import asyncio
from collections.abc import Iterable
from typing import Final

from alcove.apps.records.errors import ServiceUnavailable
from alcove.apps.records.sources.protocols import RecommenderService
from alcove.foundation.telemetry import get_logger

MOST_WAITING: Final = 10_000
"""Verdicts that may wait to be told; the service takes no more at once."""

log = get_logger("alcove.records.delegation")


class TrainingCourier:
    """Tells one service of verdicts: one message is under way at a time, and what comes meanwhile is the next one.

    The verdicts are stored and a job is asked for before this begins, so that nothing is lost with a message.
    """

    def __init__(self, service: RecommenderService) -> None:
        self._service = service
        self._waiting: dict[int, bool] = {}
        self._under_way: asyncio.Task[None] | None = None

    def tell(self, *, shown: Iterable[int], keepers: Iterable[int]) -> None:
        """Have the service told of verdicts; of two on one offer it hears the later one."""
        kept = frozenset(keepers)
        for listing_id in shown:
            self._waiting.pop(listing_id, None)
            self._waiting[listing_id] = listing_id in kept
        while len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        if self._waiting and (self._under_way is None or self._under_way.done()):
            self._under_way = asyncio.create_task(self._deliver(), name="records-training-courier")

    async def settled(self) -> None:
        """Return when nothing is under way any more."""
        if self._under_way is not None:
            await asyncio.wait({self._under_way})

    async def _deliver(self) -> None:
        while self._waiting:
            verdicts, self._waiting = self._waiting, {}
            keepers = [listing_id for listing_id, kept in verdicts.items() if kept]
            try:
                said = await self._service.train(listing_ids=list(verdicts), keeper_ids=keepers)
            except ServiceUnavailable as error:
                log.warning("service_not_told", verdicts=len(verdicts), reason=error.message, details=error.details)
            else:
                log.info("service_told", verdicts=len(verdicts), said=said)
