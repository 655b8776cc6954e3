"""The draw itself: temperature, free energy, Boltzmann probabilities, one candidate."""

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from alcove.apps.records.daily_pick.model.values import (
    Candidate,
    CandidateTerms,
    PastPick,
    Selection,
    SelectionInput,
    clip,
    normalize_rating,
    to_finite,
)
from alcove.apps.records.taste.model import Subject

METHOD = "thermodynamic_boltzmann"
LAST_PICKS = 10
RELATED_PICKS = 5


@dataclass(frozen=True, slots=True)
class CandidateDistribution:
    """Candidates with their chances, ready to draw from."""

    table: tuple[CandidateTerms, ...]
    temperature: float
    clusters: int

    def draw(self, rng: random.Random, *, seed: int | None = None) -> Selection:
        """Draw one; one number of the generator decides."""
        drawn = rng.choices(self.table, weights=[terms.selection_probability for terms in self.table])[0]
        return Selection(
            **asdict(drawn),
            system_temperature=self.temperature,
            total_candidates=len(self.table),
            cluster_count=self.clusters,
            selection_method=METHOD,
            seed=seed,
            table=self.table,
        )


def select_seeded(scene: SelectionInput, seed: int) -> Selection | None:
    """Return what a draw with this seed gives, None without a candidate; the same scene and seed give the same."""
    if not scene.candidates:
        return None
    rng = random.Random(seed)  # noqa: S311 - a draw to be repeated, not a secret
    return build_distribution(scene).draw(rng, seed=seed)


def build_distribution(scene: SelectionInput) -> CandidateDistribution:
    """Return the chances of the candidates, one or more, their novelty measured against the reference, if there is one.

    The earlier picks are given newest first.
    """
    from alcove.apps.records.daily_pick.model.novelty import measure_novelty  # noqa: PLC0415 - loads scikit-learn

    subjects = [candidate.subject for candidate in scene.candidates]
    measured = measure_novelty(subjects, scene.reference or subjects)
    entropies = [
        compute_entropy(measure, genres=subject.genres, past=scene.past)
        for measure, subject in zip(measured.measures, subjects, strict=True)
    ]
    temperature = compute_temperature(scene.candidates, past=scene.past)
    return CandidateDistribution(
        _build_terms(subjects, entropies, temperature=temperature), temperature=temperature, clusters=measured.clusters
    )


def compute_entropy(measure: float, *, genres: Sequence[str], past: Sequence[PastPick]) -> float:
    """Return S: the measure, more of it as kindred picks were found novel; within 0.1 and 0.9 before and after."""
    wanted = _fold_case(genres)
    kindred = [pick for pick in past if pick.rated and wanted & _fold_case(pick.genres)][:RELATED_PICKS]
    liking = statistics.fmean(normalize_rating(pick.average_novelty) for pick in kindred) if kindred else 0.0
    return _clip_entropy(_clip_entropy(measure) * (1 + 0.3 * liking))


def compute_temperature(candidates: Sequence[Candidate], *, past: Sequence[PastPick]) -> float:
    """Return T: higher with unjudged candidates, scores far apart, and picks that were desired; 0.1 to 1."""
    unjudged = sum(not candidate.evaluated for candidate in candidates) / len(candidates)
    scores = [score for candidate in candidates if (score := to_finite(candidate.subject.score)) > 0]
    spread = min(statistics.pstdev(scores) / statistics.fmean(scores), 1.0) if scores else 0.5
    rated = [normalize_rating(pick.average_desirability) for pick in past[:LAST_PICKS] if pick.rated]
    desired = statistics.fmean(rated) if rated else 0.0
    return clip((0.5 + 0.3 * unjudged + 0.2 * spread) * (1 + 0.2 * desired), low=0.1, high=1.0)


def _build_terms(
    subjects: Sequence[Subject], entropies: Sequence[float], *, temperature: float
) -> tuple[CandidateTerms, ...]:
    utilities = [0.0 - share for share in _scale_scores([to_finite(subject.score) for subject in subjects])]
    energies = [utility - temperature * entropy for utility, entropy in zip(utilities, entropies, strict=True)]
    chances = _softmax([-energy / temperature for energy in energies])
    return tuple(
        CandidateTerms(
            listing_id=subject.listing_id,
            model_score=to_finite(subject.score),
            entropy_measure=entropies[place],
            utility_term=utilities[place],
            entropy_term=temperature * entropies[place],
            free_energy=energies[place],
            selection_probability=chances[place],
        )
        for place, subject in enumerate(subjects)
    )


def _scale_scores(scores: Sequence[float]) -> list[float]:
    """Return each score's place between the lowest (0) and the highest (1); 0.5 when all are equal."""
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 0.5 for score in scores]


def _softmax(exponents: Sequence[float]) -> list[float]:
    """Return probabilities in proportion to e to the given powers, which sum to 1."""
    highest = max(exponents)
    weights = [math.exp(exponent - highest) for exponent in exponents]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _clip_entropy(measure: float) -> float:
    return clip(measure, low=0.1, high=0.9)


def _fold_case(genres: Sequence[str]) -> set[str]:
    return {genre.strip().casefold() for genre in genres}
