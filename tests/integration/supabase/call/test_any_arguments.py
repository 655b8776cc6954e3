"""Property test: whatever the arguments are, a call is answered with a result or an error of the request."""

from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.rest_requests import RestDatabase

_FUNCTIONS = st.sampled_from(
    [
        "add_them", "greet", "all_items", "numbers", "cheap", "split", "joined", "summed", "plus_one", "same_mood",
        "same_point", "echo_json", "echo_jsonb", "take_json", "take_text", "take_bytes", "rental", "records", "mixed2",
        "select", "chars", "times", "same", "nowhere",
    ]
)  # fmt: skip
_NAMES = st.sampled_from(
    [
        "a",
        "b",
        "name",
        "until",
        "below",
        "parts",
        "start",
        "arr",
        "value",
        "customer",
        "day",
        "c",
        "at",
        "from",
        "",
        'x"',
    ]
)
_TEXTS = st.text(max_size=4) | st.sampled_from(
    ["1", "3", "{1,2}", "(1,2)", "happy", "2020-01-01", "eq.1", "not.", "\0"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=2),
    max_leaves=4,
)
_TYPES = st.sampled_from(
    ["application/json", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded", "text/csv"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(function=_FUNCTIONS, arguments=st.lists(st.tuples(_NAMES, _TEXTS), max_size=3))
async def test_any_parameters_are_answered(
    functions: RestDatabase, *, function: str, arguments: list[tuple[str, str]]
) -> None:
    """No query string makes a call by GET fail in the server."""
    query = "&".join(f"{quote(name)}={quote(value.encode('utf-8', 'replace'))}" for name, value in arguments)
    answer = await functions.send("GET", f"/rpc/{function}?{query}")
    assert answer.status < 500, answer


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(function=_FUNCTIONS, body=st.dictionaries(_NAMES, _VALUES, max_size=3) | _VALUES, media_type=_TYPES)
async def test_any_body_is_answered(functions: RestDatabase, *, function: str, body: Any, media_type: str) -> None:
    """No body makes a call by POST fail in the server."""
    answer = await functions.send("POST", f"/rpc/{function}", body, {"Content-Type": media_type})
    assert answer.status < 500, answer
