"""Parameters of the admin API: pages, order, and bans."""

from datetime import timedelta

import pytest

from alcove.wires.supabase.auth.admin.durations import parse_ban
from alcove.wires.supabase.auth.admin.paging import page_headers, parse_order, parse_page
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import AuthRequest, ClientInfo


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("none", timedelta()),
        ("0", timedelta()),
        ("24h", timedelta(hours=24)),
        ("1h30m", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        (".5s", timedelta(milliseconds=500)),
        ("+2m", timedelta(minutes=2)),
        ("-2m", -timedelta(minutes=2)),
        ("300ms20µs", timedelta(microseconds=300_020)),
        ("876000h", timedelta(hours=876_000)),
        ("1000ns", timedelta(microseconds=1)),
    ],
)
def test_durations_are_those_of_go(text: str, length: timedelta) -> None:
    """Numbers with units are added up."""
    assert parse_ban(text) == length


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("abc", 'invalid duration "abc"'),
        ("-", 'invalid duration "-"'),
        (".h", 'invalid duration ".h"'),
        ("100", 'missing unit in duration "100"'),
        ("1d", 'unknown unit "d" in duration "1d"'),
        ("1h 2m", 'unknown unit "h " in duration "1h 2m"'),
        ("9999999999h", 'invalid duration "9999999999h"'),
        ("1" * 200 + "h", f'invalid duration "{"1" * 100}"'),
    ],
)
def test_other_durations_are_refused(text: str, problem: str) -> None:
    """The error says what is wrong, as Go says it."""
    with pytest.raises(AuthError) as caught:
        parse_ban(text)
    assert (caught.value.code, caught.value.message) == (
        "validation_failed", f"invalid format for ban duration: time: {problem}",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, (1, 50, 0)),
        ({"page": "", "per_page": ""}, (1, 50, 0)),
        ({"page": "3", "per_page": "10"}, (3, 10, 20)),
        ({"page": "0", "per_page": "0"}, (0, 50, 0)),
        ({"page": "007", "per_page": "100000"}, (7, 1000, 6000)),
        ({"page": "18446744073709551615", "per_page": "1000"}, (2**64 - 1, 1000, 2**63 - 1)),
    ],
)
def test_pages(query: dict[str, str], expected: tuple[int, int, int]) -> None:
    """Number, size and offset have defaults and limits."""
    page = parse_page(query)
    assert (page.number, page.size, page.offset) == expected


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"page": "x"}, 'parsing "x": invalid syntax'),
        ({"per_page": "-1"}, 'parsing "-1": invalid syntax'),
        ({"page": "18446744073709551616"}, 'parsing "18446744073709551616": value out of range'),
        ({"page": "9" * 200}, f'parsing "{"9" * 100}": value out of range'),
    ],
)
def test_bad_pages_are_refused(query: dict[str, str], problem: str) -> None:
    """The error is the one of GoTrue."""
    with pytest.raises(AuthError) as caught:
        parse_page(query)
    assert caught.value.message == f"Bad Pagination Parameters: strconv.ParseUint: {problem}"


@pytest.mark.parametrize(
    ("sort", "oldest_first"),
    [("", False), ("created_at", True), ("created_at ASC", True), ("created_at desc", False)],
)
def test_orders(sort: str, *, oldest_first: bool) -> None:
    """The newest come first, unless the order is given."""
    assert parse_order({"sort": sort}) is oldest_first


@pytest.mark.parametrize("sort", ["email", "created_at sideways"])
def test_bad_orders_are_refused(sort: str) -> None:
    """Only the time of creation can be sorted by."""
    with pytest.raises(AuthError, match="Bad Sort Parameters: bad"):
        parse_order({"sort": sort})


@pytest.mark.parametrize(
    ("query", "total", "link"),
    [
        ({}, 0, '</admin/users?page=0>; rel="last"'),
        ({}, 50, '</admin/users?page=1>; rel="last"'),
        ({}, 51, '</admin/users?page=2>; rel="next", </admin/users?page=2>; rel="last"'),
        (
            {"per_page": "2", "page": "2"},
            7,
            '</admin/users?page=3&per_page=2>; rel="next", </admin/users?page=4&per_page=2>; rel="last"',
        ),
        ({"per_page": "2", "page": "9"}, 3, '</admin/users?page=2&per_page=2>; rel="last"'),
    ],
)
def test_links_lead_to_other_pages(query: dict[str, str], total: int, link: str) -> None:
    """The next page is named while there is one, and always the last."""
    request = AuthRequest(method="GET", path="/admin/users", query=query, fields={}, client=ClientInfo(address=""))
    assert page_headers(request, parse_page(query), total=total) == (("Link", link), ("X-Total-Count", str(total)))
