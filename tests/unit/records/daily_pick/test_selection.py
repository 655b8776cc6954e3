"""The selection: its terms, its probabilities, its seed."""

import math
import random
import statistics
from collections import Counter
from dataclasses import fields, replace

import pytest

from alcove.apps.records.daily_pick.model import METHOD, CandidateTerms, Selection, SelectionInput, select_seeded
from alcove.apps.records.daily_pick.model.selection import build_distribution, compute_entropy, compute_temperature
from unit.records.daily_pick.factories import candidate, random_input, rated_pick, unrated_pick


def select(day: SelectionInput, seed: int = 0) -> Selection:
    """Return what a seed draws."""
    selection = select_seeded(day, seed)
    assert selection is not None
    return selection


def check_invariants(selection: Selection) -> None:
    """Check the properties of every selection."""
    temperature = selection.system_temperature
    assert 0.1 <= temperature <= 1.0
    for terms in selection.table:
        assert 0.1 <= terms.entropy_measure <= 0.9
        assert -1.0 <= terms.utility_term <= 0.0
        assert terms.entropy_term == pytest.approx(temperature * terms.entropy_measure, abs=1e-5)
        assert terms.free_energy == pytest.approx(terms.utility_term - terms.entropy_term, abs=1e-5)
        numbers = [getattr(terms, field.name) for field in fields(CandidateTerms)]
        assert all(type(number) in {int, float} and math.isfinite(number) for number in numbers)
    assert math.fsum(terms.selection_probability for terms in selection.table) == pytest.approx(1, abs=1e-12)
    (selected_terms,) = {terms for terms in selection.table if terms == _selected_terms(selection)}
    assert selected_terms.selection_probability > 0
    assert selection.total_candidates == len(selection.table)
    assert selection.cluster_count in range(6)
    assert selection.selection_method == METHOD == "thermodynamic_boltzmann"


def _selected_terms(selection: Selection) -> CandidateTerms:
    return CandidateTerms(**{field.name: getattr(selection, field.name) for field in fields(CandidateTerms)})


@pytest.mark.parametrize("seed", range(5))
def test_invariants(seed: int) -> None:
    """S, T and U are in their ranges, F = U - T*S, the probabilities sum to 1, and every number is finite."""
    check_invariants(select(random_input(seed), seed))


def test_no_candidate() -> None:
    """Without candidates the result is None."""
    assert select_seeded(SelectionInput(candidates=(), reference=random_input().reference, past=()), 1) is None


def test_the_only_candidate() -> None:
    """A single candidate has probability 1, and medium utility and novelty."""
    only = select(SelectionInput(candidates=(candidate(7, score=42.5),), reference=(), past=()))
    check_invariants(only)
    assert (only.listing_id, only.model_score, only.selection_probability) == (7, 42.5, 1.0)
    assert (only.utility_term, only.entropy_measure, only.cluster_count) == (-0.5, 0.5, 0)


def test_model_score_is_raw_and_utility_is_scaled() -> None:
    """`model_score` is the unscaled score; U is its position between the lowest and the highest one."""
    offers = tuple(candidate(index, score=score) for index, score in enumerate((10.0, 30.0, 50.0)))
    table = {
        terms.model_score: terms.utility_term
        for terms in select(SelectionInput(candidates=offers, reference=(), past=())).table
    }
    assert table == {10.0: 0.0, 30.0: -0.5, 50.0: -1.0}
    assert math.copysign(1, table[10.0]) == 1


def test_equal_candidates_have_equal_probabilities() -> None:
    """Of equal candidates U is -0.5 for each, and the probability is one in their number."""
    duplicates = tuple(candidate(index) for index in range(8))
    selection = select(SelectionInput(candidates=duplicates, reference=(), past=()))
    check_invariants(selection)
    assert {terms.utility_term for terms in selection.table} == {-0.5}
    assert {terms.selection_probability for terms in selection.table} == {0.125}


def test_probabilities_are_boltzmanns() -> None:
    """Every probability is exp(-F/T) divided by the sum of all."""
    selection = select(random_input(3))
    weights = [math.exp(-terms.free_energy / selection.system_temperature) for terms in selection.table]
    chances = [terms.selection_probability for terms in selection.table]
    assert chances == pytest.approx([weight / math.fsum(weights) for weight in weights], rel=1e-12)


def test_the_same_seed_selects_the_same() -> None:
    """A seed and an input give one selection with its table; other seeds give others."""
    day = random_input(4)
    assert select(day, 11) == select(day, 11)
    assert len({select(day, seed).listing_id for seed in range(12)}) > 6


def test_the_callers_generator_is_used() -> None:
    """The selection uses the given generator, and one number of it."""
    day, rng = random_input(4), random.Random(11)  # noqa: S311 - seeded
    selection = build_distribution(day).sample(rng, seed=11)
    assert selection == select(day, 11)
    expected = random.Random(11)  # noqa: S311 - seeded
    expected.random()
    assert rng.random() == expected.random()


def test_lower_scores_are_selected_at_their_probability() -> None:
    """In many selections the lower half of the scores is frequent, and each candidate has its probability."""
    day = random_input(5)
    distribution = build_distribution(day)
    draws = Counter(distribution.sample(random.Random(seed)).listing_id for seed in range(5000))  # noqa: S311 - seeded
    table = sorted(distribution.table, key=lambda terms: terms.model_score)
    lower = table[:25]
    assert sum(draws[terms.listing_id] for terms in lower) / 5000 > 0.25
    assert draws[table[-1].listing_id] / 5000 < 0.1
    assert len(draws) == 50
    for terms in table:
        assert draws[terms.listing_id] / 5000 == pytest.approx(terms.selection_probability, abs=0.012)


