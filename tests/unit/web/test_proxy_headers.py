"""Forwarded headers of trusted and other proxies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from alcove.foundation.web import PROXY_USER, ProxyHeadersMiddleware

TRUSTED = ("10.0.0.0/8", "2001:db8::1", "127.0.0.1")


async def _scope_after(headers: dict[str, str], *, peer: str = "10.1.2.3", kind: str = "http", **options: Any) -> Scope:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the ASGI signature
        scopes.append(scope)

    async def nothing(*_: Any) -> Any:
        return {}

    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in {"Host": "inner", **headers}.items()]
    path = options.pop("path", "/api/status")
    scope = {"type": kind, "scheme": "ws" if kind == "websocket" else "http", "client": (peer, 1), "headers": raw}
    await ProxyHeadersMiddleware(app, trusted=options.pop("trusted", TRUSTED), **options)(
        {**scope, "path": path, "raw_path": path.encode()}, nothing, nothing
    )
    return scopes[0]


async def test_headers_of_a_trusted_proxy_are_applied() -> None:
    """Client address, scheme and host are those of the original request."""
    headers = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "books.example.org"}
    scope = await _scope_after(headers)
    assert (scope["client"][0], scope["scheme"]) == ("203.0.113.5", "https")
    assert dict(scope["headers"])[b"host"] == b"books.example.org"
    assert (await _scope_after(headers, kind="websocket"))["scheme"] == "wss"


async def test_headers_of_other_clients_are_ignored() -> None:
    """Forwarded headers of other clients are ignored."""
    headers = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "books.example.org"}
    for peer, trusted in (("192.0.2.7", TRUSTED), ("10.1.2.3", ())):
        scope = await _scope_after(headers, peer=peer, trusted=trusted)
        assert (scope["client"][0], scope["scheme"]) == (peer, "http")
        assert dict(scope["headers"])[b"host"] == b"inner"


@pytest.mark.parametrize(
    ("chain", "address"),
    [
        ("203.0.113.5, 10.9.9.9", "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5", "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5, 10.0.0.1, 127.0.0.1", "203.0.113.5"),
        ("10.0.0.7, 10.0.0.8", "10.0.0.7"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("[2001:db8::5]:80", "2001:db8::5"),
        ("2001:db8::5", "2001:db8::5"),
        ("unknown", "10.1.2.3"),
        ("203.0.113.5, unknown", "10.1.2.3"),
        ("", "10.1.2.3"),
    ],
)
async def test_the_client_is_the_last_untrusted_address(chain: str, address: str) -> None:
    """Entries before the last untrusted address can be forged."""
    assert (await _scope_after({"X-Forwarded-For": chain}))["client"][0] == address


@given(st.lists(st.ip_addresses().map(str) | st.text(alphabet="ab:.[] ", max_size=9), max_size=20))
async def test_forged_entries_do_not_change_the_client(made_up: list[str]) -> None:
    """The address that the proxy itself appended counts."""
    chain = ", ".join([*made_up, "203.0.113.5"])
    assert (await _scope_after({"X-Forwarded-For": chain}))["client"][0] == "203.0.113.5"


@pytest.mark.parametrize(
    ("path", "inner"),
    [
        ("/books/api/status", "/api/status"),
        ("/books", "/"),
        ("/api/status", "/api/status"),
        ("/bookshelf", "/bookshelf"),
    ],
)
async def test_the_base_path_is_removed(path: str, inner: str) -> None:
    """A path prefix that the proxy keeps is removed."""
    scope = await _scope_after({}, base="/books", path=path)
    assert (scope["path"], scope["raw_path"]) == (inner, inner.encode())


async def test_an_unknown_scheme_is_ignored() -> None:
    """Only http and https are accepted."""
    assert (await _scope_after({"X-Forwarded-Proto": "gopher"}))["scheme"] == "http"


async def test_the_user_of_a_trusted_proxy_is_passed_on() -> None:
    """The user is in an internal header; headers of other clients, duplicates and empty ones are ignored."""
    headers = {"Remote-User": " ann "}
    options = {"user_header": "Remote-User"}
    assert dict((await _scope_after(headers, **options))["headers"])[PROXY_USER] == b"ann"
    assert PROXY_USER not in dict((await _scope_after(headers))["headers"])
    assert PROXY_USER not in dict((await _scope_after(headers, peer="192.0.2.7", **options))["headers"])
    assert PROXY_USER not in dict((await _scope_after({"Remote-User": " "}, **options))["headers"])
    assert PROXY_USER not in dict((await _scope_after({**headers, "remote-user": "eve"}, **options))["headers"])
