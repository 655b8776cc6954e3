"""The draw itself: temperature, free energy, Boltzmann probabilities, one candidate.

Every number of what comes of it is a finite float.
"""

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from alcove.apps.records.model.taste.values import Subject, finite

METHOD = "thermodynamic_boltzmann"
LAST_PICKS = 10
KINDRED_PICKS = 5
ENOUGH: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the best offers; `evaluated`: somebody has judged it."""

    subject: Subject
    evaluated: bool
    record_id: int = 0
    recent: bool = False
    """It, or another copy of its record, was picked in the last 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPick:
    """An earlier record of the day with the means of its votes, 1 to 5; they mean nothing unless it is `rated`."""

    genres: tuple[str, ...]
    average_desirability: float
    average_novelty: float
    rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a draw depends on but its seed."""

    candidates: tuple[Candidate, ...]
    reference: tuple[Subject, ...]
    past: tuple[PastPick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the draw makes of one candidate."""

    listing_id: int
    model_score: float
    """The raw score."""
    entropy_measure: float
    """S, the novelty: 0.1 to 0.9."""
    utility_term: float
    """U: minus the score's place between the worst candidate's and the best one's, -1 to 0."""
    entropy_term: float
    """T * S."""
    free_energy: float
    """F = U - T * S; the lower, the likelier."""
    selection_probability: float
    """p, in proportion to exp(-F / T)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A record of the day and the terms by which it was drawn; `error` says why it was not."""

    listing_id: int
    model_score: float
    entropy_measure: float
    system_temperature: float
    utility_term: float | None = None
    entropy_term: float | None = None
    free_energy: float | None = None
    selection_probability: float | None = None
    total_candidates: int | None = None
    cluster_count: int | None = None
    selection_method: str
    seed: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection(Pick):
    """The candidate that was drawn, and the whole table it was drawn from."""

    table: tuple[Terms, ...]


def eligible(candidates: Sequence[Candidate], *, current: int | None) -> list[Candidate]:
    """Return who may be drawn, in the order given; `current` is the listing that is to be replaced, if any.

    Recent ones stay out if at least five others remain. With fewer, only the current one does: all copies of its
    record if there is another record, else the listing alone if there is another listing.
    """
    fresh = [candidate for candidate in candidates if not candidate.recent]
    if len(fresh) >= ENOUGH:
        return fresh
    records = {candidate.record_id for candidate in candidates if candidate.subject.listing_id == current}
    of_other_records = [candidate for candidate in candidates if candidate.record_id not in records]
    other_listings = [candidate for candidate in candidates if candidate.subject.listing_id != current]
    return of_other_records or other_listings or list(candidates)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates with their chances, ready to draw from."""

    table: tuple[Terms, ...]
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


def select_seeded(scene: Scene, seed: int) -> Selection | None:
    """Return what a draw with this seed gives, None without a candidate; the same scene and seed give the same."""
    if not scene.candidates:
        return None
    rng = random.Random(seed)  # noqa: S311 - a draw to be repeated, not a secret
    return weigh(scene).draw(rng, seed=seed)


def weigh(scene: Scene) -> Weighed:
    """Return the chances of the candidates, one or more, their novelty measured against the reference, if there is one.

    The earlier picks are given newest first.
    """
    from alcove.apps.records.model.thermodynamics.novelty import novelty  # noqa: PLC0415 - loads scikit-learn

    subjects = [candidate.subject for candidate in scene.candidates]
    measured = novelty(subjects, scene.reference or subjects)
    entropies = [
        entropy(measure, genres=subject.genres, past=scene.past)
        for measure, subject in zip(measured.measures, subjects, strict=True)
    ]
    heat = temperature(scene.candidates, past=scene.past)
    return Weighed(_table(subjects, entropies, heat=heat), temperature=heat, clusters=measured.clusters)


def entropy(measure: float, *, genres: Sequence[str], past: Sequence[PastPick]) -> float:
    """Return S: the measure, more of it as kindred picks were found novel; within 0.1 and 0.9 before and after."""
    wanted = _folded(genres)
    kindred = [pick for pick in past if pick.rated and wanted & _folded(pick.genres)][:KINDRED_PICKS]
    liking = statistics.fmean(normalised(pick.average_novelty) for pick in kindred) if kindred else 0.0
    return _bounded(_bounded(measure) * (1 + 0.3 * liking))


def temperature(candidates: Sequence[Candidate], *, past: Sequence[PastPick]) -> float:
    """Return T: higher with unjudged candidates, scores far apart, and picks that were desired; 0.1 to 1."""
    unjudged = sum(not candidate.evaluated for candidate in candidates) / len(candidates)
    scores = [score for candidate in candidates if (score := finite(candidate.subject.score)) > 0]
    spread = min(statistics.pstdev(scores) / statistics.fmean(scores), 1.0) if scores else 0.5
    rated = [normalised(pick.average_desirability) for pick in past[:LAST_PICKS] if pick.rated]
    desired = statistics.fmean(rated) if rated else 0.0
    return clip((0.5 + 0.3 * unjudged + 0.2 * spread) * (1 + 0.2 * desired), low=0.1, high=1.0)


def _table(subjects: Sequence[Subject], entropies: Sequence[float], *, heat: float) -> tuple[Terms, ...]:
    utilities = [0.0 - share for share in _shares([finite(subject.score) for subject in subjects])]
    energies = [utility - heat * entropy for utility, entropy in zip(utilities, entropies, strict=True)]
    chances = _chances([-energy / heat for energy in energies])
    return tuple(
        Terms(
            listing_id=subject.listing_id,
            model_score=finite(subject.score),
            entropy_measure=entropies[place],
            utility_term=utilities[place],
            entropy_term=heat * entropies[place],
            free_energy=energies[place],
            selection_probability=chances[place],
        )
        for place, subject in enumerate(subjects)
    )


def _shares(scores: Sequence[float]) -> list[float]:
    """Return each score's place between the lowest (0) and the highest (1); 0.5 when all are equal."""
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 0.5 for score in scores]


def _chances(exponents: Sequence[float]) -> list[float]:
    """Return probabilities in proportion to e to the given powers, which sum to 1."""
    highest = max(exponents)
    weights = [math.exp(exponent - highest) for exponent in exponents]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _bounded(measure: float) -> float:
    return clip(measure, low=0.1, high=0.9)


def _folded(genres: Sequence[str]) -> set[str]:
    return {genre.strip().casefold() for genre in genres}


def clip(value: float, *, low: float, high: float) -> float:
    """Return the value, or the bound that it is beyond."""
    return max(low, min(high, value))


def normalised(vote: float) -> float:
    """Return a mean of votes, 1 to 5, as 0 to 1."""
    return clip((finite(vote) - 1) / 4, low=0.0, high=1.0)
