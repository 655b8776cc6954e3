"""The selection: temperature, free energy, Boltzmann probabilities, and one sampled candidate."""

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
    """The probabilities of the candidates."""

    table: tuple[CandidateTerms, ...]
    temperature: float
    clusters: int

    def sample(self, rng: random.Random, *, seed: int | None = None) -> Selection:
        """Return a random candidate; uses one number of the generator."""
        sampled = rng.choices(self.table, weights=[terms.selection_probability for terms in self.table])[0]
        return Selection(
            **asdict(sampled),
            system_temperature=self.temperature,
            total_candidates=len(self.table),
            cluster_count=self.clusters,
            selection_method=METHOD,
            seed=seed,
            table=self.table,
        )


def select_seeded(selection_input: SelectionInput, seed: int) -> Selection | None:
    """Return the candidate for a seed, None without candidates; the same input and seed give the same result."""
    if not selection_input.candidates:
        return None
    rng = random.Random(seed)  # noqa: S311 - a reproducible selection, not a secret
    return build_distribution(selection_input).sample(rng, seed=seed)


def build_distribution(selection_input: SelectionInput) -> CandidateDistribution:
    """Return the probabilities of at least one candidate; novelty is measured against the reference, if there is one.

    `selection_input.past` is sorted newest first.
    """
    from alcove.apps.records.daily_pick.model.novelty import measure_novelty  # noqa: PLC0415 - loads scikit-learn

    subjects = [candidate.subject for candidate in selection_input.candidates]
    measured = measure_novelty(subjects, selection_input.reference or subjects)
    entropies = [
        compute_entropy(measure, genres=subject.genres, past=selection_input.past)
        for measure, subject in zip(measured.measures, subjects, strict=True)
    ]
    temperature = compute_temperature(selection_input.candidates, past=selection_input.past)
    return CandidateDistribution(
        _build_terms(subjects, entropies, temperature=temperature), temperature=temperature, clusters=measured.clusters
    )


def compute_entropy(measure: float, *, genres: Sequence[str], past: Sequence[PastPick]) -> float:
    """Return S, 0.1 to 0.9: the measure, increased if past picks of the same genres were rated as novel."""
    folded_genres = _fold_case(genres)
    related = [pick for pick in past if pick.rated and folded_genres & _fold_case(pick.genres)][:RELATED_PICKS]
    rating = statistics.fmean(normalize_rating(pick.average_novelty) for pick in related) if related else 0.0
    return _clip_entropy(_clip_entropy(measure) * (1 + 0.3 * rating))


def compute_temperature(candidates: Sequence[Candidate], *, past: Sequence[PastPick]) -> float:
    """Return T, 0.1 to 1: higher with unjudged candidates, a wide spread of scores, and desirable past picks."""
    unjudged = sum(not candidate.evaluated for candidate in candidates) / len(candidates)
    scores = [score for candidate in candidates if (score := to_finite(candidate.subject.score)) > 0]
    spread = min(statistics.pstdev(scores) / statistics.fmean(scores), 1.0) if scores else 0.5
    rated = [normalize_rating(pick.average_desirability) for pick in past[:LAST_PICKS] if pick.rated]
    desired = statistics.fmean(rated) if rated else 0.0
    return clip((0.5 + 0.3 * unjudged + 0.2 * spread) * (1 + 0.2 * desired), low=0.1, high=1.0)


def _build_terms(
    subjects: Sequence[Subject], entropies: Sequence[float], *, temperature: float
) -> tuple[CandidateTerms, ...]:
    utilities = [0.0 - scaled for scaled in _scale_scores([to_finite(subject.score) for subject in subjects])]
    energies = [utility - temperature * entropy for utility, entropy in zip(utilities, entropies, strict=True)]
    chances = _softmax([-energy / temperature for energy in energies])
    return tuple(
        CandidateTerms(
            listing_id=subject.listing_id,
            model_score=to_finite(subject.score),
            entropy_measure=entropies[index],
            utility_term=utilities[index],
            entropy_term=temperature * entropies[index],
            free_energy=energies[index],
            selection_probability=chances[index],
        )
        for index, subject in enumerate(subjects)
    )


def _scale_scores(scores: Sequence[float]) -> list[float]:
    """Return the scores scaled to 0 (lowest) to 1 (highest); 0.5 when all are equal."""
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 0.5 for score in scores]


def _softmax(exponents: Sequence[float]) -> list[float]:
    """Return probabilities proportional to exp(exponent)."""
    highest = max(exponents)
    weights = [math.exp(exponent - highest) for exponent in exponents]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _clip_entropy(measure: float) -> float:
    return clip(measure, low=0.1, high=0.9)


def _fold_case(genres: Sequence[str]) -> set[str]:
    return {genre.strip().casefold() for genre in genres}
