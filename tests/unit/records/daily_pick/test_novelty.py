"""Novelty: the distance to the nearest cluster of recently added offers."""

import random
from collections.abc import Sequence

import pytest

from alcove.apps.records.daily_pick.model.novelty import measure_novelty
from alcove.apps.records.taste.model.values import Subject
from unit.records.daily_pick.factories import random_subjects, subject

EMPTY = {"artist": "", "title": "", "label": "", "genres": (), "styles": ()}


def recent_offers(count: int, *, seed: int = 1) -> Sequence[Subject]:
    """Return recently added offers."""
    return random_subjects(random.Random(seed), count, first=1000)  # noqa: S311 - seeded


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_to_compare_with(count: int) -> None:
    """With fewer than three reference offers, every novelty is 0.5 and there are no clusters."""
    result = measure_novelty(recent_offers(5), recent_offers(count))
    assert (result.measures, result.clusters) == ([0.5] * 5, 0)


def test_equal_reference_offers() -> None:
    """If all reference offers are equal, there is one cluster of no width: 0.5 for every candidate."""
    result = measure_novelty(recent_offers(5), [subject(index) for index in range(40)])
    assert (result.measures, result.clusters) == ([0.5] * 5, 1)


@pytest.mark.parametrize(("kinds", "clusters"), [(2, 2), (3, 3), (4, 4), (5, 5), (9, 5)])
def test_no_more_clusters_than_kinds(kinds: int, clusters: int) -> None:
    """There are as many clusters as different offers, at most five; the reference offers themselves are not novel."""
    reference = [subject(index, artist=f"Artist{index % kinds}", year=1950 + index % kinds) for index in range(36)]
    result = measure_novelty(reference, reference)
    assert result.clusters == clusters
    if kinds <= 5:
        assert result.measures == pytest.approx([0.0] * 36, abs=1e-6)


def test_two_kinds_are_one_width_apart() -> None:
    """With two points, D is their distance; an offer at distance D from one of them has novelty 1."""
    reference = [subject(index, price=100.0 * (index % 2), **EMPTY) for index in range(10)]
    subjects = [subject(1, price=price, **EMPTY) for price in (0.0, 50.0, 200.0)]
    result = measure_novelty(subjects, reference)
    assert result.clusters == 2
    assert result.measures == pytest.approx([0.0, 0.5, 1.0], abs=1e-5)


@pytest.mark.parametrize("count", range(3, 14))
def test_three_reference_offers_are_enough(count: int) -> None:
    """From three offers on there are clusters, with as many components as so few offers allow."""
    result = measure_novelty(recent_offers(4, seed=2), recent_offers(count))
    assert 2 <= result.clusters <= 5
    assert all(measure > 0 for measure in result.measures)


def test_an_outlier_is_the_most_novel() -> None:
    """An offer unlike all others is the farthest from every cluster."""
    outlier = subject(99, artist="Zzyzx", title="Klang", genres=("Polka",), year=1901, price=4000.0, wants=90_000)
    result = measure_novelty([*recent_offers(20, seed=3), outlier], recent_offers(100))
    assert max(result.measures) == result.measures[-1]
    assert result.measures[-1] > 2 * sorted(result.measures)[-2]


def test_empty_texts_leave_the_numbers() -> None:
    """Without words, or with stop words only, the numbers decide."""
    for text in ("", "the of and", "!"):
        rows = [subject(index, price=float(index), **(EMPTY | {"title": text})) for index in range(30)]
        result = measure_novelty(rows, rows)
        assert result.clusters == 5
        assert len(set(result.measures)) > 2


def test_a_missing_year_is_1970() -> None:
    """An offer without a year counts as one of 1970."""
    reference = recent_offers(50)
    dated, undated = measure_novelty([subject(year=1970), subject(year=None)], reference).measures
    assert dated == undated


def test_novelty_does_not_depend_on_other_candidates() -> None:
    """An offer's novelty depends neither on the other candidates nor on their order."""
    reference, subjects = recent_offers(80), list(recent_offers(20, seed=4))
    together = measure_novelty(subjects, reference).measures
    assert measure_novelty(subjects[::-1], reference).measures[::-1] == pytest.approx(together, abs=1e-9)
    assert measure_novelty(subjects[:1], reference).measures == pytest.approx(together[:1], abs=1e-9)
