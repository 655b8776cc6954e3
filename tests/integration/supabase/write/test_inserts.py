"""Inserts: single, bulk, with columns, defaults and conflicts, compared with what is in the table afterwards."""

from typing import Any

import pytest

from support.rest_requests import RestDatabase

FULL = {"Prefer": "return=representation"}
HEADERS_ONLY = {"Prefer": "return=headers-only"}


@pytest.mark.parametrize(
    ("target", "body", "prefer", "status", "rows"),
    [
        ("/makers", {"id": 7, "name": "New"}, "", 201, [[7, "New"]]),
        ("/makers", [{"id": 7, "name": "New"}, {"id": 8, "name": "Next"}], "", 201, [[7, "New"], [8, "Next"]]),
        ("/makers", [], "", 201, []),
        ("/makers?columns=id,name", {"id": 7, "name": "New", "ignored": 1}, "", 201, [[7, "New"]]),
        ("/makers?columns=name,id", [{"id": 7, "name": "New"}], "missing=default", 201, [[7, "New"]]),
        ("/makers", {"id": 1, "name": "Changed"}, "resolution=merge-duplicates", 200, [[1, "Changed"]]),
        ("/makers", {"id": 7, "name": "New"}, "resolution=merge-duplicates", 201, [[7, "New"]]),
        (
            "/makers",
            [{"id": 1, "name": "Changed"}, {"id": 7, "name": "New"}],
            "resolution=merge-duplicates",
            201,
            [[1, "Changed"], [7, "New"]],
        ),
        ("/makers", {"id": 1, "name": "Changed"}, "resolution=ignore-duplicates", 201, []),
    ],
)
async def test_rows_are_inserted_and_the_status_says_whether_any_was_new(
    shop: RestDatabase, *, target: str, body: Any, prefer: str, status: int, rows: list[list[Any]]
) -> None:
    """The table has exactly the new or merged rows, and the response is empty."""
    answer = await shop.send(
        "POST", target, body, {"Prefer": prefer}, then="SELECT id, name FROM shop.makers ORDER BY id"
    )
    before = [[1, "Acme"], [2, "Bolt"]]
    assert (answer.status, answer.text) == (status, "")
    assert [row for row in answer.after if row not in before] == rows


async def test_an_empty_object_takes_all_defaults(shop: RestDatabase) -> None:
    """`{}` is one row of defaults, and `[{}, {}]` are two."""
    one = await shop.send("POST", "/secrets", {}, then="SELECT word, hidden FROM shop.secrets")
    two = await shop.send("POST", "/secrets", [{}, {}], then="SELECT word, hidden FROM shop.secrets")
    assert (one.status, one.after) == (201, [[None, "x"]])
    assert (two.status, two.after) == (201, [[None, "x"], [None, "x"]])


async def test_missing_keys_are_null_or_the_default(shop: RestDatabase) -> None:
    """With `columns` a missing key is NULL, with `missing=default` it takes the column's default, identity included."""
    rows = [{"left_id": 9, "right_id": 1}, {"left_id": 9, "right_id": 2, "note": "set"}]
    target = "/pairs?columns=left_id,right_id,note&select=note&order=right_id"
    null = await shop.send("POST", target, rows, FULL)
    default = await shop.send("POST", target, rows, {"Prefer": "return=representation, missing=default"})
    identity = await shop.send(
        "POST",
        "/items?columns=id,name,price,stock&select=id,name,price,stock&order=id",
        [{"name": "A", "stock": 1}, {"name": "B", "price": 1.50, "id": 500, "stock": 2}],
        {"Prefer": "return=representation, missing=default"},
    )
    assert null.json == [{"note": None}, {"note": "set"}]
    assert default.json == [{"note": "new"}, {"note": "set"}]
    assert identity.json[1] == {"id": 500, "name": "B", "price": 1.50, "stock": 2}
    assert 100 < identity.json[0]["id"] < 500
    assert identity.json[0]["price"] == 9.90


