"""Parsing offers from untrusted inventory items."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import ECB, MalformedItem, Money, Offer, Rates, parse_offer
from fixtures.simulators.malformed import MALFORMED_KINDS, corrupt_item
from unit.records.items import DROP, item

INT32, INT64 = 2**31 - 1, 2**63 - 1


def test_a_complete_item_is_parsed() -> None:
    """Every field of an item is read; prices keep both currencies, times are converted to UTC."""
    assert parse_offer(item()) == Offer(
        listing_id=4_000_000_001,
        release_id=249504,
        status="For Sale",
        condition="Near Mint (NM or M-)",
        sleeve="Generic",
        artist="An Artist",
        title="A Title",
        format="2xLP, Album, RE",
        label="A Label",
        catno="CAT-1",
        year=1973,
        wants=100,
        haves=50,
        price=Money(Decimal("25.50"), "USD"),
        original=Money(Decimal("23.46"), "EUR"),
        posted_at=datetime(2024, 5, 6, 14, 8, 9, tzinfo=UTC),
        seller="Müller",
    )


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("release.stats", "wants", 0),
        ("release.stats.community", "haves", 0),
        ("release.label", "label", ""),
        ("release.catalog_number", "catno", ""),
        ("release.year", "year", None),
        ("release.format", "format", ""),
        ("condition", "condition", ""),
        ("status", "status", ""),
        ("posted", "posted_at", None),
        ("original_price", "original", None),
        ("price", "price", None),
        ("seller", "seller", ""),
    ],
)
def test_a_missing_field_has_a_default(path: str, field: str, value: object) -> None:
    """A field that is absent or null does not reject the offer."""
    assert getattr(parse_offer(item(**{path: DROP})), field) == value
    assert getattr(parse_offer(item(**{path: None})), field) == value


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("id", DROP, "id is missing"),
        ("id", "seven", "id is not a whole number"),
        ("id", True, "id is not a whole number"),
        ("id", 7.0, "id is not a whole number"),
        ("id", 0, "id is out of range"),
        ("id", INT64 + 1, "id is out of range"),
        ("release", DROP, "release.id is missing"),
        ("release", [], "release is not an object"),
        ("release.id", -1, "release.id is out of range"),
        ("release.title", 7, "release.title is not text"),
        ("release.format", ["LP"], "release.format is not text"),
        ("release.stats", "many", "release.stats is not an object"),
        ("release.stats.community.in_wantlist", "many", "in_wantlist is not a number"),
        ("release.stats.community.in_wantlist", True, "in_wantlist is not a number"),
        ("price", 25.5, "price is not an object"),
        ("price.value", "ask me", "price.value is not a number"),
        ("price.value", -5, "price.value is out of range"),
        ("price.value", Decimal("NaN"), "price.value is not a finite number"),
        ("price.value", float("inf"), "price.value is not a finite number"),
        ("price.value", 1e300, "price.value is out of range"),
        ("price.currency", DROP, "price.currency is not a currency"),
        ("price.currency", "dollars", "price.currency is not a currency"),
        ("price.currency", "€€€", "price.currency is not a currency"),
        ("seller", "bob", "seller is not an object"),
    ],
)
def test_an_unusable_item_is_rejected_with_a_reason(path: str, value: object, reason: str) -> None:
    """An item without ids, with an impossible price or with fields of the wrong type is rejected with a reason."""
    with pytest.raises(MalformedItem) as caught:
        parse_offer(item(**{path: value}))
    assert caught.value.reason == reason


def test_a_rejection_has_the_id_of_the_offer() -> None:
    """The error has the id of an unusable item, so that the offer counts as seen; None if it has no id."""
    with pytest.raises(MalformedItem) as caught:
        parse_offer(item(release=None))
    assert caught.value.listing_id == 4_000_000_001
    with pytest.raises(MalformedItem) as caught:
        parse_offer(item(id="seven"))
    assert caught.value.listing_id is None


@pytest.mark.parametrize("value", [None, [], "text", 7, True])
def test_an_item_is_an_object(value: object) -> None:
    """Anything but an object is rejected."""
    with pytest.raises(MalformedItem):
        parse_offer(value)


def test_long_text_is_truncated() -> None:
    """A text longer than its column is truncated to 255 characters and reported; others are not."""
    offer = parse_offer(item(**{"release.title": "Ö" * 5000, "release.artist": "x" * 255}))
    assert (offer.title, offer.artist, offer.truncated) == ("Ö" * 255, "x" * 255, ("title",))


def test_characters_that_postgresql_cannot_store_are_removed() -> None:
    """NUL characters and lone surrogates are removed, everything else stays."""
    assert parse_offer(item(**{"release.title": " Ni\0ght\ud800fall🎵 "})).title == "Nightfall🎵"


@pytest.mark.parametrize(
    ("value", "year"),
    [(0, None), (-3, None), (1859, None), (1860, 1860), (2100, 2100), (123456789, None), ("1973", None), (True, None)],
)  # fmt: skip
def test_an_unlikely_year_is_none(value: object, year: int | None) -> None:
    """Zero, years outside 1860 to 2100 and texts are not years."""
    assert parse_offer(item(**{"release.year": value})).year == year


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("(LP, Album)", "LP, Album"),
        ("LP, Album", "LP, Album"),
        ('(LP) + (7")', '(LP) + (7")'),
        ("LP, Album (Ltd)", "LP, Album (Ltd)"),
        ("()", ""),
    ],
)
def test_parentheses_around_a_whole_format_are_removed(text: str, format_: str) -> None:
    """Older items wrap the format in parentheses; inner parentheses stay."""
    assert parse_offer(item(**{"release.format": text})).format == format_


@pytest.mark.parametrize(
    ("count", "stored"), [(10**30, INT32), (-(10**12), 0), (3.9, 3), (Decimal("1E+300"), INT32), (INT32, INT32)]
)  # fmt: skip
def test_counts_are_clipped_to_their_column(count: object, stored: int) -> None:
    """Counts are clipped to the range of an integer column."""
    path = "release.stats.community.in_wantlist"
    assert parse_offer(item(**{path: count})).wants == stored


@pytest.mark.parametrize("posted", ["yesterday", "2024-05-06", "2024-05-06T07:08:09", "0001-01-01T00:00:00+14:00", 7])
def test_a_time_needs_a_date_and_an_offset(posted: object) -> None:
    """A time without a date or an offset is None."""
    assert parse_offer(item(posted=posted)).posted_at is None


def test_prices_are_rounded_to_cents_once() -> None:
    """A price from a float or with many digits is rounded half up to cents."""
    offer = parse_offer(item(**{"price.value": 1.005, "original_price.value": Decimal("2.0050000000001")}))
    assert (offer.price, offer.original) == (Money(Decimal("1.01"), "USD"), Money(Decimal("2.01"), "EUR"))


def test_an_invalid_original_price_is_replaced_by_the_converted_one() -> None:
    """An invalid original price does not reject the offer: the converted price is stored instead."""
    offer = parse_offer(item(**{"original_price.value": "ask me"}))
    assert (offer.original, offer.seller_price) == (None, Money(Decimal("25.50"), "USD"))


def test_dollars_come_from_whichever_price_can_be_converted() -> None:
    """A dollar price is used unchanged, another is converted by its rate, and without any rate the result is None."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rates = Rates(source=ECB, published=None, per_usd={"EUR": Decimal("0.92")}, fetched_at=moment, expires_at=moment)
    assert parse_offer(item()).to_usd(None) == Decimal("25.50")
    foreign = parse_offer(item(**{"price.currency": "XAU"}))
    assert foreign.to_usd(rates) == Decimal("25.50")
    assert foreign.to_usd(None) is None


