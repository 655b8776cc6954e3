"""Prefer, Accept, Range: what the headers of a request mean."""

from collections.abc import Sequence

import pytest

from alcove.wires.supabase.rest.request.errors import InvalidRange, TimezoneTooLong
from alcove.wires.supabase.rest.request.media_types import parse_accept
from alcove.wires.supabase.rest.request.model import MediaType, Preferences
from alcove.wires.supabase.rest.request.preferences import parse_preferences
from alcove.wires.supabase.rest.request.windows import parse_window
from alcove.wires.supabase.rest.syntax.model import Window
from alcove.wires.supabase.rest.syntax.query_string import parse_query_string

EMPTY_RANGE = "The lower boundary must be lower than or equal to the upper boundary in the Range header."


@pytest.mark.parametrize(
    ("values", "preferences"),
    [
        ([], Preferences()),
        (["", " , "], Preferences()),
        (["return=representation"], Preferences(representation="full")),
        (["return=headers-only"], Preferences(representation="headers-only")),
        (["return=minimal,count=exact"], Preferences(representation="minimal", count="exact")),
        (["count=planned", "resolution=merge-duplicates"], Preferences(count="planned", resolution="merge-duplicates")),
        (["count=estimated, resolution=ignore-duplicates"],
         Preferences(count="estimated", resolution="ignore-duplicates")),
        (["missing=default,tx=rollback"], Preferences(missing="default", transaction="rollback")),
        (["missing=null,tx=commit"], Preferences(missing="null", transaction="commit")),
        (["handling=strict, foo, bar"], Preferences(handling="strict", invalid=("foo", "bar"))),
        (["handling=lenient", "foo=1"], Preferences(handling="lenient", invalid=("foo=1",))),
        (["timezone=America/Los_Angeles"], Preferences(timezone="America/Los_Angeles")),
        (["max-affected=10"], Preferences(max_affected=10)),
        (["max-affected=ten,timezone="], Preferences(invalid=("max-affected=ten", "timezone="))),
        (["return=minimal, return=representation", "return=headers-only"], Preferences(representation="minimal")),
        (["timezone=A,timezone=B,max-affected=1,max-affected=2"], Preferences(timezone="A", max_affected=1)),
        (["Return=minimal,return = minimal,params=single-object"],
         Preferences(invalid=("Return=minimal", "return = minimal", "params=single-object"))),
        (["max-affected=" + "9" * 40], Preferences(invalid=("max-affected=" + "9" * 40,))),
    ],
)  # fmt: skip
def test_preferences(values: Sequence[str], preferences: Preferences) -> None:
    """Several headers and lists are joined; the first of one kind counts, and what is unknown is kept as invalid."""
    assert parse_preferences(values, may_end_transaction=True) == preferences


@pytest.mark.parametrize(
    "zone", ["A" * 23 + "5", "America/Argentina/ComodRivadavia", "Europe/Port-au-Prince_" + "x" * 90]
)
def test_timezones(zone: str) -> None:
    """Short descriptions of time zones are left to PostgreSQL, and long names."""
    assert parse_preferences([f"timezone={zone}"], may_end_transaction=True).timezone == zone


@pytest.mark.parametrize("zone", ["A" * 24 + "5", "é" * 12 + "5", "<" + "A" * 90 + ">-3", "America/Argentina/Zone5ABC"])
def test_timezones_that_postgresql_has_no_room_for(zone: str) -> None:
    """What may be read as a description of a time zone is refused when it is long."""
    with pytest.raises(TimezoneTooLong):
        parse_preferences([f"timezone={zone}"], may_end_transaction=True)


def test_the_end_of_a_transaction_is_the_configurations() -> None:
    """Unless requests may choose the end of their transaction, `tx` has no effect and is not invalid."""
    assert parse_preferences(["tx=rollback, count=exact"], may_end_transaction=False) == Preferences(count="exact")


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([], ["*/*"]),
        ([""], ["*/*"]),
        (["text/csv"], ["text/csv"]),
        (["Application/JSON"], ["application/json"]),
        (["text/html, application/json;q=0.9, */*;q=0.8"], ["text/html", "application/json", "*/*"]),
        (["*/*, text/*, text/csv"], ["text/csv", "text/*", "*/*"]),
        (["text/csv;q=0.1", "application/json"], ["application/json", "text/csv"]),
        (["text/csv, text/xml"], ["text/csv", "text/xml"]),
        (["text/csv;q=x, text/xml"], ["text/csv", "text/xml"]),
        (["text/csv;q=nan, text/xml;q=0.5"], ["text/csv", "text/xml"]),
        (["text/csv, application/vnd.pgrst.plan+json; options=analyze"],
         ["application/vnd.pgrst.plan+json", "text/csv"]),
    ],
)  # fmt: skip
def test_accept(values: Sequence[str], names: Sequence[str]) -> None:
    """Media types come by quality, then the more specific first, then as they were sent."""
    assert [media_type.name for media_type in parse_accept(values)] == names


def test_parameters_of_media_types() -> None:
    """Parameters keep their values without quotes; the quality is none of them."""
    text = 'application/vnd.pgrst.plan+json; for="application/json"; Options=analyze|verbose;q=0.5;'
    assert parse_accept([text]) == (
        MediaType("application/vnd.pgrst.plan+json", (("for", "application/json"), ("options", "analyze|verbose"))),
    )
    (stripped,) = parse_accept(["application/vnd.pgrst.array+json;nulls=stripped"])
    assert (stripped.parameter("nulls"), stripped.parameter("for")) == ("stripped", None)


@pytest.mark.parametrize(
    ("raw", "header", "window"),
    [
        ("", None, Window()),
        ("", "0-19", Window(limit=20)),
        ("", " 5-9 ", Window(offset=5, limit=5)),
        ("", "10-", Window(offset=10)),
        ("", "0-0", Window(limit=1)),
        ("", "items=0-9", Window()),
        ("", "-5", Window()),
        ("", "a-b", Window()),
        ("", "9" * 30 + "-", Window()),
        ("limit=5&offset=2", None, Window(offset=2, limit=5)),
        ("limit=5", "2-", Window(offset=2, limit=3)),
        ("limit=10&offset=5", "0-9", Window(offset=5, limit=5)),
        ("offset=3", "1-7", Window(offset=3, limit=5)),
        ("limit=0", "5-9", Window(limit=0)),
        ("r.limit=-1", None, Window()),
    ],
)
def test_windows(raw: str, header: str | None, window: Window) -> None:
    """Rows are those that both the query string and the Range header select."""
    assert parse_window(parse_query_string(raw, max_depth=5), range_header=header) == window


@pytest.mark.parametrize(
    ("raw", "header", "details"),
    [
        ("limit=-1", None, "Limit should be greater than or equal to zero."),
        ("", "5-4", EMPTY_RANGE),
        ("offset=5", "0-4", EMPTY_RANGE),
        ("limit=5", "5-", EMPTY_RANGE),
    ],
)  # fmt: skip
def test_ranges_that_select_nothing(raw: str, header: str | None, details: str) -> None:
    """A range without any row is not satisfiable."""
    with pytest.raises(InvalidRange) as caught:
        parse_window(parse_query_string(raw, max_depth=5), range_header=header)
    error = caught.value
    assert (error.status, error.code, error.message) == (416, "PGRST103", "Requested range not satisfiable")
    assert error.details == details
