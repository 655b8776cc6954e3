"""Updates, deletes and PUT: which rows change, and what the response says."""

from typing import Any

import pytest

from support.rest_requests import RestDatabase

FULL = {"Prefer": "return=representation"}
ITEMS = "SELECT id, name, stock FROM shop.items ORDER BY id"
UNCHANGED = [[1, "Anvil", 3], [2, "Rope", 10], [3, "Nut", 1000], [4, "Rocket", 0]]


@pytest.mark.parametrize(
    ("target", "changed"),
    [
        ("/items", [1, 2, 3, 4]),
        ("/items?id=eq.2", [2]),
        ("/items?id=in.(2,3)", [2, 3]),
        ("/items?or=(id.eq.1,and(stock.gt.5,price.lt.1))", [1, 3]),
        ("/items?maker_id=is.null", [4]),
        ("/items?id=eq.99", []),
        ("/items?shouted=eq.ROPE", [2]),
        ("/items?limit=1&order=id.desc", [1, 2, 3, 4]),
        ("/items?id=gt.1&limit=1&offset=1", [2, 3, 4]),
    ],
)
async def test_filters_choose_the_rows_to_change(shop: RestDatabase, target: str, changed: list[int]) -> None:
    """PATCH and DELETE affect the rows that match, all without a filter, and take no notice of limits."""
    patched = await shop.send(
        "PATCH", target, {"stock": 55}, then="SELECT id FROM shop.items WHERE stock = 55 ORDER BY id"
    )
    deleted = await shop.send("DELETE", target, then="SELECT id FROM shop.items ORDER BY id")
    assert (patched.status, patched.text, [row[0] for row in patched.after]) == (204, "", changed)
    assert (deleted.status, deleted.text) == (204, "")
    assert [row[0] for row in deleted.after] == [number for number in (1, 2, 3, 4) if number not in changed]


@pytest.mark.parametrize(
    ("method", "target", "body", "expected"),
    [
        ("PATCH", "/items?id=eq.2&select=id,stock", {"stock": 5}, [{"id": 2, "stock": 5}]),
        ("PATCH", "/items?id=eq.99", {"stock": 5}, []),
        (
            "PATCH",
            "/items?id=lt.3&select=id,makers(name)&order=id.desc",
            {"maker_id": 2},
            [{"id": 2, "makers": {"name": "Bolt"}}, {"id": 1, "makers": {"name": "Bolt"}}],
        ),
        ("PATCH", "/items?stock=eq.3&select=stock", {"stock": 4}, [{"stock": 4}]),
        ("PATCH", "/items?or=(stock.eq.3,stock.eq.10)&select=stock", {"stock": 4}, [{"stock": 4}, {"stock": 4}]),
        ("PATCH", "/items?id=eq.1", {}, []),
        ("PATCH", "/items?id=eq.1", [], []),
        ("PATCH", "/items?id=eq.1&select=name", [{"name": "Array"}], [{"name": "Array"}]),
        (
            "PATCH",
            "/items?id=eq.1&columns=stock&select=name,stock",
            {"name": "x", "stock": 1},
            [{"name": "Anvil", "stock": 1}],
        ),
        ("PATCH", "/palette?shade=eq.%230000ff&select=id,shade", {"shade": "#00000a"}, [{"id": 1, "shade": "#00000a"}]),
        ("DELETE", "/items?id=eq.2&select=name,makers(id)", None, [{"name": "Rope", "makers": {"id": 1}}]),
        ("DELETE", "/cheap_items?id=eq.3&select=id", None, [{"id": 3}]),
        ("DELETE", "/items?id=gt.2&select=id&order=id.desc", None, [{"id": 4}, {"id": 3}]),
        ("DELETE", "/items?id=lt.3&select=id,makers!inner(name)&makers.name=eq.Bolt", None, []),
    ],
)
async def test_the_representation_has_the_changed_rows(
    shop: RestDatabase, *, method: str, target: str, body: Any, expected: Any
) -> None:
    """A representation shows the rows as they are after an update and were before a delete, in the order asked for."""
    answer = await shop.send(method, target, body, FULL)
    assert (answer.status, answer.json) == (200, expected)


async def test_what_is_not_shown_is_not_looked_up(shop: RestDatabase) -> None:
    """Without a representation, names of columns in `select` and `order` do not matter."""
    for method in ("PATCH", "DELETE"):
        answer = await shop.send(method, "/items?id=eq.1&select=nope,makers(id)&order=nope", {"stock": 1})
        assert (answer.status, answer.page) == (204, 1)


