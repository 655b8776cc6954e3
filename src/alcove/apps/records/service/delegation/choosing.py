"""A record of the day that a service proposes."""

from dataclasses import asdict

from alcove.apps.records.errors import NoCandidate, ServiceUnavailable
from alcove.apps.records.model.delegated import Proposal
from alcove.apps.records.service.choosing import Chooser, Wish, settle
from alcove.apps.records.sources.protocols import RecommenderService
from alcove.apps.records.store import picks
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.delegation")


class ServiceChooser:
    """Asks a service first, and somebody of the house when its proposal cannot be used."""

    def __init__(self, service: RecommenderService, *, pool: Pool, otherwise: Chooser) -> None:
        self._service = service
        self._pool = pool
        self._otherwise = otherwise

    async def choose(self, wish: Wish, /) -> str | None:
        """Have a pick stored as wished; otherwise say why there is no new pick."""
        try:
            proposal = await self._service.propose(refresh=wish.expected is not None)
            await self._store(wish, proposal)
        except (ServiceUnavailable, NoCandidate) as error:
            log.warning("service_did_not_pick", reason=error.message, details=error.details)
            return await self._otherwise.choose(wish)
        return None

    async def _store(self, wish: Wish, proposal: Proposal) -> None:
        current = await picks.current(self._pool, today=wish.today)
        if current is not None and current.id == wish.expected and current.listing_id == proposal.listing_id:
            raise NoCandidate("The service proposes the record that is to be replaced.")
        await settle(self._pool, wish, pick=picks.Pick(**asdict(proposal)))
