"""What the recommender service may do in place of this process, and what happens when it does not answer."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from alcove.apps.records.errors import NoCandidate, ServiceUnavailable
from alcove.apps.records.model.thermodynamics import Pick
from alcove.apps.records.schemas import Prediction
from alcove.apps.records.service.daily_pick import PickRequest, SelectionStrategy, store_pick
from alcove.apps.records.sources.service_client import UNREADABLE, ServiceClient, one_line
from alcove.apps.records.store import picks
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger

PREDICT_S: Final = 3.0
DRAW_S: Final = 5.0
TRAIN_S: Final = 35.0
"""A little more than the seconds for which the service itself waits for a training."""

MOST_WAITING: Final = 10_000
"""Verdicts that may wait to be forwarded; the service takes no more at once."""

MOST_REASONS: Final = 3
LONGEST_METHOD: Final = 50
_LARGEST_SEED: Final = 2**53

Chance = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]

log = get_logger("alcove.records.delegation")


class Opinion(msgspec.Struct):
    """The chance that the owner keeps an offer, and the reasons for it."""

    id: int
    probability: Chance
    reasons: Any = None


class Opinions(msgspec.Struct):
    """What the service says of offers; one that cannot be read does not spoil the others."""

    predictions: list[msgspec.Raw]

    def by_id(self) -> dict[int, Opinion]:
        """Return the opinions that can be read, of two on one offer the first."""
        found: dict[int, Opinion] = {}
        for raw in self.predictions:
            with suppress(*UNREADABLE):
                opinion = msgspec.json.decode(raw, type=Opinion)
                found.setdefault(opinion.id, opinion)
        return found


class DrawTerms(msgspec.Struct):
    """Why a record was drawn."""

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
    """A record of the day as the service would have it; the offer is still to be looked at."""

    listing_id: Annotated[int, Meta(gt=0, le=2**63 - 1)]
    breakdown: DrawTerms
    seed: Any = None

    def as_pick(self) -> Pick | None:
        """Return it as it is stored; None when its method is no short text."""
        terms = msgspec.structs.asdict(self.breakdown)
        terms["selection_method"] = one_line(self.breakdown.selection_method)
        if not 0 < len(terms["selection_method"]) <= LONGEST_METHOD:
            return None
        known = type(self.seed) is int and 0 <= self.seed < _LARGEST_SEED
        return Pick(listing_id=self.listing_id, seed=self.seed if known else None, **terms)


class Trained(msgspec.Struct):
    """What is said of a training."""

    message: Any = None


async def predictions(service: ServiceClient | None, *, stored: bytes) -> bytes:
    """Return what the service says of the offers in `stored`; of those it says nothing about, what is stored."""
    if service is None or stored == b"[]":
        return stored
    known = msgspec.json.decode(stored, type=list[Prediction])
    try:
        wish = {"listing_ids": [prediction.id for prediction in known]}
        opinions = (await service.call("/predict", Opinions, within=PREDICT_S, body=wish)).by_id()
    except ServiceUnavailable as error:
        log.warning("service_did_not_predict", reason=error.message, details=error.details)
        return stored
    return msgspec.json.encode([_replaced(prediction, opinions.get(prediction.id)) for prediction in known])


def _replaced(stored: Prediction, opinion: Opinion | None) -> Prediction:
    if opinion is None:
        return stored
    reasons = opinion.reasons[:MOST_REASONS] if isinstance(opinion.reasons, list) else []
    return Prediction(
        id=stored.id,
        prediction=opinion.probability > 0.5,
        probability=opinion.probability,
        reasons=[line for line in map(one_line, reasons) if line],
    )


class ServiceSelection:
    """A SelectionStrategy that asks the service first, and another one when its proposal cannot be used."""

    def __init__(self, service: ServiceClient, *, pool: Pool, otherwise: SelectionStrategy) -> None:
        self._service = service
        self._pool = pool
        self._otherwise = otherwise

    async def select(self, request: PickRequest, /) -> str | None:
        """Have a pick stored as requested; otherwise say why there is no new pick."""
        try:
            await self._store(request)
        except (ServiceUnavailable, NoCandidate) as error:
            log.warning("service_did_not_pick", reason=error.message, details=error.details)
            return await self._otherwise.select(request)
        return None

    async def _store(self, request: PickRequest) -> None:
        body = {"force_refresh": request.expected is not None}
        proposal = await self._service.call("/thermodynamic", Proposal, within=DRAW_S, body=body)
        pick = proposal.as_pick()
        if pick is None:
            raise self._service.senseless("selection_method is no short text")
        current = await picks.current(self._pool, today=request.today)
        if current.id == request.expected and current.listing_id == pick.listing_id:
            raise NoCandidate("The service proposes the record that is to be replaced.")
        await store_pick(self._pool, request, pick=pick)


class VerdictForwarder:
    """Forwards verdicts to the service: one message is under way at a time, and what comes meanwhile is the next one.

    The verdicts are stored and a job is asked for before this begins, so that nothing is lost with a message.
    """

    def __init__(self, service: ServiceClient) -> None:
        self._service = service
        self._waiting: dict[int, bool] = {}
        self._under_way: asyncio.Task[None] | None = None

    def forward(self, *, shown: Iterable[int], keepers: Iterable[int]) -> None:
        """Have verdicts forwarded; of two on one offer only the later one."""
        kept = frozenset(keepers)
        for listing_id in shown:
            self._waiting.pop(listing_id, None)
            self._waiting[listing_id] = listing_id in kept
        while len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        if self._waiting and (self._under_way is None or self._under_way.done()):
            self._under_way = asyncio.create_task(self._deliver(), name="records-verdict-forwarder")

    async def settled(self) -> None:
        """Return when nothing is under way any more."""
        if self._under_way is not None:
            await asyncio.wait({self._under_way})

    async def _deliver(self) -> None:
        while self._waiting:
            verdicts, self._waiting = self._waiting, {}
            keepers = [listing_id for listing_id, kept in verdicts.items() if kept]
            body = {"listing_ids": list(verdicts), "keeper_ids": keepers, "stored": True}
            try:
                trained = await self._service.call("/train", Trained, within=TRAIN_S, body=body)
            except ServiceUnavailable as error:
                log.warning("service_not_told", verdicts=len(verdicts), reason=error.message, details=error.details)
            else:
                log.info("service_told", verdicts=len(verdicts), said=one_line(trained.message))
