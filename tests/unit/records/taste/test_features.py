"""The features of offers for the forests."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import GRADES
from alcove.apps.records.taste.model.features import (
    BASELINE_NAMES,
    EXTENDED_NAMES,
    baseline_numbers,
    condition_score,
    extended_numbers,
    join_texts,
)
from unit.records.taste.sample_offers import offer

EXTREME = st.sampled_from([math.nan, math.inf, -math.inf, -1.0, 0.0, 1e-300, 1e18, 1e308, 10**18, 10**400])


def test_a_text_has_all_five_fields() -> None:
    """The text has artist, title, label, genres and styles, in this order, but not the format."""
    assert join_texts([offer()]) == ["Sun Ra Lanquidity Philly Jazz Jazz Free Jazz Fusion"]


def test_a_long_text_is_truncated() -> None:
    """A field of a million letters or entries does not make the text that long."""
    (text,) = join_texts([offer(title="x" * 1_000_000, styles=("y",) * 1_000_000)])
    assert len(text) < 5_000


def test_plain_numbers_are_those_of_the_baseline() -> None:
    """Price, wants, haves, wants by haves (at least one), year."""
    assert baseline_numbers([offer()]).tolist() == [[40.0, 200.0, 100.0, 2.0, 1978.0]]
    assert baseline_numbers([offer(wants=3, haves=0, year=None, price=None)]).tolist() == [[0.0, 3.0, 0.0, 3.0, 0.0]]
    assert BASELINE_NAMES == ("price", "wants", "haves", "wants_haves_ratio", "year")


def test_rich_numbers_are_those_of_the_improved_forest() -> None:
    """Eight numbers; wants and haves count at least one, an unknown year is 1980."""
    (row,) = extended_numbers([offer()]).tolist()
    assert row == pytest.approx([40, 200, 100, 2, 1978, 0.2, 2 / (1 + math.log(100)), 0.8])
    (row,) = extended_numbers([offer(wants=0, haves=0, year=None)]).tolist()
    assert row == pytest.approx([40, 1, 1, 1, 1980, 40, 1, 0.8])
    assert EXTENDED_NAMES[5:] == ("price_per_want", "rarity_score", "condition_score")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        *zip(GRADES, (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3, 0.1), strict=True),
        ("M", 1.0), ("NM", 0.9), ("VG+", 0.8), ("VG", 0.7), ("G+", 0.6), ("G", 0.5), ("F", 0.3), ("P", 0.1),
        ("near mint (nm or m-)", 0.9), ("", 0.5), ("Generic", 0.5), ("Not Graded", 0.5), ("(VG+)", 0.5),
    ],
)  # fmt: skip
def test_a_condition_has_its_score(condition: str, expected: float) -> None:
    """Grades by name or by abbreviation have the score of the table, and everything else has the middle score."""
    assert condition_score(condition) == expected


@given(price=EXTREME | st.none(), wants=EXTREME, haves=EXTREME, year=st.integers() | st.none())
def test_numbers_are_finite(price: Any, wants: Any, haves: Any, year: Any) -> None:
    """For any values, every number is finite, not negative, and fits single precision."""
    subjects = [offer(price=price, wants=wants, haves=haves, year=year)]
    for row in (baseline_numbers(subjects), extended_numbers(subjects)):
        assert np.isfinite(row.astype(np.float32)).all()
        assert (row >= 0).all()


@pytest.mark.parametrize("year", [0, -1, 3, 1859, 2101, 10**18])
def test_an_impossible_year_is_unknown(year: int) -> None:
    """A year without records counts as missing."""
    assert baseline_numbers([offer(year=year)])[0, 4] == 0
    assert extended_numbers([offer(year=year)])[0, 4] == 1980


def test_no_offers_give_empty_tables() -> None:
    """Without offers the tables are empty and have the same width."""
    assert baseline_numbers([]).shape == (0, 5)
    assert extended_numbers([]).shape == (0, 8)
    assert join_texts([]) == []