async def test_nothing_is_updated_by_an_empty_body(shop: RestDatabase) -> None:
    """An update without columns changes nothing."""
    bodies: tuple[Any, ...] = ({}, [], [{}])
    for body in bodies:
        answer = await shop.send("PATCH", "/items", body, then=ITEMS)
        assert (answer.status, answer.page, answer.after) == (204, 0, UNCHANGED)


async def test_an_update_with_a_default_sets_what_is_missing(shop: RestDatabase) -> None:
    """With `missing=default` an update of named columns takes the default of those that the body does not have."""
    target = "/items?id=eq.1&columns=price,stock&select=price,stock"
    null = await shop.send("PATCH", target, {"stock": 2}, FULL)
    default = await shop.send("PATCH", target, {"stock": 2}, {"Prefer": "return=representation, missing=default"})
    assert null.json == [{"price": None, "stock": 2}]
    assert default.json == [{"price": 9.90, "stock": 2}]


@pytest.mark.parametrize(
    ("method", "target", "body", "code", "message"),
    [
        ("PATCH", "/items?nope=eq.1", {"stock": 1}, "42703", "column items.nope does not exist"),
        ("DELETE", "/items?nope=eq.1", None, "42703", "column items.nope does not exist"),
        (
            "PATCH",
            "/items?id=eq.1",
            {"nope": 1},
            "PGRST204",
            "Could not find the 'nope' column of 'items' in the schema cache",
        ),
        ("PATCH", "/items?id=eq.x", {"stock": 1}, "22P02", 'invalid input syntax for type integer: "x"'),
        (
            "PATCH",
            "/items?makers.id=eq.1",
            {"stock": 1},
            "PGRST108",
            "'makers' is not an embedded resource in this request",
        ),
        ("DELETE", "/items?makers.order=id", None, "PGRST108", None),
        ("DELETE", "/items?makers.or=(id.eq.1,id.eq.2)", None, "PGRST108", None),
        ("DELETE", "/items?select=nope(id)", None, "PGRST200", None),
        ("DELETE", "/makers?id=eq.1", None, "23503", None),
        ("PATCH", "/secrets?hidden=eq.x", {"word": "a"}, "42501", "permission denied for table secrets"),
        ("PATCH", "/secrets?id=eq.1", {"hidden": "a"}, "42501", "permission denied for table secrets"),
        ("PATCH", "/items?id=eq.1", {"slug": "a"}, "428C9", None),
    ],
)
async def test_what_cannot_be_changed_is_an_error(
    shop: RestDatabase, *, method: str, target: str, body: Any, code: str, message: str | None
) -> None:
    """Errors have their code and, where it is fixed, their text."""
    answer = await shop.send(method, target, body)
    assert answer.code == code
    if message is not None:
        assert answer.message == message


async def test_row_security_hides_the_rows_of_others(shop: RestDatabase) -> None:
    """A row that the role may not see is neither updated nor deleted, and that is no error."""
    rows = "SELECT word FROM shop.owned"
    patched = await shop.send("PATCH", "/owned", {"word": "stolen"}, FULL, then=rows)
    deleted = await shop.send("DELETE", "/owned", None, FULL, then=rows)
    assert (patched.json, patched.after) == ([], [["not yours"]])
    assert (deleted.json, deleted.after) == ([], [["not yours"]])


async def test_max_affected_rolls_back_what_exceeds_it(shop: RestDatabase) -> None:
    """`max-affected` counts with `handling=strict` only, for PATCH and DELETE."""
    strict = {"Prefer": "handling=strict, max-affected=2"}
    exceeded = await shop.send("DELETE", "/items", None, strict, then=ITEMS)
    patched = await shop.send("PATCH", "/items", {"stock": 1}, {"Prefer": f"{strict['Prefer']}, return=representation"})
    allowed = await shop.send("DELETE", "/items?id=lt.3", None, strict)
    lenient = await shop.send("DELETE", "/items", None, {"Prefer": "max-affected=2"})
    inserted = await shop.send("POST", "/makers", [{"name": "a"}] * 3, strict)
    assert (exceeded.status, exceeded.code) == (400, "PGRST124")
    assert (exceeded.message, exceeded.details) == (
        "Query result exceeds max-affected preference constraint",
        "The query affects 4 rows",
    )
    assert exceeded.after == UNCHANGED
    assert patched.code == "PGRST124"
    assert (allowed.status, lenient.status, inserted.status) == (204, 204, 201)