@pytest.mark.parametrize(
    ("target", "body", "headers", "expected"),
    [
        ("/makers?select=name", {"id": 7, "name": "New"}, FULL, [{"name": "New"}]),
        (
            "/makers?select=title:name,number:id::text",
            {"id": 7, "name": "New"},
            FULL,
            [{"title": "New", "number": "7"}],
        ),
        (
            "/items?select=name,makers(name)",
            {"name": "Bell", "maker_id": 2},
            FULL,
            [{"name": "Bell", "makers": {"name": "Bolt"}}],
        ),
        (
            "/items?select=maker:makers(id),slug",
            {"name": "Bell", "maker_id": 1},
            FULL,
            [{"maker": {"id": 1}, "slug": "bell"}],
        ),
        ("/items?select=shouted", {"name": "Bell"}, FULL, [{"shouted": "BELL"}]),
        ("/cheap_items?select=name,price", {"name": "Bell", "price": 3}, FULL, [{"name": "Bell", "price": 3}]),
        (
            "/Odd%20%22Names?select=the%20key,%22sel,ect%22",
            {"the key": 5, "sel,ect": "x"},
            FULL,
            [{"the key": 5, "sel,ect": "x"}],
        ),
    ],
)
async def test_the_representation_is_read_from_the_new_rows(
    shop: RestDatabase, *, target: str, body: Any, headers: dict[str, str], expected: Any
) -> None:
    """A representation has the selected columns, aliases, casts, computed columns and embedded resources."""
    answer = await shop.send("POST", target, body, headers)
    assert (answer.status, answer.json) == (201, expected)


@pytest.mark.parametrize(("count", "shown"), [("", "*/*"), ("exact", "*/2"), ("estimated", "*/2"), ("planned", "*/*")])
async def test_new_rows_are_counted_exactly_or_not_at_all(shop: RestDatabase, *, count: str, shown: str) -> None:
    """Content-Range has the number of new rows when an exact or estimated count was asked for."""
    rows = [{"name": "A"}, {"name": "B"}]
    answer = await shop.send("POST", "/makers", rows, {"Prefer": f"count={count}" if count else ""})
    assert answer.headers["Content-Range"] == shown


async def test_filters_on_the_table_do_not_hide_new_rows(shop: RestDatabase) -> None:
    """A filter of an insert is none of its representation."""
    answer = await shop.send(
        "POST", "/makers?id=eq.1&or=(id.eq.1,id.eq.2)&limit=1", [{"name": "A"}, {"name": "B"}], FULL
    )
    assert [row["name"] for row in answer.json] == ["A", "B"]


async def test_the_location_header_has_the_primary_key(shop: RestDatabase) -> None:
    """`return=headers-only` names the key of a single new row; of several rows, and for other preferences, none."""
    pair = {"left_id": 5, "right_id": 6}
    one = await shop.send("POST", "/pairs", pair, HEADERS_ONLY)
    many = await shop.send("POST", "/pairs", [pair, {"left_id": 6, "right_id": 6}], HEADERS_ONLY)
    full = await shop.send("POST", "/pairs", pair, FULL)
    no_key = await shop.send("POST", "/no_key", {"word": "a"}, HEADERS_ONLY)
    view = await shop.send("POST", "/cheap_items", {"name": "a b"}, HEADERS_ONLY)
    assert (one.status, one.text) == (201, "")
    assert one.headers["Location"] == "/pairs?left_id=eq.5&right_id=eq.6"
    assert view.headers["Location"].startswith("/cheap_items?id=eq.1")
    assert not any("Location" in answer.headers for answer in (many, full, no_key))


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        ({"word": "a"}, {}, None),
        ({"word": "a"}, {"Prefer": "return=minimal"}, None),
        ({"word": "a"}, HEADERS_ONLY, None),
        ({"word": "a"}, FULL, "42501"),
    ],
)
async def test_a_role_without_the_right_to_read_can_write(
    shop: RestDatabase, *, body: Any, headers: dict[str, str], code: str | None
) -> None:
    """Only what the response needs is returned: here the role may read the key and nothing else."""
    answer = await shop.send("POST", "/secrets", body, headers)
    assert answer.code == code
    selected = await shop.send("POST", "/secrets?select=id", body, FULL)
    assert selected.status == 201


