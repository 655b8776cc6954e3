"""Property test: whatever the body is, the response is a success or an error of the request."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.rest_requests import RestDatabase

_NAMES = st.sampled_from(["id", "name", "price", "t", "j", "ia", "p", "left_id", "note", "nope", 'a"b', "", "id; --"])
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["", "1", "{1,2}", "(1,2)", "\\", "'", "\0", "\ud800", "NULL"])
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3), max_leaves=6
)
_OBJECTS = st.dictionaries(_NAMES, _VALUES, max_size=4)
_BODIES = _OBJECTS | st.lists(_OBJECTS, max_size=3) | _VALUES | st.binary(max_size=12)
_TARGETS = st.sampled_from(["/makers", "/items", "/pairs", "/every_type", "/palette", "/blanks", "/no_key", "/always"])
_QUERIES = st.sampled_from(
    ["", "?id=eq.1", "?columns=id,name", "?columns=id", "?select=*", "?on_conflict=id", "?left_id=eq.1&right_id=eq.1"]
)
_PREFERENCES = st.sampled_from(
    [
        "",
        "return=representation",
        "return=headers-only",
        "missing=default",
        "resolution=merge-duplicates",
        "count=exact",
    ]
)
_FAULTS_OF_THE_REQUEST = {"21000", "54001"}
"""Codes that PostgREST answers with 500: two rows with one key, and too deep a nesting."""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    method=st.sampled_from(["POST", "PATCH", "PUT"]),
    target=_TARGETS,
    query=_QUERIES,
    body=_BODIES,
    preference=_PREFERENCES,
    other=_PREFERENCES,
)
async def test_any_body_is_answered(
    lenient_shop: RestDatabase, *, method: str, target: str, query: str, body: Any, preference: str, other: str
) -> None:
    """No body makes the server fail."""
    headers = {"Prefer": ", ".join(filter(None, [preference, other]))}
    answer = await lenient_shop.send(method, target + query, body, headers)
    assert answer.status < 500 or answer.code in _FAULTS_OF_THE_REQUEST, answer
