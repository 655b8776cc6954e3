"""Query strings: lenient, typed parsing."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta

from alcove.foundation.errors import BadRequest
from alcove.foundation.web.queries import MAX_FIELDS, query_reader


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """A query with a field of every kind."""

    q: Annotated[str, Meta(max_length=20)] = ""
    page: int = 1
    limit: Annotated[int, Meta(ge=1, le=100)] = 10
    price: Decimal | None = None
    share: float = 0.5
    exact: bool = False
    sort: Literal["up", "down"] = "up"
    ids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    either: str | int = ""


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """A query with required fields."""

    id: int
    name: str


read = query_reader(Search)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Search()),
        ("q=+a%20b+", Search(q="a b")),
        ("q=%C3%A9&q=last", Search(q="last")),
        ("q=a%00b", Search(q="ab")),
        ("q=%ff", Search(q="\ufffd")),
        ("q=100%", Search(q="100%")),
        ("page=3&unknown=1", Search(page=3)),
        ("page=+3", Search(page=3)),
        ("page=-3", Search(page=-3)),
        ("limit=100", Search(limit=100)),
        ("price=9.90&share=.25", Search(price=Decimal("9.90"), share=0.25)),
        ("price=1e2", Search(price=Decimal("1e2"))),
        ("exact=Yes&sort=down", Search(exact=True, sort="down")),
        ("ids=1&ids=x&ids=2&ids=", Search(ids=(1, 2))),
        ("names=a&names=+b", Search(names=("a", "b"))),
        ("either=5", Search(either="5")),
        ("&&=&page=2", Search(page=2)),
    ],
)
def test_values_are_read_by_type(query: str, expected: Search) -> None:
    """Text is trimmed, numbers are numbers, repeated keys are tuples, the last of other keys counts."""
    assert read(query.encode()) == expected


@pytest.mark.parametrize(
    "query",
    [
        "page=", "page=x", "page=1.5", "page=1e3", "page=" + "9" * 19, "page=%D9%A3", "page=0x10", "page=1_000",
        "limit=0", "limit=101", "price=NaN", "price=Infinity", "price=-inf", "price=1e999", "price=" + "1" * 5000,
        "share=nan", "share=1e400", "share=1_0.5", "exact=maybe", "sort=sideways", "price=1,50", "page=%00", "ids=a",
    ],
)  # fmt: skip
def test_what_does_not_parse_is_ignored(query: str) -> None:
    """Invalid numbers, choices and booleans count as absent."""
    assert read(query.encode()) in (Search(), Search(ids=()))


def test_text_beyond_its_limit_is_an_error() -> None:
    """A text that is too long is an error with the parameter's name."""
    with pytest.raises(BadRequest, match="'q' is too long"):
        read(b"q=" + b"a" * 21)


@pytest.mark.parametrize("query", [b"", b"id=1", b"name=x", b"id=x&name=y"])
def test_required_fields_must_be_there(query: bytes) -> None:
    """Without a default, a missing or invalid field is an error that names it."""
    with pytest.raises(BadRequest, match=r"'(id|name)' is needed"):
        query_reader(Needed)(query)


def test_the_number_of_fields_is_bounded() -> None:
    """More fields than the limit are rejected."""
    assert len(read(b"&".join([b"ids=1"] * MAX_FIELDS)).ids) == MAX_FIELDS
    with pytest.raises(BadRequest, match="More than"):
        read(b"&".join([b"ids=1"] * (MAX_FIELDS + 1)))


@settings(derandomize=True, max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_query_or_a_bad_request(raw: bytes) -> None:
    """Arbitrary bytes give finite values without NUL, or BadRequest."""
    check(raw)


@settings(derandomize=True, max_examples=300)
@given(
    st.lists(st.tuples(st.sampled_from([field.name for field in msgspec.structs.fields(Search)]), st.text(max_size=25)))
)
def test_any_text_in_known_fields_is_read(fields: list[tuple[str, str]]) -> None:
    """Arbitrary text in known fields gives finite values without NUL, or BadRequest."""
    check(urlencode(fields, errors="replace").encode())


def check(raw: bytes) -> None:
    """Assert that the query is rejected or is safe for the database."""
    try:
        result: Any = read(raw)
    except BadRequest:
        return
    assert "\0" not in result.q
    assert result.q == result.q.strip()
    assert abs(result.page) < 2**63
    assert 1 <= result.limit <= 100
    assert result.price is None or result.price.is_finite()
    assert result.share == result.share
    assert all(isinstance(item, int) for item in result.ids)
    msgspec.json.encode(result)


@settings(derandomize=True, max_examples=200)
@given(
    page=st.integers(-(10**18) + 1, 10**18 - 1),
    ids=st.lists(st.integers(0, 10**9), max_size=5),
    price=st.decimals(-9999, 9999, places=2),
)
def test_valid_numbers_arrive_unchanged(page: int, ids: list[int], price: Decimal) -> None:
    """Correctly encoded values arrive unchanged."""
    query = urlencode({"page": page, "ids": ids, "price": price}, doseq=True)
    assert read(query.encode()) == Search(page=page, ids=tuple(ids), price=price)
