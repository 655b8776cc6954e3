"""Who takes part: what was picked lately stays out as long as enough others remain."""

from alcove.apps.records.daily_pick.model import Candidate, list_eligible
from unit.records.daily_pick.factories import subject


def field(*candidates: tuple[int, int, bool]) -> list[Candidate]:
    """Return candidates by listing, record, and whether they are recent."""
    return [
        Candidate(subject(listing), evaluated=False, record_id=record, recent=recent)
        for listing, record, recent in candidates
    ]


def ids(candidates: list[Candidate], *, current: int | None = None) -> list[int]:
    """Return the listings that take part."""
    return [candidate.subject.listing_id for candidate in list_eligible(candidates, current=current)]


def test_recent_ones_stay_out_when_five_others_remain() -> None:
    """Five others are enough, and they keep their order."""
    not_recent = [(listing, listing, False) for listing in (9, 8, 7, 6, 5)]
    assert ids(field((11, 11, True), *not_recent[:2], (10, 10, True), *not_recent[2:])) == [9, 8, 7, 6, 5]


def test_recent_ones_take_part_when_fewer_remain() -> None:
    """With four others everybody takes part, but for the one to be replaced."""
    candidates = field((11, 11, True), (10, 10, True), *((listing, listing, False) for listing in (9, 8, 7, 6)))
    assert ids(candidates) == [11, 10, 9, 8, 7, 6]
    assert ids(candidates, current=11) == [10, 9, 8, 7, 6]


def test_copies_of_the_current_record_stay_out_if_there_is_another_record() -> None:
    """Another copy of the same record is no change as long as there is another record."""
    assert ids(field((1, 7, True), (2, 7, True), (3, 8, False)), current=1) == [3]


def test_another_copy_is_better_than_the_same() -> None:
    """Where there is one record only, another listing of it replaces the current one."""
    assert ids(field((1, 7, True), (2, 7, True)), current=1) == [2]


def test_the_only_one_stays() -> None:
    """A single candidate takes part even when it is the current pick; nobody does when there is none."""
    assert ids(field((1, 7, True)), current=1) == [1]
    assert ids([], current=1) == []


def test_a_current_pick_that_is_gone_keeps_nobody_out() -> None:
    """A current pick that is no candidate any more changes nothing."""
    assert ids(field((1, 7, False), (2, 8, True)), current=99) == [1, 2]
