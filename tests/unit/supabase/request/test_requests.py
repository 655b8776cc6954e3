"""Whole requests: target, action, schema, and in which order errors are found."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.header_fields import join_headers, parse_cookies
from alcove.wires.supabase.rest.request.model import (
    Action,
    FunctionTarget,
    JsonPayload,
    MediaType,
    RestRequest,
    RootTarget,
    TableTarget,
    Target,
)
from alcove.wires.supabase.rest.request.parser import parse_request

ONE, TWO = RestConfig(), RestConfig(db_schemas=("v1", "v 2"))


def parse(
    method: str = "GET",
    path: str = "/films",
    *,
    query: str = "",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    config: RestConfig = ONE,
    **settings: Any,
) -> RestRequest:
    """Parse a request."""
    return parse_request(
        method=method,
        path=path,
        raw_query=query,
        headers=[(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        body=body,
        config=dataclasses.replace(config, **settings),
    )


def error_of(*request: Any, **settings: Any) -> RestError:
    """Return the error of a request."""
    with pytest.raises(RestError) as caught:
        parse(*request, **settings)
    return caught.value


@pytest.mark.parametrize(
    ("method", "path", "target", "action"),
    [
        ("GET", "/", RootTarget(), "describe"),
        ("HEAD", "", RootTarget(), "describe"),
        ("OPTIONS", "/", RootTarget(), "inspect"),
        ("GET", "/films", TableTarget("films"), "read"),
        ("HEAD", "/موارد", TableTarget("موارد"), "read"),
        ("OPTIONS", "/a b", TableTarget("a b"), "inspect"),
        ("POST", "/rpc", TableTarget("rpc"), "insert"),
        ("PATCH", "/films", TableTarget("films"), "update"),
        ("PUT", "/films", TableTarget("films"), "upsert"),
        ("DELETE", "/films", TableTarget("films"), "delete"),
        ("GET", "/rpc/f", FunctionTarget("f"), "call"),
        ("HEAD", "/rpc/f", FunctionTarget("f"), "call"),
        ("POST", "/rpc/f", FunctionTarget("f"), "call"),
        ("OPTIONS", "/rpc/f", FunctionTarget("f"), "inspect"),
    ],
)
def test_targets_and_actions(method: str, path: str, target: Target, action: Action) -> None:
    """The path names a table, a function or the root; the method says what to do with it."""
    request = parse(method, path, body=b"{}")
    assert (request.target, request.action, request.method, request.path) == (target, action, method, path)
    assert (request.payload is not None) == (method in ("POST", "PATCH", "PUT"))


@pytest.mark.parametrize(
    ("method", "path", "error"),
    [
        ("GET", "/a/b", (404, "PGRST125", "Invalid path specified in request URL")),
        ("GET", "/films/", (404, "PGRST125", "Invalid path specified in request URL")),
        ("GET", "/rpc/f/g", (404, "PGRST125", "Invalid path specified in request URL")),
        ("PUT", "/rpc/f", (405, "PGRST101", "Cannot use the PUT method on RPC")),
        ("TRACE", "/rpc/f", (405, "PGRST101", "Cannot use the TRACE method on RPC")),
        ("TRACE", "/films", (405, "PGRST117", "Unsupported HTTP method: TRACE")),
        ("POST", "/", (405, "PGRST117", "Unsupported HTTP method: POST")),
    ],
)
def test_paths_and_methods_that_are_refused(method: str, path: str, error: tuple[int, str, str]) -> None:
    """Deeper paths do not exist, and other methods are not allowed."""
    found = error_of(method, path)
    assert (found.status, found.code, found.message) == error


def test_the_root() -> None:
    """The description can be switched off, or replaced by a function."""
    error = error_of("GET", "/", openapi_mode="disabled")
    assert (error.status, error.code, error.message) == (404, "PGRST126", "Root endpoint metadata is disabled")
    for name, schema in (("root", "public"), ("api.root", "api")):
        request = parse("GET", "/", query="a=1", db_root_spec=name, openapi_mode="disabled")
        assert (request.target, request.action, request.schema) == (FunctionTarget("root"), "call", schema)
        assert request.query.arguments == (("a", "1"),)


@pytest.mark.parametrize(
    ("method", "headers", "schema"),
    [
        ("GET", {}, "v1"),
        ("GET", {"Accept-Profile": "v 2"}, "v 2"),
        ("HEAD", {"accept-profile": "v1"}, "v1"),
        ("GET", {"Content-Profile": "v 2"}, "v1"),
        ("POST", {"Content-Profile": "v 2"}, "v 2"),
        ("DELETE", {"Content-Profile": "v 2"}, "v 2"),
        ("PATCH", {"Accept-Profile": "v 2"}, "v1"),
    ],
)
def test_schemas(method: str, headers: dict[str, str], schema: str) -> None:
    """Reads take the schema from Accept-Profile, writes from Content-Profile; the first schema is the default."""
    request = parse(method, "/films", headers=headers, body=b"{}", config=TWO)
    assert (request.schema, request.schema_profile) == (schema, schema)


def test_the_only_schema_is_named_on_request() -> None:
    """With one schema only, the response names it if the request did; another one is an error all the same."""
    assert (parse().schema, parse().schema_profile) == ("public", None)
    assert parse(headers={"Accept-Profile": "public"}).schema_profile == "public"
    error = error_of(headers={"Accept-Profile": "x"}, config=TWO)
    assert (error.status, error.code, error.message, error.details, error.hint) == (
        406, "PGRST106", "Invalid schema: x", None, "Only the following schemas are exposed: v1, v 2"
    )  # fmt: skip


def test_headers_and_cookies() -> None:
    """Headers are joined under their names in lower case; cookies are read by name."""
    fields = join_headers(
        [
            (b"X-One", b"1"), (b"x-one", b"2"), (b"Cookie", b"a=1; b=x=y"), (b"cookie", b"c=\xc3\xa9; d; "),
            (b"X-Two", b"\xff"),
        ]
    )  # fmt: skip
    assert parse_cookies(fields.pop("cookie")) == {"a": "1", "b": "x=y", "c": "é"}
    assert fields == {"x-one": "1, 2", "x-two": "\ufffd"}


def test_the_range_header_applies_to_reads() -> None:
    """Writes and calls by POST ignore Range."""
    headers = {"Range": "2-3", "Range-Unit": "items"}
    assert (parse(headers=headers).window.offset, parse(headers=headers).window.limit) == (2, 2)
    assert parse("GET", "/rpc/f", headers=headers).window.offset == 2
    assert parse("POST", "/rpc/f", headers=headers).window.offset == 0
    assert parse("PATCH", headers={"Range": "3-2"}, body=b"{}").window.offset == 0


def test_other_headers() -> None:
    """Content-Type defaults to JSON; Accept and Prefer are parsed, also when they are repeated."""
    request = parse("POST", body=b"a\n1\n", headers={"Content-Type": "Text/CSV; charset=x", "Accept": "text/csv"})
    assert request.content_type == MediaType("text/csv", (("charset", "x"),))
    assert request.accept == (MediaType("text/csv"),)
    assert isinstance(request.payload, JsonPayload)
    assert request.payload.keys == ("a",)
    request = parse("POST", body=b"{}", headers={"Content-Type": "", "Prefer": "tx=rollback, count=exact"})
    assert request.content_type == MediaType("application/json")
    assert (request.preferences.transaction, request.preferences.count) == (None, "exact")
    request = parse(headers={"Prefer": "tx=rollback"}, db_tx_end="commit-allow-override")
    assert request.preferences.transaction == "rollback"


def test_invalid_preferences_with_strict_handling() -> None:
    """Unknown preferences are an error only if the request wants it."""
    assert parse(headers={"Prefer": "foo"}).preferences.invalid == ("foo",)
    error = error_of(headers={"Prefer": "handling=strict, foo, bar"})
    assert (error.status, error.code, error.message, error.details) == (
        400, "PGRST122", "Invalid preferences given with handling=strict", "Invalid preferences: foo, bar"
    )  # fmt: skip


def test_bodies_are_bounded() -> None:
    """A body beyond the configured size is refused; methods without a body ignore it."""
    assert parse("POST", body=b'{"a":1}', max_body=7).payload is not None
    assert error_of("POST", body=b'{"a":1} ', max_body=7).status == 413
    assert parse("DELETE", body=b"not json").payload is None


def test_payloads_with_columns() -> None:
    """`columns` leaves the body to PostgreSQL."""
    payload = parse("POST", query="columns=a", body=b'[{"a":1},{}]').payload
    assert isinstance(payload, JsonPayload)
    assert payload.keys is None


@settings(derandomize=True, max_examples=200)
@given(
    st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "BREW"]),
    st.sampled_from(["/", "/a", "/rpc/a"]) | st.text(max_size=10),
    st.lists(
        st.tuples(
            st.sampled_from([b"Prefer", b"Accept", b"Range", b"Content-Type", b"Cookie", b"Accept-Profile"])
            | st.binary(max_size=5),
            st.sampled_from([b"text/csv", b"text/plain", b"application/x-www-form-urlencoded"])
            | st.binary(max_size=12),
        ),
        max_size=4,
    ),
    st.sampled_from([b"[{}", b'{"a":', b'[{"a":1},', b'a,"b']) | st.binary(max_size=20),
)
def test_any_request_is_parsed_or_refused(
    method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """Whatever is sent, nothing but an error of the wire is raised."""
    result: RestRequest | RestError
    try:
        result = parse_request(method=method, path=path, raw_query="", headers=headers, body=body, config=ONE)
    except RestError as error:
        result = error
    assert isinstance(result, RestRequest) or 400 <= result.status < 500
