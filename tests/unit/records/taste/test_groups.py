"""Groups of offers that an owner recognises."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.taste.model.groups import KINDS, MAX_VALUE_LENGTH, Bands, Group, describe_group, find_groups
from alcove.apps.records.taste.model.values import Subject
from unit.records.taste.sample_offers import offer, offers

NO_BANDS = Bands((), ())


def groups_of_kind(subject: Subject, kind: str, bands: Bands = NO_BANDS) -> list[str]:
    """Return the values of an offer's groups of one kind."""
    return [value for group_kind, value in find_groups(subject, bands) if group_kind == kind]


def test_the_groups_of_an_offer() -> None:
    """Artist, label, every style and genre, every part of the format, and the decade are groups of an offer."""
    groups = find_groups(offer(), NO_BANDS)
    assert {
        ("artist", "Sun Ra"), ("label", "Philly Jazz"), ("style", "Free Jazz"), ("style", "Fusion"), ("genre", "Jazz"),
        ("format", "LP"), ("format", "Album"), ("decade", "1970s"),
    } <= set(groups)  # fmt: skip
    assert all(kind in KINDS for kind, _ in groups)


@pytest.mark.parametrize("name", ["", "  ", "Various", "VARIOUS", "Not On Label", "Unknown Artist"])
def test_collective_names_are_not_groups(name: str) -> None:
    """An empty or collective name, such as "Various", is not a group."""
    subject = offer(artist=name, label=name)
    assert groups_of_kind(subject, "artist") == groups_of_kind(subject, "label") == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Mint (M)", ["Mint", "Near Mint or better", "Very Good Plus or better"]),
        ("Near Mint (NM or M-)", ["Near Mint", "Near Mint or better", "Very Good Plus or better"]),
        ("Very Good Plus (VG+)", ["Very Good Plus", "Very Good Plus or better", "Very Good Plus or worse"]),
        ("Very Good (VG)", ["Very Good", "Very Good Plus or worse", "Very Good or worse"]),
        (
            "Poor (P)",
            ["Poor", "Very Good Plus or worse", "Very Good or worse", "Good Plus or worse"],
        ),
        ("Not Graded", []),
        ("", []),
    ],
)
def test_a_grade_has_two_groups(condition: str, expected: list[str]) -> None:
    """An offer belongs to its own grade, and to all at least as good, or no better; other words are not grades."""
    assert groups_of_kind(offer(condition=condition), "condition") == expected


@pytest.mark.parametrize("year", [None, 0, -5, 1492, 10**9])
def test_an_unlikely_year_has_no_decade(year: int | None) -> None:
    """A year that cannot be that of a record has no decade."""
    assert groups_of_kind(offer(year=year), "decade") == []


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (0.0, ["under $10"]), (9.99, ["under $10"]), (10.0, ["$10 to $30"]), (30.0, ["$30 or more"]),
        (1e12, ["$30 or more"]), (None, []), (math.nan, []), (math.inf, []), (-1.0, []),
    ],
)  # fmt: skip
def test_a_price_is_in_one_range(price: float | None, expected: list[str]) -> None:
    """A range includes its lower bound and excludes its upper one; an invalid price is in none."""
    assert groups_of_kind(offer(price=price), "price", Bands((10.0, 30.0), ())) == expected


def test_demand_is_in_one_range() -> None:
    """Demand is wants divided by haves, with at least one have."""
    bands = Bands((), (0.5, 2.0))
    assert groups_of_kind(offer(wants=10, haves=100), "demand", bands) == ["under 0.5"]
    assert groups_of_kind(offer(wants=100, haves=100), "demand", bands) == ["0.5 to 2"]
    assert groups_of_kind(offer(wants=5, haves=0), "demand", bands) == ["2 or more"]


def test_the_number_of_ranges_depends_on_the_offers() -> None:
    """Few offers are not divided, many are divided at round numbers between them."""
    assert Bands.fit([]) == Bands.fit(offers(7)) == NO_BANDS
    bands = Bands.fit(offers(200))
    assert 2 <= len(bands.price) <= 5
    assert set(bands.price) <= {5, 10, 15, 20, 30, 50, 100, 250}
    assert list(bands.price) == sorted(set(bands.price))


def test_long_names_are_truncated_and_lines_joined() -> None:
    """A seller's text becomes one line of limited length."""
    (label,) = groups_of_kind(offer(label="Blue\n\tNote " + "x" * 10_000), "label")
    assert label.startswith("Blue Note xx")
    assert label.endswith("…")
    assert len(label) <= MAX_VALUE_LENGTH


def test_a_group_is_named_once() -> None:
    """A duplicate style is one group."""
    assert groups_of_kind(offer(styles=("Dub", "Dub")), "style") == ["Dub"]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (("label", "Blue Note"), "on Blue Note"),
        (("artist", "Sun Ra"), "by Sun Ra"),
        (("decade", "1960s"), "from the 1960s"),
        (("price", "$10 to $20"), "priced $10 to $20"),
        (("condition", "Very Good or worse"), "graded Very Good or worse"),
        (("demand", "2 or more"), "with 2 or more wants per have"),
    ],
)
def test_each_kind_of_group_has_a_description(group: Group, expected: str) -> None:
    """Each kind has its own text."""
    assert describe_group(group) == expected


def test_braces_in_names_are_only_text() -> None:
    """A name that looks like a template is not formatted."""
    assert describe_group(("label", "{value} %s")) == "on {value} %s"


@given(
    text=st.text(max_size=80),
    year=st.one_of(st.none(), st.integers()),
    price=st.one_of(st.none(), st.floats()),
    wants=st.integers(),
    haves=st.integers(),
)
def test_any_offer_has_groups(*, text: str, year: int | None, price: float | None, wants: int, haves: int) -> None:
    """For any offer the groups are unique, and each has a description."""
    subject = replace(
        offer(artist=text, label=text, format=text, condition=text, styles=(text, text)),
        year=year,
        price=price,
        wants=wants,
        haves=haves,
    )
    groups = find_groups(subject, Bands.fit([subject, *offers(40)]))
    assert len(groups) == len(set(groups))
    assert all(describe_group(group) for group in groups)
