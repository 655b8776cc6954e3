"""A SelectionStrategy that uses the recommender service."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from alcove.apps.records.daily_pick import store
from alcove.apps.records.daily_pick.model import Pick
from alcove.apps.records.daily_pick.service.picks import PickRequest, SelectionStrategy, store_pick
from alcove.apps.records.errors import NoCandidate, ServiceUnavailable
from alcove.apps.records.sources.service_client import ServiceClient, to_single_line
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger

SELECT_TIMEOUT_S: Final = 5.0
MAX_METHOD_LENGTH: Final = 50
_MAX_SEED: Final = 2**53

Chance = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]

log = get_logger("alcove.records.delegation")


class SelectionTerms(msgspec.Struct):
    """The terms of a selection."""

    model_score: float
    entropy_measure: Chance
    system_temperature: Annotated[float, Meta(ge=0, le=10)]
    selection_method: str
    utility_term: float | None = None
    entropy_term: float | None = None
    free_energy: float | None = None
    selection_probability: Chance | None = None
    total_candidates: Count | None = None
    cluster_count: Count | None = None


class Proposal(msgspec.Struct):
    """The response of /thermodynamic; its offer is not validated yet."""

    listing_id: Annotated[int, Meta(gt=0, le=2**63 - 1)]
    breakdown: SelectionTerms
    seed: Any = None

    def to_pick(self) -> Pick | None:
        """Return the pick to store; None when its method is not a short text."""
        terms = msgspec.structs.asdict(self.breakdown)
        terms["selection_method"] = to_single_line(self.breakdown.selection_method)
        if not 0 < len(terms["selection_method"]) <= MAX_METHOD_LENGTH:
            return None
        is_valid = type(self.seed) is int and 0 <= self.seed < _MAX_SEED
        return Pick(listing_id=self.listing_id, seed=self.seed if is_valid else None, **terms)


class ServiceSelection:
    """Uses the service first, and another strategy when the service fails."""

    def __init__(self, service: ServiceClient, *, pool: Pool, fallback: SelectionStrategy) -> None:
        self._service = service
        self._pool = pool
        self._otherwise = fallback

    async def select(self, request: PickRequest, /) -> str | None:
        """Select and store a pick; return the reason of a failure."""
        try:
            await self._store(request)
        except (ServiceUnavailable, NoCandidate) as error:
            log.warning("service_selection_failed", reason=error.message, details=error.details)
            return await self._otherwise.select(request)
        return None

    async def _store(self, request: PickRequest) -> None:
        body = {"force_refresh": request.expected is not None}
        proposal = await self._service.call("/thermodynamic", Proposal, within=SELECT_TIMEOUT_S, body=body)
        pick = proposal.to_pick()
        if pick is None:
            raise self._service.unexpected_response("selection_method is not a short text")
        current = await store.find_current_pick(self._pool, today=request.today)
        if current.id == request.expected and current.listing_id == pick.listing_id:
            raise NoCandidate("The service proposes the record that is to be replaced.")
        await store_pick(self._pool, request, pick=pick)
