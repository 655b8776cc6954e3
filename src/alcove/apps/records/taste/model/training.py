"""Training: evaluates the recommenders, selects one, fits it on all verdicts, and serialises it."""

from collections.abc import Sequence
from hashlib import sha256
from time import perf_counter
from typing import Any, Final

import msgspec

from alcove.apps.records.taste.model import bundle as bundles
from alcove.apps.records.taste.model import reasons
from alcove.apps.records.taste.model.evaluation import (
    CrossValidation,
    Evaluation,
    build_cross_validation,
    evaluate,
    predict_chances,
    rank,
)
from alcove.apps.records.taste.model.recommenders import RECOMMENDERS, Recommender
from alcove.apps.records.taste.model.values import (
    EvaluatedModel,
    EvaluationScores,
    NotTrained,
    TrainedModel,
    TrainingOptions,
    Verdict,
)

DATA_ERRORS: Final = (ArithmeticError, LookupError, MemoryError, ValueError)
"""Errors that a recommender may raise because of its data; any other is a bug."""
AUTO: Final = "auto"


def learn(
    verdicts: Sequence[Verdict], options: TrainingOptions, *, recommenders: Sequence[Recommender] = RECOMMENDERS
) -> TrainedModel | NotTrained:
    """Train a model; it depends on the options and the set of verdicts, not on their order."""
    # The order of rows decides folds and samples of trees.
    ordered = sorted(verdicts, key=lambda verdict: (verdict.subject.listing_id, verdict.kept))
    keepers = sum(verdict.kept for verdict in ordered)
    reason = _find_missing_verdicts(len(ordered), keepers, minimum=options.minimum) or _check_recommender_name(
        options.recommender, recommenders
    )
    if reason:
        return NotTrained(reason=reason, labels=len(ordered), keepers=keepers)
    seed = options.seed % 2**32
    validation = build_cross_validation(
        [verdict.subject for verdict in ordered], [verdict.kept for verdict in ordered], seed=seed
    )
    evaluations = [_evaluate(recommender, validation, seed=seed) for recommender in recommenders]
    evaluated = [model for model, _ in evaluations]
    for index, scores in _rank_candidates(evaluations, options):
        # If the best one cannot be fitted on all verdicts, try the next.
        try:
            contents = _fit(ordered, recommenders[index], seed=seed)
        except DATA_ERRORS as error:
            evaluated[index] = msgspec.structs.replace(evaluated[index], error=_describe_error(error))
            continue
        return _build_trained_model(contents, scores, rivals=tuple(evaluated), folds=len(validation.folds))
    errors = "; ".join(f"{model.name}: {model.error}" for model in evaluated if model.error)
    return NotTrained(reason=f"no recommender could learn ({errors})", labels=len(ordered), keepers=keepers)


def _find_missing_verdicts(labels: int, keepers: int, *, minimum: int) -> str:
    if labels < max(2, minimum):
        return f"{labels} of {max(2, minimum)} verdicts needed"
    if keepers == labels:
        return f"every one of the {labels} verdicts says keep: at least one that says skip is needed"
    if not keepers:
        return f"every one of the {labels} verdicts says skip: at least one that says keep is needed"
    return ""


def _check_recommender_name(name: str, recommenders: Sequence[Recommender]) -> str:
    names = [AUTO, *(recommender.name for recommender in recommenders)]
    return "" if name in names else f"no recommender is called {name!r}: there are {', '.join(names)}"


def _evaluate(
    recommender: Recommender, validation: CrossValidation, *, seed: int
) -> tuple[EvaluatedModel, Evaluation | None]:
    started = perf_counter()
    evaluation, message = None, ""
    try:
        evaluation = evaluate(recommender, validation, seed=seed)
    except DATA_ERRORS as error:
        message = _describe_error(error)
    model = EvaluatedModel(
        name=recommender.name,
        title=recommender.title,
        scores=evaluation.scores if evaluation else None,
        seconds=perf_counter() - started,
        error=message,
    )
    return model, evaluation


def _rank_candidates(
    evaluations: Sequence[tuple[EvaluatedModel, Evaluation | None]], options: TrainingOptions
) -> list[tuple[int, EvaluationScores]]:
    ranked = rank([evaluation for _, evaluation in evaluations])
    models = [model for model, _ in evaluations]
    selected = [index for index in ranked if options.recommender in (AUTO, models[index].name)]
    return [(index, scores) for index in selected if (scores := models[index].scores) is not None]


def _fit(verdicts: Sequence[Verdict], recommender: Recommender, *, seed: int) -> bundles.BundleContents:
    subjects = [verdict.subject for verdict in verdicts]
    kept = [verdict.kept for verdict in verdicts]
    fitted = recommender.fit(subjects, kept, seed=seed)
    reason_context = reasons.build_context(verdicts, chances=predict_chances(fitted, subjects))
    return bundles.BundleContents(
        recommender=recommender.name,
        state=fitted.state,
        reason_context=reason_context,
        labels=len(kept),
        keepers=sum(kept),
    )


def _build_trained_model(
    contents: bundles.BundleContents, scores: EvaluationScores, *, rivals: tuple[EvaluatedModel, ...], folds: int
) -> TrainedModel:
    packed = bundles.serialize(contents)
    manifest = bundles.build_manifest(contents)
    oob: Any = contents.state.get("oob")
    libraries = f"(scikit-learn {manifest.scikit_learn}, skops {manifest.skops})"
    return TrainedModel(
        recommender=contents.recommender,
        version=f"{contents.recommender} {manifest.format} {libraries}"[:50],
        bundle=packed,
        checksum=sha256(packed).digest(),
        feature_names=manifest.feature_names,
        labels=contents.labels,
        keepers=contents.keepers,
        folds=folds,
        scores=scores,
        rivals=rivals,
        oob=oob if isinstance(oob, float) else None,
    )


def _describe_error(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
