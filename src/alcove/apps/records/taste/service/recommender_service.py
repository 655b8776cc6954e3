"""What the recommender service may do in place of this process, and what happens when it does not answer."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from alcove.apps.records.errors import ServiceUnavailable
from alcove.apps.records.sources.service_client import DECODE_ERRORS, ServiceClient, to_single_line
from alcove.apps.records.taste.schemas import Prediction
from alcove.foundation.telemetry import get_logger

PREDICT_TIMEOUT_S: Final = 3.0
TRAIN_TIMEOUT_S: Final = 35.0
"""A little more than the seconds for which the service itself waits for a training."""

MAX_QUEUED: Final = 10_000
"""Verdicts that may wait to be forwarded; the service takes no more at once."""

MAX_REASONS: Final = 3

Chance = Annotated[float, Meta(ge=0, le=1)]

log = get_logger("alcove.records.delegation")


class ServicePrediction(msgspec.Struct):
    """The chance that the owner keeps an offer, and the reasons for it."""

    id: int
    probability: Chance
    reasons: Any = None


class PredictResponse(msgspec.Struct):
    """What the service says of offers; one that cannot be read does not spoil the others."""

    predictions: list[msgspec.Raw]

    def by_id(self) -> dict[int, ServicePrediction]:
        """Return the opinions that can be read, of two on one offer the first."""
        found: dict[int, ServicePrediction] = {}
        for raw in self.predictions:
            with suppress(*DECODE_ERRORS):
                opinion = msgspec.json.decode(raw, type=ServicePrediction)
                found.setdefault(opinion.id, opinion)
        return found


class TrainResponse(msgspec.Struct):
    """What is said of a training."""

    message: Any = None


async def merge_service_predictions(service: ServiceClient | None, *, stored: bytes) -> bytes:
    """Return what the service says of the offers in `stored`; of those it says nothing about, what is stored."""
    if service is None or stored == b"[]":
        return stored
    known = msgspec.json.decode(stored, type=list[Prediction])
    try:
        body = {"listing_ids": [prediction.id for prediction in known]}
        opinions = (await service.call("/predict", PredictResponse, within=PREDICT_TIMEOUT_S, body=body)).by_id()
    except ServiceUnavailable as error:
        log.warning("service_did_not_predict", reason=error.message, details=error.details)
        return stored
    return msgspec.json.encode([_merge(prediction, opinions.get(prediction.id)) for prediction in known])


def _merge(stored: Prediction, opinion: ServicePrediction | None) -> Prediction:
    if opinion is None:
        return stored
    reasons = opinion.reasons[:MAX_REASONS] if isinstance(opinion.reasons, list) else []
    return Prediction(
        id=stored.id,
        prediction=opinion.probability > 0.5,
        probability=opinion.probability,
        reasons=[line for line in map(to_single_line, reasons) if line],
    )


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
        while len(self._waiting) > MAX_QUEUED:
            del self._waiting[next(iter(self._waiting))]
        if self._waiting and (self._under_way is None or self._under_way.done()):
            self._under_way = asyncio.create_task(self._deliver(), name="records-verdict-forwarder")

    async def wait_until_idle(self) -> None:
        """Return when nothing is under way any more."""
        if self._under_way is not None:
            await asyncio.wait({self._under_way})

    async def _deliver(self) -> None:
        while self._waiting:
            verdicts, self._waiting = self._waiting, {}
            keepers = [listing_id for listing_id, kept in verdicts.items() if kept]
            body = {"listing_ids": list(verdicts), "keeper_ids": keepers, "stored": True}
            try:
                trained = await self._service.call("/train", TrainResponse, within=TRAIN_TIMEOUT_S, body=body)
            except ServiceUnavailable as error:
                log.warning("service_not_told", verdicts=len(verdicts), reason=error.message, details=error.details)
            else:
                log.info("service_told", verdicts=len(verdicts), said=to_single_line(trained.message))
