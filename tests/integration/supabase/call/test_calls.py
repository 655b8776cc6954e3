"""Calls of functions: arguments in all forms, results in all shapes, access modes and errors."""

from typing import Any

import pytest

from support.rest_requests import RestDatabase

OBJECT = {"Accept": "application/vnd.pgrst.object+json"}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/rpc/add_them?a=1&b=2", 3),
        ("/rpc/greet", "Hello you!"),
        ("/rpc/greet?name=me", "Hello me!"),
        ("/rpc/greet?mark=.&name=a%20b", "Hello a b."),
        ("/rpc/greet?name=a&name=b", "Hello b!"),
        ("/rpc/numbers?until=3", [1, 2, 3]),
        ("/rpc/plus_one?arr=%7B1,2%7D", [2, 3]),
        ("/rpc/joined?parts=a&parts=b", "a-b"),
        ("/rpc/joined?parts=a%2Cb", "a,b"),
        ("/rpc/summed?start=10&parts=1&parts=2", 13),
        ("/rpc/same_mood?value=happy", "happy"),
        ("/rpc/same_positive?value=4", 4),
        ("/rpc/same_point?value=(1,2)", {"x": 1, "y": 2}),
        ("/rpc/echo_json?value=%7B%22a%22%3A1%7D", {"a": 1}),
        ("/rpc/rental?customer=1", "one"),
        ("/rpc/rental?customer=1&day=2020-01-01", "two"),
        ("/rpc/no_text", None),
        ("/rpc/cut?value=abcdef", "abcdef"),
        ("/rpc/split?full_name=Ada%20Lovelace", {"first": "Ada", "last": "Lovelace"}),
        ("/rpc/twice?n=4", {"n": 8}),
        ("/rpc/cheap?below=10", [{"name": "Nut", "price": 0.10}, {"name": "Rope", "price": 5.25}]),
        ("/rpc/one_item?item=3", {"id": 3, "name": "Nut", "price": 0.10, "maker_id": 2}),
        ("/rpc/one_item?item=99", {"id": None, "name": None, "price": None, "maker_id": None}),
        ("/rpc/records", [{"id": 1, "name": "Acme"}, {"id": 2, "name": "Bolt"}]),
        ("/rpc/Odd%20%22Name?The%20Arg=x", "x"),
        ("/rpc/all_items?select=name&order=id&limit=2", [{"name": "Anvil"}, {"name": "Rope"}]),
        ("/rpc/all_items?select=name&id=gt.2&order=name.desc", [{"name": "Rocket"}, {"name": "Nut"}]),
        (
            "/rpc/all_items?select=name,makers(name)&id=in.(1,4)&order=id",
            [{"name": "Anvil", "makers": {"name": "Acme"}}, {"name": "Rocket", "makers": None}],
        ),
        ("/rpc/all_items?select=id&or=(id.eq.1,name.eq.Nut)&order=id", [{"id": 1}, {"id": 3}]),
        ("/rpc/cheap?below=10&select=title:name&price=gt.1", [{"title": "Rope"}]),
        ("/rpc/one_item?item=1&select=name", {"name": "Anvil"}),
        ("/rpc/item_as_domain?item=1&select=name,makers(name)", {"name": "Anvil", "makers": {"name": "Acme"}}),
        ("/rpc/all_items?id=eq.1&select=name,tags(word)", [{"name": "Anvil", "tags": [{"word": "heavy"}]}]),
        (
            "/rpc/all_items?id=eq.1&select=id,shouted,siblings(id)",
            [{"id": 1, "shouted": "ANVIL", "siblings": [{"id": 2}]}],
        ),
        ("/rpc/all_items?shouted=eq.NUT&select=id", [{"id": 3}]),
        ("/rpc/all_items?select=id,makers!inner(name)&makers.name=eq.Bolt", [{"id": 3, "makers": {"name": "Bolt"}}]),
        (
            "/rpc/all_items?select=id,makers(name)&order=makers(name).desc.nullslast,id&limit=2",
            [{"id": 3, "makers": {"name": "Bolt"}}, {"id": 1, "makers": {"name": "Acme"}}],
        ),
        ("/rpc/all_items?select=*&id=eq.3", [{"id": 3, "name": "Nut", "price": 0.10, "maker_id": 2}]),
        ("/rpc/names", [{"name": "Acme"}, {"name": "Bolt"}]),
        ("/rpc/names?name=like.A*", [{"name": "Acme"}]),
        ("/rpc/json_out?a=1", {"result": {"a": 1}}),
        ("/rpc/many_inout?a=1&b=x", {"a": 2, "b": "x!", "c": True}),
        ("/rpc/day_of", {"day": 1, "month": 1}),
        ("/rpc/day_of?select=month", {"month": 1}),
        ("/rpc/bytes", "\\x00ff"),
        ("/rpc/a_range", "[1,5)"),
        ("/rpc/points?select=id,place->x,data->a->b&data->a->>b=eq.7", [{"id": 2, "x": 3, "b": 7}]),
        ("/rpc/points?select=id&place->>y=eq.2", [{"id": 1}]),
        ("/rpc/points?select=id&order=data->a->b.desc", [{"id": 2}, {"id": 1}]),
        ("/rpc/composites?x=gt.1", [{"x": 3, "y": 4}]),
        ("/rpc/select?from=3", 3),
        ("/rpc/select?from=3&order%20by=4", 12),
        ("/rpc/empty_set", []),
        ("/rpc/null_row", {"id": None, "name": None, "price": None, "maker_id": None}),
        ("/rpc/null_numbers", [1, None]),
        ("/rpc/one_record", {"id": 1, "name": "Acme"}),
        ("/rpc/times?at=2020-01-02T03:04:05%2B02:00", "2020-01-02T01:04:05+00:00"),
        ("/rpc/chars?c=xy&b=10", "xy10"),
        ("/rpc/numbers?until=5&limit=2&offset=1", [2, 3]),
    ],
)
async def test_a_function_is_called_by_get(functions: RestDatabase, target: str, expected: Any) -> None:
    """Parameters of the query string are the arguments, and the rest of it reads the result."""
    answer = await functions.send("GET", target)
    assert (answer.status, answer.json) == (200, expected)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("add_them", {"a": 1, "b": 2}, 3),
        ("add_them", {"a": "1", "b": "2"}, 3),
        ("add_them", [{"a": 1, "b": 2}, {"a": 5, "b": 5}], 3),
        ("add_them?columns=a,b", {"a": 1, "b": 2, "c": 3}, 3),
        ("greet", {}, "Hello you!"),
        ("greet", "", "Hello you!"),
        ("greet", {"name": None}, None),
        ("numbers", {"until": 2}, [1, 2]),
        ("plus_one", {"arr": [1, 2]}, [2, 3]),
        ("plus_one", {"arr": "{1,2}"}, [2, 3]),
        ("joined", {"parts": ["a", "b"]}, "a-b"),
        ("summed", {"start": 10, "parts": [1, 2]}, 13),
        ("echo_json", {"value": {"b": 1, "a": [1.50]}}, {"b": 1, "a": [1.50]}),
        ("echo_jsonb", {"value": [1, "x", None]}, [1, "x", None]),
        ("take_json", {"x": "y"}, "y"),
        ("same_mood", {"value": "sad"}, "sad"),
        ("same_point", {"value": {"x": 1, "y": None}}, {"x": 1, "y": None}),
        ("all_items?select=id&id=lt.3&order=id.desc", {}, [{"id": 2}, {"id": 1}]),
        ("Odd%20%22Name", {"The Arg": "x"}, "x"),
        ("visit", {"amount": 2}, 2),
        ("mixed2", {"a": 1}, "named"),
        ("mixed2", {"b": 1}, 'whole {"b": 1}'),
        ("mixed2", [{"b": 1}, {"b": 2}], 'whole [{"b": 1}, {"b": 2}]'),
        ("many_inout", {"a": 1, "b": "x"}, {"a": 2, "b": "x!", "c": True}),
        ("chars", {"c": "xy", "b": "10"}, "xy10"),
        ("select", {"from": 3, "order by": 4}, 12),
        ("item_as_domain?select=makers(name)", {"item": 3}, {"makers": {"name": "Bolt"}}),
        ("null_row", {}, {"id": None, "name": None, "price": None, "maker_id": None}),
    ],
)
async def test_a_function_is_called_by_post(functions: RestDatabase, name: str, body: Any, expected: Any) -> None:
    """The keys of the JSON object are the arguments."""
    answer = await functions.send("POST", f"/rpc/{name}", body)
    assert (answer.status, answer.json) == (200, expected)