async def test_a_single_object_is_one_changed_row(shop: RestDatabase) -> None:
    """The object form fails for none and for several rows, and nothing is changed then."""
    headers = {**FULL, "Accept": "application/vnd.pgrst.object+json"}
    one = await shop.send("PATCH", "/items?id=eq.1&select=id", {"stock": 1}, headers)
    none = await shop.send("PATCH", "/items?id=eq.99", {"stock": 1}, headers)
    several = await shop.send("DELETE", "/items", None, {"Accept": headers["Accept"]}, then=ITEMS)
    assert one.json == {"id": 1}
    assert (none.status, none.details) == (406, "The result contains 0 rows")
    assert (several.code, several.after) == ("PGRST116", UNCHANGED)


@pytest.mark.parametrize(
    ("target", "body", "headers", "status", "expected"),
    [
        ("/makers?id=eq.7", {"id": 7, "name": "New"}, FULL, 201, [{"id": 7, "name": "New"}]),
        ("/makers?id=eq.1", {"id": 1, "name": "Changed"}, FULL, 200, [{"id": 1, "name": "Changed"}]),
        ("/makers?id=eq.7", {"id": 7, "name": "New"}, {}, 204, None),
        ("/makers?id=eq.1", {"id": 1, "name": "Changed"}, {}, 204, None),
        ("/makers?id=eq.1&select=name", [{"id": 1, "name": "C"}, {"id": 2, "name": "D"}], FULL, 200, [{"name": "C"}]),
        (
            "/pairs?left_id=eq.1&right_id=eq.2&select=note",
            {"left_id": 1, "right_id": 2, "note": "n"},
            FULL,
            200,
            [{"note": "n"}],
        ),
        (
            "/shades?shade=eq.%2300000a&select=shade",
            {"shade": "#00000a", "label": "x"},
            FULL,
            201,
            [{"shade": "#00000a"}],
        ),
        ("/makers?id=eq.1&columns=id,name&select=name", {"id": 1, "name": "C", "x": 1}, FULL, 200, [{"name": "C"}]),
    ],
)
async def test_put_replaces_or_inserts_one_row(
    shop: RestDatabase, *, target: str, body: Any, headers: dict[str, str], status: int, expected: Any
) -> None:
    """PUT says 201 when the row is new, and otherwise 200 or 204."""
    answer = await shop.send("PUT", target, body, headers)
    assert answer.status == status
    assert (answer.json if answer.text else None) == expected


@pytest.mark.parametrize(
    ("target", "body", "status", "code", "message"),
    [
        (
            "/makers",
            {"id": 1, "name": "x"},
            405,
            "PGRST105",
            "Filters must include all and only primary key columns with 'eq' operators",
        ),
        ("/makers?id=gt.1", {"id": 1, "name": "x"}, 405, "PGRST105", None),
        ("/makers?id=not.eq.1", {"id": 1, "name": "x"}, 405, "PGRST105", None),
        ("/makers?id=eq(any).{1}", {"id": 1, "name": "x"}, 405, "PGRST105", None),
        ("/makers?id=eq.1&name=eq.x", {"id": 1, "name": "x"}, 405, "PGRST105", None),
        ("/makers?id=eq.1&or=(id.eq.1,id.eq.2)", {"id": 1, "name": "x"}, 405, "PGRST105", None),
        ("/pairs?left_id=eq.1", {"left_id": 1, "right_id": 1}, 405, "PGRST105", None),
        ("/no_key?word=eq.x", {"word": "x"}, 405, "PGRST105", None),
        (
            "/makers?id=eq.1&limit=1",
            {"id": 1, "name": "x"},
            400,
            "PGRST114",
            "limit/offset querystring parameters are not allowed for PUT",
        ),
        ("/makers?id=eq.1&offset=1", {"id": 1, "name": "x"}, 400, "PGRST114", None),
        (
            "/makers?id=eq.1",
            {"id": 2, "name": "x"},
            400,
            "PGRST115",
            "Payload values do not match URL in primary key column(s)",
        ),
        ("/makers?id=eq.1", {"name": "x"}, 400, "PGRST115", None),
        ("/makers?id=eq.1", [], 400, "PGRST115", None),
        ("/makers?id=eq.9", [{"id": 9, "name": "x"}, {"id": 9, "name": "y"}], 500, "21000", None),
    ],
)
async def test_put_needs_the_primary_key_in_filters_and_body(
    shop: RestDatabase, *, target: str, body: Any, status: int, code: str, message: str | None
) -> None:
    """A PUT that does not name exactly one row is refused and changes nothing."""
    answer = await shop.send("PUT", target, body, then="SELECT id, name FROM shop.makers ORDER BY id")
    assert answer.code == code
    assert answer.status == status
    assert answer.after == [[1, "Acme"], [2, "Bolt"]]
    if message is not None:
        assert answer.message == message