@pytest.mark.parametrize("kind", MALFORMED_KINDS)
def test_every_fault_of_the_simulator_is_handled(kind: str) -> None:
    """Each fault that the simulator injects into an item ends in an offer or in a reason."""
    faulty = item(**{"price.value": 25.5, "original_price.value": 23.46})
    try:
        offer = parse_offer(corrupt_item(faulty, kind))
    except MalformedItem as error:
        assert error.reason  # noqa: PT017 - both ends are allowed
    else:
        _assert_storable(offer)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
_parts = st.sampled_from(
    ["id", "status", "condition", "price", "price.value", "price.currency", "original_price", "original_price.value",
     "original_price.curr_abbr", "posted", "seller", "seller.username", "release", "release.id", "release.artist",
     "release.format", "release.label", "release.year", "release.stats", "release.stats.community",
     "release.stats.community.in_wantlist", "release.stats.community.in_collection"]
)  # fmt: skip


@given(_json)
def test_arbitrary_json_is_parsed_or_rejected(value: object) -> None:
    """No JSON value raises another exception."""
    _read(value)


@given(_parts, _json)
def test_an_arbitrary_field_is_parsed_or_rejected(part: str, value: object) -> None:
    """No value in any field of an item raises another exception, and every parsed offer can be stored."""
    _read(item(**{part: value}))


@given(st.text(st.characters(exclude_categories=()), max_size=600))
def test_any_text_fits_its_column(text: str) -> None:
    """Any title is truncated, trimmed and free of characters that cannot be stored."""
    title = parse_offer(item(**{"release.title": text})).title
    assert len(title) <= 255
    assert title == title.strip()
    assert "\0" not in title
    title.encode()


def _read(value: Any) -> None:
    try:
        offer = parse_offer(value)
    except MalformedItem:
        return
    _assert_storable(offer)


def _assert_storable(offer: Offer) -> None:
    assert 0 < offer.listing_id <= INT64
    assert 0 < offer.release_id <= INT64
    assert 0 <= offer.wants <= INT32
    assert 0 <= offer.haves <= INT32
    assert offer.year is None or 1860 <= offer.year <= 2100
    for money in filter(None, (offer.price, offer.original)):
        assert 0 <= money.amount < 10**12
        assert money.amount.as_tuple().exponent == -2
    for text in (offer.status, offer.condition, offer.artist, offer.title, offer.format, offer.label, offer.catno):
        assert len(text) <= 255
        text.encode()
