"""Which offers are candidates: recent picks are excluded as long as enough others remain."""

from alcove.apps.records.daily_pick.model import Candidate, list_eligible
from unit.records.daily_pick.factories import subject


def build_candidates(*candidates: tuple[int, int, bool]) -> list[Candidate]:
    """Return candidates by listing, record, and whether they are recent."""
    return [
        Candidate(subject(listing), evaluated=False, record_id=record, recent=recent)
        for listing, record, recent in candidates
    ]


def eligible_ids(candidates: list[Candidate], *, current: int | None = None) -> list[int]:
    """Return the ids of the eligible listings."""
    return [candidate.subject.listing_id for candidate in list_eligible(candidates, current=current)]


def test_recent_picks_are_excluded_if_five_others_remain() -> None:
    """Five other candidates are enough, and they keep their order."""
    not_recent = [(listing, listing, False) for listing in (9, 8, 7, 6, 5)]
    assert eligible_ids(build_candidates((11, 11, True), *not_recent[:2], (10, 10, True), *not_recent[2:])) == [
        9,
        8,
        7,
        6,
        5,
    ]


def test_recent_picks_are_eligible_if_fewer_remain() -> None:
    """With four others all candidates are eligible, except the pick to be replaced."""
    candidates = build_candidates(
        (11, 11, True), (10, 10, True), *((listing, listing, False) for listing in (9, 8, 7, 6))
    )
    assert eligible_ids(candidates) == [11, 10, 9, 8, 7, 6]
    assert eligible_ids(candidates, current=11) == [10, 9, 8, 7, 6]


def test_copies_of_the_current_record_are_excluded_if_there_is_another_record() -> None:
    """A copy of the current record is not eligible as long as there is another record."""
    assert eligible_ids(build_candidates((1, 7, True), (2, 7, True), (3, 8, False)), current=1) == [3]


def test_another_copy_replaces_the_only_record() -> None:
    """If there is one record only, another listing of it replaces the current one."""
    assert eligible_ids(build_candidates((1, 7, True), (2, 7, True)), current=1) == [2]


def test_a_single_candidate_is_eligible() -> None:
    """A single candidate is eligible even if it is the current pick; without candidates the result is empty."""
    assert eligible_ids(build_candidates((1, 7, True)), current=1) == [1]
    assert eligible_ids([], current=1) == []


def test_a_current_pick_that_is_no_candidate_excludes_nothing() -> None:
    """A current pick that is no longer a candidate changes nothing."""
    assert eligible_ids(build_candidates((1, 7, False), (2, 8, True)), current=99) == [1, 2]