@pytest.mark.parametrize(
    ("name", "body", "content_type", "expected"),
    [
        ("add_them", "a=1&b=2", "application/x-www-form-urlencoded", 3),
        ("joined", "parts=a&parts=b", "application/x-www-form-urlencoded", "a-b"),
        ("greet", "name=a+b&mark=%3F", "application/x-www-form-urlencoded", "Hello a b?"),
        ("take_text", "four", "text/plain", 4),
        ("take_text", "", "text/plain", 0),
        ("take_bytes", b"\x00\xff\xfe", "application/octet-stream", 3),
    ],
)
async def test_other_bodies_are_arguments(
    functions: RestDatabase, *, name: str, body: str | bytes, content_type: str, expected: Any
) -> None:
    """A form has named arguments; a raw body goes to a single unnamed parameter of its type."""
    answer = await functions.send("POST", f"/rpc/{name}", body, {"Content-Type": content_type})
    assert (answer.status, answer.json) == (200, expected)


async def test_an_xml_body_is_an_argument_where_postgresql_has_xml(functions: RestDatabase) -> None:
    """The body goes to PostgreSQL as xml, which a server that is built without it refuses."""
    answer = await functions.send("POST", "/rpc/take_xml", "<root/>", {"Content-Type": "text/xml"})
    assert answer.code in (None, "0A000")
    assert answer.code is not None or answer.json == "<root/>"


