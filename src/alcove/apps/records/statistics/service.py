"""Statistics: charts as PostgreSQL makes them, and the model with the range of its accuracy."""

import msgspec

from alcove.apps.records import taste
from alcove.apps.records.catalogue.model import GRADES
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.statistics import store
from alcove.apps.records.statistics.model import compute_range, count_right, is_trustworthy
from alcove.apps.records.statistics.schemas import Accuracy, ModelStatistics, Pattern, Rival, TrainingPoint
from alcove.apps.records.taste import MAX_TESTED, TasteModel, TasteModels
from alcove.foundation.database import Pool


async def read_statistics(pool: Pool, settings: RecordsSettings) -> bytes:
    """Return all statistics as JSON."""
    charts = await store.read_charts(pool, grades=GRADES)
    model = msgspec.json.encode(await read_model_statistics(pool, settings))
    return charts.rstrip().removesuffix(b"}") + b', "model": ' + model + b"}"


async def read_model_statistics(pool: Pool, settings: RecordsSettings) -> ModelStatistics:
    """Return how good the model is, what it has learnt, and how it became so."""
    models = msgspec.json.decode(await taste.read_model_status(pool, settings), type=TasteModels)
    current, newest = models.current, models.trainings[0] if models.trainings else None
    accuracy = _build_accuracy(current.accuracy, current.labels) if current else None
    majority = _find_majority(current or models)
    patterns = await store.list_patterns(pool) if current else []
    return ModelStatistics(
        is_trained=models.trained,
        recommender=current.recommender if current else None,
        accuracy=accuracy,
        is_reliable=accuracy is not None and is_trustworthy(accuracy.right, accuracy.tested, majority=majority),
        majority=majority,
        labels=models.labels,
        keepers=models.keepers,
        needed=models.needed,
        last_outcome=newest.outcome if newest else None,
        last_reason=newest.reason if newest else None,
        patterns=[Pattern(**pattern) for pattern in patterns],
        rivals=_build_rivals(models),
        history=[_build_point(training) for training in reversed(await store.list_trainings(pool))],
    )


def _find_majority(counts: TasteModel | TasteModels) -> float:
    """Return the share of the more frequent verdict: what a model must surpass."""
    if not counts.labels:
        return 0.0
    return round(max(counts.keepers, counts.labels - counts.keepers) / counts.labels, 4)


def _build_accuracy(accuracy: float, labels: int) -> Accuracy:
    """Return the accuracy with its range: every verdict, or those of a sample, was predicted once while held out."""
    tested = min(labels, MAX_TESTED)
    right = count_right(accuracy, tested)
    low, high = compute_range(right, tested)
    return Accuracy(right=right, tested=tested, low=low, high=high)


def _build_rivals(models: TasteModels) -> list[Rival]:
    tested = models.current.labels if models.current else models.labels
    pairs = [(rival, tested if rival.scores else 0) for rival in models.rivals]
    return [
        Rival(
            **msgspec.structs.asdict(_build_accuracy(rival.scores.accuracy if rival.scores else 0.0, labels)),
            name=rival.name,
            title=rival.title,
            error=rival.error,
            is_used=models.current is not None and rival.name == models.current.recommender,
        )
        for rival, labels in pairs
    ]


def _build_point(training: dict[str, object]) -> TrainingPoint:
    accuracy, labels = training["accuracy"], training["labels"]
    measured = _build_accuracy(msgspec.convert(accuracy or 0, float), msgspec.convert(labels, int))
    return TrainingPoint(
        **msgspec.structs.asdict(measured),
        trained_at=str(training["trained_at"]),
        recommender=str(training["recommender"]),
    )
