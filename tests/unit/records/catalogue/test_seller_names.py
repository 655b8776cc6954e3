"""Names of sellers as they arrive from outside."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.records.catalogue.model import parse_seller_in_path, parse_seller_segment, validate_seller
from alcove.apps.records.errors import InvalidSeller

ODD_NAMES = ["Müller", "two words", "100%", "a+b", "q?x", "h#y", "ディスク", "O'Neill & Söhne", "a.b", "..."]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_but_possible_names_survive_a_path(name: str) -> None:
    """A percent-encoded name with blanks, umlauts or reserved characters comes out as it went in."""
    assert parse_seller_segment(quote(name, safe="")) == name


def test_a_plus_sign_is_not_a_blank() -> None:
    """Paths know no form encoding: `+` stays `+`."""
    assert parse_seller_segment("a+b") == "a+b"


def test_bytes_that_a_client_did_not_escape_are_read_as_utf_8() -> None:
    """A name sent as raw UTF-8 is understood, as bytes and as the Latin-1 text servers make of them."""
    assert parse_seller_segment("Müller".encode()) == "Müller"
    assert parse_seller_segment("Müller".encode().decode("latin-1")) == "Müller"


@pytest.mark.parametrize(
    "segment",
    ["", "%20", "%E2%80%83", "100%", "%", "%4", "%zz", "%+1", "%FF", "%C3", "%ED%A0%80", "a%00b", "a%0Ab", "%0Abob",
     "a%7Fb", "a%C2%85b", "a%E2%80%A8b", "a%2Fb", "a/b", ".", "..", "%2e%2E", "x" * 256],
)  # fmt: skip
def test_impossible_names_are_refused(segment: str) -> None:
    """Empty, malformed, unprintable, slashed, path-like and overlong names are invalid."""
    with pytest.raises(InvalidSeller) as caught:
        parse_seller_segment(segment)
    assert (caught.value.status, caught.value.code) == (400, "invalid_seller")
    assert str(caught.value)


def test_the_longest_name_fits_its_column() -> None:
    """255 characters are allowed however many bytes they take, and blanks around them do not count."""
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
def test_the_name_stands_behind_its_marker(path: str | bytes, after: str, name: str) -> None:
    """The rest of the undecoded path is the name, one final slash apart."""
    assert parse_seller_in_path(path, after=after) == name


@pytest.mark.parametrize("path", ["/data/", "/data//", "/data/a/b", "/data/a//", "/other/bob", "/data/x/data/y"])
def test_paths_without_exactly_one_name_are_refused(path: str) -> None:
    """No name, two segments and another address name no seller."""
    with pytest.raises(InvalidSeller):
        parse_seller_in_path(path, after="/data/")


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\0b", "a\nb", "..", "\ud800", "x" * 256])
def test_decoded_names_obey_the_same_rules(name: str) -> None:
    """A name from JSON or the command line is refused for the same reasons."""
    with pytest.raises(InvalidSeller):
        validate_seller(name)


def test_blanks_around_a_decoded_name_do_not_count() -> None:
    """A name is trimmed."""
    assert validate_seller("  two words ") == "two words"


@given(st.text())
def test_any_text_is_a_name_or_refused(text: str) -> None:
    """No text makes the check fail in another way, and what it accepts it accepts again unchanged."""
    try:
        name = validate_seller(text)
    except InvalidSeller:
        return
    assert validate_seller(name) == name
    assert parse_seller_segment(quote(name, safe="")) == name


@given(st.one_of(st.binary(), st.text()))
def test_any_segment_is_a_name_or_refused(segment: bytes | str) -> None:
    """No path segment makes the parser fail in another way."""
    try:
        name = parse_seller_segment(segment)
    except InvalidSeller:
        return
    assert 0 < len(name) <= 255
    assert "/" not in name
