"""Validation of seller names from requests."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import parse_seller_in_path, parse_seller_segment, validate_seller
from alcove.apps.records.errors import InvalidSeller

ODD_NAMES = ["Müller", "two words", "100%", "a+b", "q?x", "h#y", "ディスク", "O'Neill & Söhne", "a.b", "..."]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_unusual_names_round_trip_through_a_path(name: str) -> None:
    """A percent-encoded name with spaces, umlauts or reserved characters is decoded unchanged."""
    assert parse_seller_segment(quote(name, safe="")) == name


def test_a_plus_sign_is_not_a_space() -> None:
    """Paths are not form-encoded: `+` stays `+`."""
    assert parse_seller_segment("a+b") == "a+b"


def test_unescaped_bytes_are_read_as_utf_8() -> None:
    """A name sent as raw UTF-8 is decoded, as bytes and as the Latin-1 text that servers make of them."""
    assert parse_seller_segment("Müller".encode()) == "Müller"
    assert parse_seller_segment("Müller".encode().decode("latin-1")) == "Müller"


@pytest.mark.parametrize(
    "segment",
    ["", "%20", "%E2%80%83", "100%", "%", "%4", "%zz", "%+1", "%FF", "%C3", "%ED%A0%80", "a%00b", "a%0Ab", "%0Abob",
     "a%7Fb", "a%C2%85b", "a%E2%80%A8b", "a%2Fb", "a/b", ".", "..", "%2e%2E", "x" * 256],
)  # fmt: skip
def test_invalid_names_are_rejected(segment: str) -> None:
    """Empty, malformed, unprintable, path-like and too long names, and names with slashes, are invalid."""
    with pytest.raises(InvalidSeller) as caught:
        parse_seller_segment(segment)
    assert (caught.value.status, caught.value.code) == (400, "invalid_seller")
    assert str(caught.value)


def test_the_longest_name_fits_its_column() -> None:
    """Names of 255 characters are allowed, whatever their length in bytes; surrounding spaces do not count."""
    assert parse_seller_segment("%20" + quote("ü" * 255) + "%20") == "ü" * 255


@pytest.mark.parametrize(
    ("path", "after", "name"),
    [
        ("/data/bob", "/data/", "bob"),
        ("/data/bob/", "/data/", "bob"),
        ("/api/data/two%20words", "/data/", "two words"),
        (b"/api/scraper/jobs/M%C3%BCller/", "/jobs/", "Müller"),
        ("/data/data", "/data/", "data"),
    ],
)
def test_the_name_follows_its_prefix(path: str | bytes, after: str, name: str) -> None:
    """The rest of the undecoded path is the name, without one final slash."""
    assert parse_seller_in_path(path, after=after) == name


@pytest.mark.parametrize("path", ["/data/", "/data//", "/data/a/b", "/data/a//", "/other/bob", "/data/x/data/y"])
def test_paths_without_exactly_one_name_are_rejected(path: str) -> None:
    """Paths without a name, with two segments or with another prefix are invalid."""
    with pytest.raises(InvalidSeller):
        parse_seller_in_path(path, after="/data/")


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\0b", "a\nb", "..", "\ud800", "x" * 256])
def test_decoded_names_have_the_same_rules(name: str) -> None:
    """A name from JSON or the command line is rejected for the same reasons."""
    with pytest.raises(InvalidSeller):
        validate_seller(name)


def test_a_decoded_name_is_trimmed() -> None:
    """Surrounding spaces of a name are removed."""
    assert validate_seller("  two words ") == "two words"


@given(st.text())
def test_any_text_is_a_name_or_rejected(text: str) -> None:
    """No text raises another exception, and an accepted name is accepted again unchanged."""
    try:
        name = validate_seller(text)
    except InvalidSeller:
        return
    assert validate_seller(name) == name
    assert parse_seller_segment(quote(name, safe="")) == name


@given(st.one_of(st.binary(), st.text()))
def test_any_segment_is_a_name_or_rejected(segment: bytes | str) -> None:
    """No path segment raises another exception."""
    try:
        name = parse_seller_segment(segment)
    except InvalidSeller:
        return
    assert 0 < len(name) <= 255
    assert "/" not in name