def test_higher_scores_have_higher_probabilities() -> None:
    """Among equally novel candidates, the higher score has the higher probability, by at most e**(1/T)."""
    offers = tuple(candidate(index, score=score) for index, score in enumerate((1.0, 100.0)))
    table = select(SelectionInput(candidates=offers, reference=(), past=())).table
    ratio = table[1].selection_probability / table[0].selection_probability
    temperature = select(SelectionInput(candidates=offers, reference=(), past=())).system_temperature
    assert ratio == pytest.approx(math.exp(1 / temperature))


def test_unjudged_candidates_raise_the_temperature() -> None:
    """T is 0.5 + 0.3 u + 0.2 c: u the share of unjudged candidates, c the spread of the scores."""
    scores = (10.0, 20.0, 30.0, 40.0)
    offers = [candidate(index, score=score, evaluated=index == 0) for index, score in enumerate(scores)]
    spread = statistics.pstdev(scores) / 25
    assert compute_temperature(offers, past=[]) == pytest.approx(0.5 + 0.3 * 0.75 + 0.2 * spread)
    assert compute_temperature([replace(offer, evaluated=True) for offer in offers], past=[]) == pytest.approx(
        0.5 + 0.2 * spread
    )


def test_without_a_positive_score_the_spread_is_a_half() -> None:
    """The spread is 0.5 if no score is above zero, and 1 at most."""
    assert compute_temperature([candidate(score=0.0, evaluated=True)], past=[]) == pytest.approx(0.6)
    outliers = [candidate(score=1.0 if index else 10_000.0, evaluated=True) for index in range(50)]
    assert compute_temperature(outliers, past=[]) == pytest.approx(0.7)


def test_desired_picks_raise_the_temperature_by_their_mean() -> None:
    """They add 20 % of the mean of (v-1)/4 over the rated among the last ten; unrated and older ones do not count."""
    offers = [candidate(evaluated=True)]
    base = compute_temperature(offers, past=[])
    assert base == pytest.approx(0.5)
    assert compute_temperature(offers, past=[rated_pick(5, 1)]) == pytest.approx(base * 1.2)
    assert compute_temperature(offers, past=[rated_pick(1, 5)]) == pytest.approx(base)
    assert compute_temperature(offers, past=[rated_pick(5, 1), unrated_pick(), rated_pick(3, 1)]) == pytest.approx(
        base * 1.15
    )
    assert compute_temperature(offers, past=[rated_pick(5, 1)] * 10) == pytest.approx(base * 1.2)
    assert compute_temperature(offers, past=[*[unrated_pick()] * 10, rated_pick(5, 1)]) == pytest.approx(base)
    assert compute_temperature([candidate(evaluated=False)], past=[rated_pick(5, 1)] * 9) == pytest.approx(0.96)


def test_the_temperature_is_at_most_one() -> None:
    """No input raises the temperature above 1."""
    outliers = [candidate(score=1.0 if index else 10_000.0) for index in range(50)]
    assert compute_temperature(outliers, past=[rated_pick(5, 5)]) == 1.0


def test_novel_picks_of_a_shared_genre_raise_the_novelty() -> None:
    """S is multiplied by 1 + 0.3 n: n the mean of (v-1)/4 over rated picks that share a genre."""
    genres = ("Jazz", "Folk")
    assert compute_entropy(0.5, genres=genres, past=[]) == 0.5
    assert compute_entropy(0.5, genres=genres, past=[rated_pick(1, 5, "Jazz")]) == pytest.approx(0.65)
    assert compute_entropy(0.5, genres=genres, past=[rated_pick(1, 3, " folk ", "Rock")]) == pytest.approx(0.575)
    assert (
        compute_entropy(
            0.5, genres=genres, past=[rated_pick(1, 5, "Rock"), unrated_pick("Jazz"), rated_pick(5, 1, "Jazz")]
        )
        == 0.5
    )
    assert compute_entropy(0.5, genres=(), past=[rated_pick(1, 5)]) == 0.5


def test_only_five_picks_of_a_genre_count() -> None:
    """Only the five newest rated picks of a genre count."""
    past = [*[rated_pick(1, 1, "Jazz")] * 5, *[rated_pick(1, 5, "Jazz")] * 20]
    assert compute_entropy(0.5, genres=("Jazz",), past=past) == 0.5
    assert compute_entropy(0.5, genres=("Jazz",), past=past[1:]) == pytest.approx(0.5 * 1.06)


def test_the_novelty_is_clipped() -> None:
    """S is clipped before the feedback and after it."""
    praised = [rated_pick(1, 5, "Jazz")]
    assert compute_entropy(7.0, genres=("Jazz",), past=praised) == 0.9
    assert compute_entropy(0.8, genres=("Jazz",), past=praised) == 0.9
    assert compute_entropy(0.0, genres=("Jazz",), past=praised) == pytest.approx(0.13)
    assert compute_entropy(0.0, genres=("Jazz",), past=[]) == 0.1


def test_votes_change_the_probabilities() -> None:
    """A rated pick changes S of the candidates of its genre, T of all, and so every probability."""
    day = random_input(6)
    before, after = select(day), select(replace(day, past=(rated_pick(4, 4.5, "Jazz"),)))
    temperature = before.system_temperature * (1 + 0.2 * 0.75)
    assert after.system_temperature == pytest.approx(temperature)
    assert after.table != before.table
    for one, other, entry in zip(before.table, after.table, day.candidates, strict=True):
        expected = one.entropy_measure * (1 + 0.3 * 0.875) if "Jazz" in entry.subject.genres else one.entropy_measure
        assert other.entropy_measure == pytest.approx(min(expected, 0.9))
        assert other.free_energy == pytest.approx(one.utility_term - temperature * other.entropy_measure)