async def test_a_void_function_has_no_body(functions: RestDatabase) -> None:
    """The status of a function that returns nothing is 204."""
    for method in ("POST", "GET"):
        answer = await functions.send(method, "/rpc/nothing", "" if method == "POST" else None)
        assert (answer.status, answer.text) == (204, "")


@pytest.mark.parametrize(
    ("method", "target", "body", "code", "message"),
    [
        ("GET", "/rpc/visit?amount=1", None, "25006", "cannot execute INSERT in a read-only transaction"),
        ("HEAD", "/rpc/visit?amount=1", None, "25006", None),
        ("POST", "/rpc/stable_write", "", "25006", None),
        ("GET", "/rpc/add_them?a=x&b=2", None, "22P02", 'invalid input syntax for type integer: "x"'),
        ("POST", "/rpc/add_them", {"a": "x", "b": 1}, "22P02", 'invalid input syntax for type integer: "x"'),
        ("POST", "/rpc/same_positive", {"value": 0}, "23514", None),
        ("GET", "/rpc/same_mood?value=angry", None, "22P02", 'invalid input value for enum calls.mood: "angry"'),
        ("GET", "/rpc/add_them?a=1", None, "PGRST202", None),
        ("POST", "/rpc/nowhere", {}, "PGRST202", None),
        ("GET", "/rpc/all_items?select=nope", None, "42703", "column all_items.nope does not exist"),
        ("GET", "/rpc/all_items?nope=eq.1", None, "42703", "column all_items.nope does not exist"),
    ],
)
async def test_a_call_that_fails_has_its_code(
    functions: RestDatabase, *, method: str, target: str, body: Any, code: str, message: str | None
) -> None:
    """Errors have their code and, where it is fixed, their text."""
    answer = await functions.send(method, target, body)
    assert answer.code == code
    if message is not None:
        assert answer.message == message


async def test_a_volatile_function_writes_by_post_only(functions: RestDatabase) -> None:
    """POST of a volatile function is a transaction that may write."""
    answer = await functions.send(
        "POST", "/rpc/visits_as_rows", {"amount": 3}, then="SELECT count(*)::int FROM calls.visits"
    )
    assert (answer.json, answer.after) == ([{"n": 1}, {"n": 2}, {"n": 3}], [[3]])


async def test_a_volatile_function_runs_once_when_rows_are_counted(functions: RestDatabase) -> None:
    """Counting the rows of the result does not call the function again."""
    answer = await functions.send(
        "POST",
        "/rpc/visits_as_rows?limit=1",
        {"amount": 3},
        {"Prefer": "count=exact"},
        then="SELECT count(*)::int FROM calls.visits",
    )
    assert (answer.total, answer.page, answer.after) == (3, 1, [[3]])


async def test_max_affected_limits_the_rows_of_a_call(functions: RestDatabase) -> None:
    """With `handling=strict` a function must return a set, which must not be too large."""
    strict = {"Prefer": "handling=strict, max-affected=2"}
    exceeded = await functions.send(
        "POST", "/rpc/visits_as_rows", {"amount": 3}, strict, then="SELECT count(*)::int FROM calls.visits"
    )
    allowed = await functions.send("POST", "/rpc/visits_as_rows", {"amount": 2}, strict)
    scalar = await functions.send("POST", "/rpc/visit", {"amount": 1}, strict)
    assert (exceeded.status, exceeded.code, exceeded.details) == (400, "PGRST124", "The query affects 3 rows")
    assert exceeded.after == [[0]]
    assert allowed.status == 200
    assert (scalar.status, scalar.code) == (400, "PGRST128")


async def test_a_single_object_is_one_row_of_the_result(functions: RestDatabase) -> None:
    """The object form gives the row of a set, and fails for several rows."""
    one = await functions.send("GET", "/rpc/all_items?id=eq.1&select=id", None, OBJECT)
    several = await functions.send("GET", "/rpc/all_items", None, OBJECT)
    none = await functions.send("GET", "/rpc/all_items?id=eq.99", None, OBJECT)
    scalar = await functions.send("GET", "/rpc/add_them?a=1&b=2", None, OBJECT)
    assert one.json == {"id": 1}
    assert (several.status, several.details) == (406, "The result contains 4 rows")
    assert (none.status, none.details) == (406, "The result contains 0 rows")
    assert scalar.json == 3


async def test_the_settings_of_a_function_are_handed_on(functions: RestDatabase) -> None:
    """The transaction takes over the settings that the configuration names."""
    plan = functions.plan_call("GET", "/rpc/timed")
    assert plan.settings == (("statement_timeout", "4s"),)
    assert functions.plan_call("GET", "/rpc/greet").settings == ()
