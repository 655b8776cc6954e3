"""The progress of a scrape, and when it stops."""

from dataclasses import fields
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import count_pages
from alcove.apps.records.scraping.model import COMPLETE_REASONS, ScrapeCounts, StopReason, StopRule

NEW, KNOWN_PAGE = False, True


def full_page(*, new: int) -> list[bool]:
    """Return a page of 100 offers of which `new` are new, evenly distributed."""
    return [index % (100 // new) != 0 if new else KNOWN_PAGE for index in range(100)]


def test_counts_add_up_field_by_field() -> None:
    """The sum of two pages has the sums of all their counts."""
    names = [field.name for field in fields(ScrapeCounts)]
    one = ScrapeCounts(**{name: index for index, name in enumerate(names)})
    two = ScrapeCounts(**{name: 10 * index for index, name in enumerate(names)})
    assert one + two == ScrapeCounts(**{name: 11 * index for index, name in enumerate(names)})
    assert one + ScrapeCounts() == one


def test_a_page_of_known_offers_ends_a_run_for_new_offers() -> None:
    """A page without an unknown offer ends the run, even if it is shorter than the required number of known offers."""
    rule = StopRule(mode="new")
    assert rule.check_page([NEW] * 100, page=1, pages=9) is None
    assert rule.check_page([KNOWN_PAGE] * 20, page=2, pages=9) == "known"


def test_fifty_known_in_a_row_end_a_run_even_when_new_ones_follow() -> None:
    """The row of known offers is evaluated after the page, so that the new offers behind it are still stored."""
    rule = StopRule(mode="new")
    assert rule.check_page([NEW, *[KNOWN_PAGE] * 50, NEW], page=1, pages=9) == "known"


def test_a_row_continues_across_pages() -> None:
    """Known offers at the end of one page and at the start of the next are one row."""
    rule = StopRule(mode="new")
    assert rule.check_page([NEW] * 70 + [KNOWN_PAGE] * 30, page=1, pages=9) is None
    assert rule.check_page([KNOWN_PAGE] * 19 + [NEW] * 81, page=2, pages=9) is None
    second = StopRule(mode="new")
    assert second.check_page([NEW] * 70 + [KNOWN_PAGE] * 30, page=1, pages=9) is None
    assert second.check_page([KNOWN_PAGE] * 20 + [NEW] * 80, page=2, pages=9) == "known"


def test_scattered_new_offers_continue_a_run() -> None:
    """As long as no row is long enough, the run continues."""
    rule = StopRule(mode="new")
    assert all(rule.check_page(full_page(new=4), page=page, pages=99) is None for page in range(1, 20))


def test_the_length_of_the_row_can_be_set() -> None:
    """A limit of one ends a run at the first known offer."""
    rule = StopRule(mode="new", limit_consecutive=1)
    assert rule.check_page([NEW, KNOWN_PAGE, NEW], page=1, pages=9) == "known"


def test_a_full_run_ignores_known_offers() -> None:
    """In full mode only the end of the inventory ends the run."""
    rule = StopRule(mode="full")
    assert rule.check_page([KNOWN_PAGE] * 100, page=1, pages=2) is None
    assert rule.check_page([KNOWN_PAGE] * 100, page=2, pages=2) == "end"


def test_the_last_and_an_empty_page_are_the_end() -> None:
    """The last page ends a run, and so does an empty page at any position."""
    assert StopRule(mode="new").check_page([NEW] * 7, page=3, pages=3) == "end"
    assert StopRule(mode="full").check_page([], page=2, pages=9) == "end"
    assert StopRule(mode="new").check_page([], page=1, pages=0) == "end"


def test_the_page_wall_differs_from_a_page_limit() -> None:
    """Page 100 of more is `wall`; a lower limit of ours is a page limit; page 100 of 100 is the end."""
    assert StopRule(mode="full").check_page([NEW], page=100, pages=101) == "wall"
    assert StopRule(mode="full").check_page([NEW], page=100, pages=100) == "end"
    assert StopRule(mode="full", max_pages=5).check_page([NEW], page=5, pages=6) == "page_limit"
    assert StopRule(mode="full", max_pages=5).check_page([NEW], page=4, pages=6) is None


def test_only_some_reasons_are_complete() -> None:
    """`end` and `known` are complete, only `end` has read everything; all other reasons are neither."""
    assert {"end", "known"} == COMPLETE_REASONS < set(_REASONS)


_REASONS = get_args(StopReason)


def test_pages_are_counted_from_the_items_when_there_are_more() -> None:
    """An inventory that reports 100 pages but more offers than fit on them has more pages."""
    assert count_pages(pages=100, items=10_001) == 101
    assert count_pages(pages=101, items=10_001) == 101
    assert count_pages(pages=1, items=0) == 1


@given(st.lists(st.lists(st.booleans(), max_size=12), max_size=20), st.integers(1, 15))
def test_a_run_stops_at_the_first_long_row_and_never_before(pages: list[list[bool]], limit: int) -> None:
    """For any pages, a run continues exactly until a page is known, empty or last, or the row is long enough."""
    rule, so_far = StopRule(mode="new", limit_consecutive=limit), ""
    for number, page in enumerate(pages, start=1):
        so_far += "".join("k" if known else "n" for known in page)
        stop = rule.check_page(page, page=number, pages=len(pages))
        if not page or number == len(pages):
            assert stop == "end"
            return
        must_stop = all(page) or "k" * limit in so_far
        assert stop == ("known" if must_stop else None)
        if must_stop:
            return