@pytest.mark.parametrize(
    ("target", "body", "prefer", "code", "message"),
    [
        ("/makers", {"nope": 1}, "", "PGRST204", "Could not find the 'nope' column of 'makers' in the schema cache"),
        (
            "/makers?columns=id,nope",
            {"id": 7},
            "",
            "PGRST204",
            "Could not find the 'nope' column of 'makers' in the schema cache",
        ),
        ("/makers", {"id": 1, "name": "x"}, "", "23505", None),
        ("/makers", {"id": "x", "name": "x"}, "", "22P02", 'invalid input syntax for type integer: "x"'),
        ("/makers", {"id": 9}, "", "23502", None),
        ("/items", {"name": "x", "maker_id": 99}, "", "23503", None),
        ("/items", {"name": "x", "slug": "y"}, "", "428C9", None),
        ("/always", {"id": 1}, "", "428C9", None),
        ("/every_type", {"dom": -1}, "", "23514", None),
        ("/every_type", {"e": "angry"}, "", "22P02", 'invalid input value for enum shop.mood: "angry"'),
        ("/every_type", {"v": "too long"}, "", "22001", None),
        ("/nowhere", {"id": 1}, "", "PGRST205", "Could not find the table 'shop.nowhere' in the schema cache"),
        (
            "/makers?on_conflict=nope",
            {"id": 1, "name": "x"},
            "resolution=merge-duplicates",
            "42703",
            'column "nope" does not exist',
        ),
        ("/makers?on_conflict=name", {"id": 1, "name": "x"}, "resolution=merge-duplicates", "42P10", None),
        ("/owned", {"id": 2, "owner": "somebody_else"}, "", "42501", None),
        ("/makers?select=nope(*)", {"id": 7, "name": "x"}, "return=representation", "PGRST200", None),
    ],
)
async def test_what_cannot_be_inserted_has_the_code_of_postgresql_or_postgrest(
    shop: RestDatabase, *, target: str, body: Any, prefer: str, code: str, message: str | None
) -> None:
    """Errors have their code and, where it is fixed, their text."""
    answer = await shop.send("POST", target, body, {"Prefer": prefer})
    assert answer.code == code
    if message is not None:
        assert answer.message == message


async def test_a_conflict_target_is_the_key_or_on_conflict(shop: RestDatabase) -> None:
    """`on_conflict` names a unique column; without a key nothing conflicts."""
    headers = {"Prefer": "return=representation, resolution=merge-duplicates"}
    merged = await shop.send("POST", "/items?on_conflict=name&select=id,stock", {"name": "Anvil", "stock": 77}, headers)
    no_key = await shop.send("POST", "/no_key", {"word": "one", "number": 1}, headers)
    assert (merged.status, merged.json) == (200, [{"id": 1, "stock": 77}])
    assert (no_key.status, no_key.json) == (201, [{"word": "one", "number": 1}])
    assert merged.headers["Preference-Applied"] == "resolution=merge-duplicates, return=representation"
    assert no_key.headers["Preference-Applied"] == "return=representation"


@pytest.mark.parametrize(
    ("body", "content_type", "rows"),
    [
        ("id,name\n7,Seven\n8,NULL", "text/csv", [[7, "Seven"], [8, None]]),
        ("id=7&name=John+Doe", "application/x-www-form-urlencoded", [[7, "John Doe"]]),
        ('{"id":7, "name":"Seven"}', "application/json; charset=utf-8", [[7, "Seven"]]),
    ],
)
async def test_other_bodies_are_rows_as_well(
    shop: RestDatabase, *, body: str, content_type: str, rows: list[list[Any]]
) -> None:
    """CSV and forms become the same rows as JSON."""
    answer = await shop.send(
        "POST",
        "/palette?columns=id,label" if content_type == "application/json" else "/palette",
        body.replace("name", "label"),
        {"Content-Type": content_type},
        then="SELECT id, label FROM shop.palette WHERE id > 2 ORDER BY id",
    )
    assert (answer.status, answer.after) == (201, rows)


async def test_a_domain_with_a_cast_from_json_is_converted(shop: RestDatabase) -> None:
    """The database's own casts make the stored value of JSON, and JSON of it."""
    answer = await shop.send(
        "POST",
        "/palette",
        [{"id": 7, "shade": "#ff0000"}, {"id": 8, "shade": None}],
        FULL,
        then="SELECT id, shade::int FROM shop.palette WHERE id > 2 ORDER BY id",
    )
    assert answer.json == [{"id": 7, "shade": "#ff0000", "label": None}, {"id": 8, "shade": None, "label": None}]
    assert answer.after == [[7, 0xFF0000], [8, None]]


async def test_a_single_object_is_one_row_or_an_error_that_leaves_nothing(shop: RestDatabase) -> None:
    """The object form of the response allows one row only, also when no body is returned."""
    accept = {"Accept": "application/vnd.pgrst.object+json"}
    one = await shop.send("POST", "/makers", {"id": 7, "name": "A"}, {**accept, **FULL})
    rows = [{"name": "A"}, {"name": "B"}]
    two = await shop.send("POST", "/makers", rows, {**accept, **FULL}, then="SELECT id FROM shop.makers")
    minimal = await shop.send("POST", "/makers", rows, accept)
    assert one.json == {"id": 7, "name": "A"}
    assert (two.status, two.code, two.details) == (406, "PGRST116", "The result contains 2 rows")
    assert minimal.code == "PGRST116"
