"""The job that schedules cards again which programs have reviewed by the function update_spaced_repetition."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from alcove.apps.study.cards.reviews import OUTDATED_BATCH, CardReviews
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import JSON, JobRun, Task
from alcove.foundation.telemetry import get_logger

UPDATE: Final = "study.update_cards"

log = get_logger("alcove.study")


async def update_cards(run: JobRun, _args: Mapping[str, JSON], *, deps: Deps) -> None:
    """Compute the memory of the cards whose reviews the server has not counted."""
    reviews = CardReviews(deps.pool, clock=deps.clock, retention=deps.load(StudySettings).study_card_retention)
    total = 0
    while count := await reviews.update_outdated():
        run.checkpoint()
        total += count
        if count < OUTDATED_BATCH:
            break
    if total:
        log.info("study_cards_updated", count=total)


def build_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    return [Task(name=UPDATE, run=partial(update_cards, deps=deps), queue="study", cron="23 * * * *")]
