"""A record of the day that a service proposes."""

from dataclasses import asdict

from alcove.apps.records.errors import NoCandidate, ServiceUnavailable
from alcove.apps.records.model.delegated import Proposal
from alcove.apps.records.model.thermodynamics import Pick
from alcove.apps.records.service.daily_pick import PickRequest, SelectionStrategy, store_pick
from alcove.apps.records.sources.protocols import RecommenderService
from alcove.apps.records.store import picks
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.delegation")


class ServiceSelection:
    """Asks a service first, and somebody of the house when its proposal cannot be used."""

    def __init__(self, service: RecommenderService, *, pool: Pool, otherwise: SelectionStrategy) -> None:
        self._service = service
        self._pool = pool
        self._otherwise = otherwise

    async def select(self, request: PickRequest, /) -> str | None:
        """Have a pick stored as requested; otherwise say why there is no new pick."""
        try:
            proposal = await self._service.propose(refresh=request.expected is not None)
            await self._store(request, proposal)
        except (ServiceUnavailable, NoCandidate) as error:
            log.warning("service_did_not_pick", reason=error.message, details=error.details)
            return await self._otherwise.select(request)
        return None

    async def _store(self, request: PickRequest, proposal: Proposal) -> None:
        current = await picks.current(self._pool, today=request.today)
        if current.id == request.expected and current.listing_id == proposal.listing_id:
            raise NoCandidate("The service proposes the record that is to be replaced.")
        await store_pick(self._pool, request, pick=Pick(**asdict(proposal)))
