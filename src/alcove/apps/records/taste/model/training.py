"""Learns from all verdicts: judges the recommenders, chooses one, fits it on everything, bundles it."""

from collections.abc import Sequence
from hashlib import sha256
from time import perf_counter
from typing import Any, Final

import msgspec

from alcove.apps.records.taste.model import bundle as bundles
from alcove.apps.records.taste.model import reasons
from alcove.apps.records.taste.model.evaluation import (
    CrossValidation,
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
"""What a recommender may end with on data that it cannot cope with; anything else is a fault of the program."""
AUTO: Final = "auto"


def learn(
    verdicts: Sequence[Verdict], plan: TrainingOptions, *, recommenders: Sequence[Recommender] = RECOMMENDERS
) -> TrainedModel | NotTrained:
    """Learn from all verdicts; the same verdicts in any order and the same plan give the same model."""
    # Rows that come in another order would fall into other folds and other samples of the trees.
    ordered = sorted(verdicts, key=lambda verdict: (verdict.subject.listing_id, verdict.kept))
    keepers = sum(verdict.kept for verdict in ordered)
    reason = _find_missing_verdicts(len(ordered), keepers, minimum=plan.minimum) or _check_recommender_name(
        plan.recommender, recommenders
    )
    if reason:
        return NotTrained(reason=reason, labels=len(ordered), keepers=keepers)
    seed = plan.seed % 2**32
    panel = build_cross_validation(
        [verdict.subject for verdict in ordered], [verdict.kept for verdict in ordered], seed=seed
    )
    rivals = [_evaluate(recommender, panel, seed=seed) for recommender in recommenders]
    for place, scores in _rank_candidates(rivals, plan):
        # The next best is tried when one that could be judged cannot be fitted on all verdicts.
        try:
            contents = _fit(ordered, recommenders[place], seed=seed)
        except DATA_ERRORS as problem:
            rivals[place] = msgspec.structs.replace(rivals[place], error=_describe_error(problem))
            continue
        return _build_trained_model(contents, scores, rivals=tuple(rivals), folds=len(panel.folds))
    broken = "; ".join(f"{rival.name}: {rival.error}" for rival in rivals if rival.error)
    return NotTrained(reason=f"no recommender could learn ({broken})", labels=len(ordered), keepers=keepers)


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


def _evaluate(recommender: Recommender, panel: CrossValidation, *, seed: int) -> EvaluatedModel:
    started = perf_counter()
    scores, error = None, ""
    try:
        scores = evaluate(recommender, panel, seed=seed)
    except DATA_ERRORS as problem:
        error = _describe_error(problem)
    seconds = perf_counter() - started
    return EvaluatedModel(name=recommender.name, title=recommender.title, scores=scores, seconds=seconds, error=error)


def _rank_candidates(rivals: Sequence[EvaluatedModel], plan: TrainingOptions) -> list[tuple[int, EvaluationScores]]:
    ranked = rank([rival.scores for rival in rivals])
    wanted = [place for place in ranked if plan.recommender in (AUTO, rivals[place].name)]
    return [(place, scores) for place in wanted if (scores := rivals[place].scores) is not None]


def _fit(verdicts: Sequence[Verdict], recommender: Recommender, *, seed: int) -> bundles.BundleContents:
    subjects = [verdict.subject for verdict in verdicts]
    kept = [verdict.kept for verdict in verdicts]
    fitted = recommender.fit(subjects, kept, seed=seed)
    study = reasons.build_context(verdicts, chances=predict_chances(fitted, subjects))
    return bundles.BundleContents(
        recommender=recommender.name, state=fitted.state, study=study, labels=len(kept), keepers=sum(kept)
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


def _describe_error(problem: Exception) -> str:
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:300]
