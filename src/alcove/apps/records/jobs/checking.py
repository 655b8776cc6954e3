"""Whether the model in use can be used, tried by every worker."""

from dataclasses import dataclass
from importlib import metadata
from typing import Final

from alcove.apps.records.jobs.surroundings import Surroundings
from alcove.apps.records.model.taste import learning as taste
from alcove.apps.records.model.taste.values import BundleRefused
from alcove.apps.records.service.learning import ask_for_training
from alcove.apps.records.store import catalogue, learning, models
from alcove.foundation.database import transaction
from alcove.foundation.telemetry import get_logger

CORRUPTED: Final = "the stored bundle is not what its checksum says"

log = get_logger("alcove.records.learning")


@dataclass(slots=True)
class Checked:
    """Remembers which model this process has found usable; 0: it has seen that there is none."""

    passed: int | None = None


async def check_model(surroundings: Surroundings, checked: Checked) -> None:
    """Load the newest model once; one that cannot be used is refused, and its predictions are taken back."""
    newest = await learning.newest_model(surroundings.pool)
    if newest is None or newest.recommender is None:
        if checked.passed is None:
            await _learn_from_older_verdicts(surroundings)
        checked.passed = 0
        return
    if newest.refused or (newest.id == checked.passed and newest.intact):
        return
    reason = await _fault_of(surroundings, newest)
    if reason:
        await _refuse(surroundings, newest, reason=reason)
    else:
        checked.passed = newest.id


async def _learn_from_older_verdicts(surroundings: Surroundings) -> None:
    """Ask for the first training where verdicts were given before there was anything that learns from them."""
    async with transaction(surroundings.pool) as connection:
        if await learning.has_untried_verdicts(connection):
            await ask_for_training(connection)


async def _fault_of(surroundings: Surroundings, newest: learning.Newest) -> str:
    model = await learning.current_model(surroundings.pool) if newest.intact else None
    if model is None:
        return CORRUPTED
    try:
        await surroundings.apart.run(taste.check, model.bundle, model.checksum)
    except BundleRefused as refused:
        return str(refused) or CORRUPTED
    return ""


async def _refuse(surroundings: Surroundings, newest: learning.Newest, *, reason: str) -> None:
    log.error("model_refused", model=newest.id, reason=reason, advice="run `alcove records train`")
    async with transaction(surroundings.pool) as connection:
        await catalogue.one_writer(connection)
        refused = await models.refuse(connection, model_id=newest.id, reason=reason)
        if refused and newest.intact and not _is_of_these_libraries(newest.version):
            # Alcove has been updated, and its own model is all there: it is made again.
            await ask_for_training(connection)


def _is_of_these_libraries(version: str) -> bool:
    ours = f"(scikit-learn {metadata.version('scikit-learn')}, skops {metadata.version('skops')})"
    return version.endswith(ours)
