"""Active learning: the selection of offers to judge."""

import math
from dataclasses import replace

import numpy as np
import pytest

from alcove.apps.records.taste.model.active_learning import MAX_CANDIDATES, compute_informativeness, rank
from alcove.apps.records.taste.model.values import Subject
from unit.records.taste.sample_offers import offer, offers

JAZZ = {"label": "Blue Note", "artist": "Art Blakey", "genres": ("Jazz",), "styles": ("Hard Bop",), "year": 1960}
DUB = {"label": "Trojan", "artist": "King Tubby", "genres": ("Reggae",), "styles": ("Dub",), "year": 1975}
TECHNO = {"label": "Tresor", "artist": "Drexciya", "genres": ("Electronic",), "styles": ("Techno",), "year": 1995}


def three_styles() -> list[Subject]:
    """Return three kinds of music, ten offers of each: 0 to 9, 10 to 19, 20 to 29."""
    return [offer(10 * kind + index, **music) for kind, music in enumerate((JAZZ, DUB, TECHNO)) for index in range(10)]


@pytest.mark.parametrize("chances", [None, [0.5] * 30], ids=["untrained", "trained"])
def test_a_batch_is_diverse(chances: list[float] | None) -> None:
    """Three offers from three kinds of music are one of each kind."""
    ranked = rank(three_styles(), chances, judged=[], count=3, seed=1)
    assert sorted(number // 10 for number in ranked) == [0, 1, 2]


@pytest.mark.parametrize("chances", [None, [0.5] * 30], ids=["untrained", "trained"])
def test_judged_kinds_of_music_come_last(chances: list[float] | None) -> None:
    """The first offer is unlike all judged ones."""
    judged = [offer(100 + index, **music) for index, music in enumerate((JAZZ, TECHNO))]
    assert rank(three_styles(), chances, judged=judged, count=1, seed=1)[0] // 10 == 1


def test_certain_predictions_come_last() -> None:
    """Offers that are certainly kept or skipped teach nothing, and come after all others."""
    subjects = offers(200)
    chances = [0.6 if index < 30 else float(index % 2) for index in range(200)]
    ranked = rank(subjects, chances, judged=[], count=20, seed=1)
    assert set(ranked) <= {subject.listing_id for subject in subjects[:30]}


def test_the_promise_is_highest_for_likely_keepers() -> None:
    """A verdict is worth most if keeping is likely but not certain, and nothing if it is certain."""
    chances = np.array([0.0, 0.3, 0.5, 2 / 3, 0.7, 0.99, 1.0])
    worth = compute_informativeness(chances)
    assert worth[0] == worth[-1] == 0
    assert chances[np.argmax(worth)] == pytest.approx(2 / 3)
    assert worth[4] > worth[1]


@pytest.mark.parametrize("count", [0, -1, 1, 7, 100])
@pytest.mark.parametrize("trained", [True, False])
def test_the_requested_number_is_selected(count: int, *, trained: bool) -> None:
    """Each selected offer is unjudged and selected once; there are fewer only if no others are left."""
    subjects = offers(40)
    chances = np.random.default_rng(2).random(40) if trained else None
    ranked = rank(subjects, chances, judged=subjects[:10], count=count, seed=5)
    assert len(ranked) == len(set(ranked)) == max(0, min(count, 30))
    assert set(ranked) <= {subject.listing_id for subject in subjects[10:]}


def test_the_seed_decides_among_equals() -> None:
    """The same seed gives the same order of equal offers, another seed another order."""
    subjects = offers(300)
    first, second, other = (rank(subjects, None, judged=[], count=20, seed=seed) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_a_duplicate_is_selected_once() -> None:
    """Offers with the same id are one offer."""
    assert rank([offer(7)] * 5, None, judged=[], count=5, seed=1) == [7]
    assert rank([offer(7)] * 5, [0.5] * 5, judged=[offer(7)], count=5, seed=1) == []


def test_without_offers_the_result_is_empty() -> None:
    """Without offers nothing is selected."""
    assert rank([], None, judged=[], count=5, seed=1) == []
    assert rank([], [], judged=offers(3), count=5, seed=1) == []


def test_extreme_offers_and_chances_are_selected() -> None:
    """Offers with NaN and infinite numbers are selected like any other."""
    subjects = [
        replace(one, price=math.nan, wants=-5, haves=0, year=10**9, score=math.inf, label="", styles=())
        for one in offers(30)
    ]
    assert len(rank(subjects, [math.nan] * 30, judged=subjects[:2], count=10, seed=1)) == 10
    assert len(rank(subjects[:1], None, judged=[], count=10, seed=1)) == 1


def test_many_offers_are_filtered_by_promise_first() -> None:
    """A batch out of 20,000 offers consists of the most promising ones."""
    subjects = [offer(index, **(JAZZ, DUB, TECHNO)[index % 3]) for index in range(20_000)]
    chances = np.linspace(0, 0.6, 20_000)
    ranked = rank(subjects, chances, judged=[], count=50, seed=1)
    assert min(ranked) >= 20_000 - 250
    assert len(rank(subjects, chances, judged=[], count=MAX_CANDIDATES + 1, seed=1)) == MAX_CANDIDATES
