"""Predictions and trainings by the recommender service, with a fallback when it is unavailable."""

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
"""Slightly more than the service itself waits for a training."""

MAX_QUEUED: Final = 10_000
"""The most verdicts in the queue; the service accepts no more at once."""

MAX_REASONS: Final = 3

Chance = Annotated[float, Meta(ge=0, le=1)]

log = get_logger("alcove.records.delegation")


class ServicePrediction(msgspec.Struct):
    """A prediction as the service returns it."""

    id: int
    probability: Chance
    reasons: Any = None


class PredictResponse(msgspec.Struct):
    """The response of /predict; an invalid prediction does not affect the others."""

    predictions: list[msgspec.Raw]

    def by_id(self) -> dict[int, ServicePrediction]:
        """Return the valid predictions by listing id; of two for one offer the first."""
        predictions: dict[int, ServicePrediction] = {}
        for raw in self.predictions:
            with suppress(*DECODE_ERRORS):
                prediction = msgspec.json.decode(raw, type=ServicePrediction)
                predictions.setdefault(prediction.id, prediction)
        return predictions


class TrainResponse(msgspec.Struct):
    """The response of /train."""

    message: Any = None


async def merge_service_predictions(service: ServiceClient | None, *, stored: bytes) -> bytes:
    """Return the predictions of the service for the offers in `stored`, and the stored ones where it has none."""
    if service is None or stored == b"[]":
        return stored
    stored_predictions = msgspec.json.decode(stored, type=list[Prediction])
    try:
        body = {"listing_ids": [prediction.id for prediction in stored_predictions]}
        predictions = (await service.call("/predict", PredictResponse, within=PREDICT_TIMEOUT_S, body=body)).by_id()
    except ServiceUnavailable as error:
        log.warning("service_predictions_unavailable", reason=error.message, details=error.details)
        return stored
    return msgspec.json.encode(
        [_merge(prediction, predictions.get(prediction.id)) for prediction in stored_predictions]
    )


def _merge(stored: Prediction, prediction: ServicePrediction | None) -> Prediction:
    if prediction is None:
        return stored
    reasons = prediction.reasons[:MAX_REASONS] if isinstance(prediction.reasons, list) else []
    return Prediction(
        id=stored.id,
        prediction=prediction.probability > 0.5,
        probability=prediction.probability,
        reasons=[line for line in map(to_single_line, reasons) if line],
    )


class VerdictForwarder:
    """Forwards verdicts to the service, one request at a time; verdicts that arrive meanwhile go into the next one.

    The verdicts are stored and a training is requested before, so nothing is lost when a request fails.
    """

    def __init__(self, service: ServiceClient) -> None:
        self._service = service
        self._queue: dict[int, bool] = {}
        self._sender: asyncio.Task[None] | None = None

    def forward(self, *, listing_ids: Iterable[int], keeper_ids: Iterable[int]) -> None:
        """Queue verdicts to be forwarded; of two on one offer only the later one."""
        kept = frozenset(keeper_ids)
        for listing_id in listing_ids:
            self._queue.pop(listing_id, None)
            self._queue[listing_id] = listing_id in kept
        while len(self._queue) > MAX_QUEUED:
            del self._queue[next(iter(self._queue))]
        if self._queue and (self._sender is None or self._sender.done()):
            self._sender = asyncio.create_task(self._send_queue(), name="records-verdict-forwarder")

    async def wait_until_idle(self) -> None:
        """Wait until the queue is empty."""
        if self._sender is not None:
            await asyncio.wait({self._sender})

    async def _send_queue(self) -> None:
        while self._queue:
            verdicts, self._queue = self._queue, {}
            keepers = [listing_id for listing_id, kept in verdicts.items() if kept]
            body = {"listing_ids": list(verdicts), "keeper_ids": keepers, "stored": True}
            try:
                response = await self._service.call("/train", TrainResponse, within=TRAIN_TIMEOUT_S, body=body)
            except ServiceUnavailable as error:
                log.warning("verdicts_not_forwarded", count=len(verdicts), reason=error.message, details=error.details)
            else:
                log.info("verdicts_forwarded", count=len(verdicts), reply=to_single_line(response.message))
