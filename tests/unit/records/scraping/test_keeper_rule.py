"""The keeper rule decides which offers are stored."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import GRADES, parse_offer
from alcove.apps.records.scraping.model import KeeperRule, find_rejection, is_lp
from unit.records.items import item

RULE = KeeperRule()


@pytest.mark.parametrize(
    "text",
    ["LP", "2xLP", "10xLP, Album", "Album, LP", "LP + CD", "CD + 3xLP", "(LP, Album)", '(LP) + (7")', " LP ", "2 x LP"],
)  # fmt: skip
def test_the_word_lp_is_accepted(text: str) -> None:
    """LP with or without a quantity is accepted anywhere in the format."""
    assert is_lp(text)


@pytest.mark.parametrize("text", ["", '7"', "CD", "LPs", "Flexi LP-like", "Mini-LP", "xLP", "2xLPX", "CD, LP Sized"])
def test_a_word_that_contains_lp_is_not_accepted(text: str) -> None:
    """Other words that contain LP do not count."""
    assert not is_lp(text)


def test_the_substring_rule_accepts_lp_anywhere() -> None:
    """With `substring` any occurrence counts."""
    assert is_lp("CD, LP Sized", "substring")
    assert not is_lp("CD, Album", "substring")
    offer = parse_offer(item(**{"release.format": "CD, LP Sized"}))
    assert find_rejection(offer, RULE) == "format"
    assert find_rejection(offer, KeeperRule(format_match="substring")) is None


def test_good_plus_or_better_is_kept() -> None:
    """Mint, Near Mint, Very Good Plus, Very Good and Good Plus are kept; lower and unknown grades are not."""
    accepted = [grade for grade in GRADES if find_rejection(parse_offer(item(condition=grade)), RULE) is None]
    assert accepted == [
        "Mint (M)",
        "Near Mint (NM or M-)",
        "Very Good Plus (VG+)",
        "Very Good (VG)",
        "Good Plus (G+)",
    ]
    assert find_rejection(parse_offer(item(condition="Rather nice")), RULE) == "condition"


@pytest.mark.parametrize(
    ("wants", "haves", "accepted"), [(1, 0, True), (0, 0, False), (50, 50, False), (51, 50, True), (None, None, False)]
)
def test_more_must_want_it_than_have_it(wants: int | None, haves: int | None, *, accepted: bool) -> None:
    """The demand rule is strict, and missing counts are 0."""
    community = {"in_wantlist": wants, "in_collection": haves}
    offer = parse_offer(item(**{"release.stats.community": community}))
    assert find_rejection(offer, RULE) == (None if accepted else "demand")


@pytest.mark.parametrize("status", ["Sold", "Draft", "", "for sale"])
def test_only_offers_for_sale_are_kept(status: str) -> None:
    """An offer with any other status is skipped."""
    assert find_rejection(parse_offer(item(status=status)), RULE) == "status"


def test_the_maximum_price_is_optional_and_inclusive() -> None:
    """Above the limit an offer is skipped; at it, without a limit, or without a known price it is kept."""
    offer, rule = parse_offer(item()), KeeperRule(max_price=Decimal(25))
    assert find_rejection(offer, rule, usd=Decimal("25.01")) == "price"
    assert find_rejection(offer, rule, usd=Decimal("25.00")) is None
    assert find_rejection(offer, rule) is None
    assert find_rejection(offer, RULE, usd=Decimal(9999)) is None


@given(
    st.sampled_from(["LP", "2xLP, Album", "CD", "LPs", '(LP) + (7")']),
    st.sampled_from([*GRADES, "Rather nice", ""]),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.sampled_from(["For Sale", "Sold"]),
)
def test_an_offer_is_kept_exactly_when_all_conditions_hold(
    format_: str, grade: str, demand: tuple[int, int], status: str
) -> None:
    """The rule is the conjunction of its conditions, in any combination."""
    wants, haves = demand
    community = {"in_wantlist": wants, "in_collection": haves}
    offer = parse_offer(
        item(status=status, condition=grade, **{"release.format": format_, "release.stats.community": community})
    )
    expected = (
        status == "For Sale"
        and format_ not in ("CD", "LPs")
        and grade in GRADES[:5]
        and wants > haves
    )  # fmt: skip
    assert (find_rejection(offer, RULE) is None) is expected
