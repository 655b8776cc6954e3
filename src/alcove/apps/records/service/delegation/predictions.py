"""Predictions of a service, laid over those that are stored."""

from collections.abc import Mapping

import msgspec

from alcove.apps.records.errors import ServiceUnavailable
from alcove.apps.records.model.delegated import Opinion
from alcove.apps.records.schemas import Prediction
from alcove.apps.records.sources.protocols import RecommenderService
from alcove.foundation.telemetry import get_logger

log = get_logger("alcove.records.delegation")


async def predictions(service: RecommenderService | None, *, stored: bytes) -> bytes:
    """Return what the service says of the offers in `stored`; of those it says nothing about, what is stored."""
    if service is None or stored == b"[]":
        return stored
    known = msgspec.json.decode(stored, type=list[Prediction])
    try:
        said = await service.predict([each.id for each in known])
    except ServiceUnavailable as error:
        log.warning("service_did_not_predict", reason=error.message, details=error.details)
        return stored
    return msgspec.json.encode([_laid_over(each, said) for each in known])


def _laid_over(stored: Prediction, said: Mapping[int, Opinion]) -> Prediction:
    opinion = said.get(stored.id)
    if opinion is None:
        return stored
    return Prediction(
        id=stored.id,
        prediction=opinion.probability > 0.5,
        probability=opinion.probability,
        reasons=list(opinion.reasons),
    )
