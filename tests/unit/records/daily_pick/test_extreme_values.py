"""Selections from extreme values are valid."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alcove.apps.records.daily_pick.model import SelectionInput, select_seeded
from alcove.apps.records.daily_pick.model.values import clip, normalize_rating, to_finite
from unit.records.daily_pick.factories import NUMBERS, extreme_inputs
from unit.records.daily_pick.test_selection import check_invariants


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(day=extreme_inputs(), seed=st.integers(0, 2**32))
def test_extreme_offers(day: SelectionInput, seed: int) -> None:
    """With empty texts, extreme numbers and duplicates, every property of a selection holds, and it is repeatable."""
    selection = select_seeded(day, seed)
    assert selection is not None
    check_invariants(selection)
    assert selection.listing_id in {candidate.subject.listing_id for candidate in day.candidates}
    assert select_seeded(day, seed) == selection


@settings(derandomize=True)
@given(number=NUMBERS)
def test_every_number_becomes_finite(number: float) -> None:
    """Infinite, huge and undefined numbers become finite numbers in range."""
    finite = to_finite(number)
    assert type(finite) is float
    assert -1e12 <= finite <= 1e12
    assert 0.0 <= normalize_rating(number) <= 1.0
    assert clip(finite, low=0.1, high=0.9) in {finite, 0.1, 0.9}
