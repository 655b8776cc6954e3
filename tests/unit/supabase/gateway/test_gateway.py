"""The gateway before the services: keys of every kind, cross-origin requests, and its own errors."""

import json
from collections.abc import Sequence
from typing import Any

import jwt
import pytest
from starlette.types import Receive, Scope, Send

from alcove.wires.supabase.callers import CALLER
from alcove.wires.supabase.gateway import ApiKeys, Gateway, GatewaySettings
from alcove.wires.supabase.tokens import TokenSettings, TokenVerifier
from support.clock import FakeClock

SECRET = "a-secret-text-of-more-than-32-characters"
ANON = jwt.encode({"role": "anon"}, SECRET)
SERVICE = jwt.encode({"role": "service_role"}, SECRET)
USER = jwt.encode({"role": "authenticated", "sub": "me"}, SECRET)
FOREIGN = jwt.encode({"role": "anon"}, "another-secret-of-more-than-32-characters")
KEYS = ApiKeys(publishable=("sb_publishable_a",), secret=("sb_secret_b",), literal_anon=(FOREIGN,))
NO_KEY = {"message": "No API key found in request", "hint": "No `apikey` request header or url param was found."}
WRONG_KEY = {
    "message": "Invalid API key",
    "hint": "Double check your Supabase `anon` or `service_role` API key.",
}


class Service:
    """A service that says which caller and query string reached it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what the gateway passed on."""
        del receive
        caller = scope.get(CALLER)
        body = json.dumps({"role": caller.role if caller else None, "query": scope["query_string"].decode()})
        headers = [(b"content-type", b"application/json"), (b"access-control-allow-origin", b"http://own")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})


async def ask(
    headers: dict[str, str] | None = None,
    *,
    method: str = "GET",
    query: str = "",
    kind: str = "http",
    requires_key: bool = True,
    accepts_bearer: bool = False,
    origins: Sequence[str] = ("*",),
) -> tuple[int, dict[str, str], Any]:
    """Return status, headers and body of the response to a request."""
    settings = GatewaySettings(
        keys=KEYS, requires_key=requires_key, accepts_bearer=accepts_bearer, origins=tuple(origins)
    )
    verifier = TokenVerifier(TokenSettings(secret=SECRET), clock=FakeClock())
    gateway = Gateway(Service(), settings=lambda: settings, verifier=lambda: verifier)
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": kind, "method": method, "path": "/", "query_string": query.encode(), "headers": pairs}
    await gateway(scope, receive, send)
    if sent[0]["type"] == "websocket.close":
        return sent[0]["code"], {}, None
    got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = sent[1].get("body", b"")
    return sent[0]["status"], got, json.loads(body) if body else None


@pytest.mark.parametrize(
    ("key", "bearer", "role"),
    [
        (ANON, None, "anon"),
        (ANON, ANON, "anon"),
        (SERVICE, SERVICE, "service_role"),
        (ANON, USER, None),
        ("sb_publishable_a", None, "anon"),
        ("sb_publishable_a", "sb_publishable_a", "anon"),
        ("sb_publishable_a", USER, None),
        ("sb_secret_b", None, "service_role"),
        ("sb_secret_b", "sb_secret_b", "service_role"),
        ("sb_secret_b", USER, None),
        (FOREIGN, FOREIGN, "anon"),
        (FOREIGN, None, "anon"),
        (FOREIGN, USER, None),
        (ANON, "sb_publishable_a", "anon"),
        (ANON, "sb_unknown", None),
    ],
)
async def test_callers(key: str, bearer: str | None, role: str | None) -> None:
    """A key says who calls unless a session does, whose token the service verifies."""
    headers = {"apikey": key} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    status, _, body = await ask(headers)
    assert (status, body["role"]) == (200, role)


@pytest.mark.parametrize("key", ["x", "sb_secret_c", ANON + "x", jwt.encode({"role": "anon"}, "x" * 40), "a.b.c"])
async def test_wrong_keys(key: str) -> None:
    """A key that is not one of the project's is refused, unless no key is required."""
    for kwargs in ({"headers": {"apikey": key}}, {"query": f"apikey={key}"}):
        status, headers, body = await ask(**kwargs)
        assert (status, body) == (401, WRONG_KEY)
        assert headers["content-type"] == "application/json; charset=utf-8"
        assert headers["access-control-allow-origin"] == "*"
    assert (await ask({"apikey": key}, requires_key=False))[0] == 200


async def test_expired_key() -> None:
    """A key that has expired is no key any more."""
    key = jwt.encode({"role": "anon", "exp": 1}, SECRET)
    assert (await ask({"apikey": key}))[::2] == (401, WRONG_KEY)


async def test_missing_key() -> None:
    """Without a key there is no service, with or without a session, unless no key is required."""
    for headers in ({}, {"Authorization": f"Bearer {USER}"}, {"apikey": ""}):
        assert (await ask(headers))[::2] == (401, NO_KEY)
        assert (await ask(headers, requires_key=False))[0] == 200


async def test_a_bearer_in_place_of_a_key() -> None:
    """Where a service says so, a bearer is enough; a wrong key beside it is still refused, and nothing at all, too."""
    for bearer, role in ((USER, None), ("sb_secret_b", "service_role"), ("sb_unknown", None)):
        status, _, body = await ask({"Authorization": f"Bearer {bearer}"}, accepts_bearer=True)
        assert (status, body["role"]) == (200, role)
    wrong = {"apikey": "x", "Authorization": f"Bearer {USER}"}
    assert (await ask(wrong, accepts_bearer=True))[::2] == (401, WRONG_KEY)
    for headers in ({}, {"Authorization": "Basic abc"}, {"Authorization": "Bearer "}):
        assert (await ask(headers, accepts_bearer=True))[::2] == (401, NO_KEY)


async def test_key_in_the_query() -> None:
    """A key may be a parameter, which the service does not see."""
    status, _, body = await ask(query=f"select=*&apikey={ANON}&id=eq.1")
    assert (status, body) == (200, {"role": "anon", "query": "select=*&id=eq.1"})


async def test_preflights() -> None:
    """A preflight needs no key; an origin that is not listed gets no permission."""
    preflight = {"Origin": "http://page", "Access-Control-Request-Method": "POST"}
    status, headers, body = await ask(preflight, method="OPTIONS")
    assert (status, body, headers["access-control-allow-origin"]) == (204, None, "*")
    assert headers["vary"] == "Origin"
    assert headers["access-control-max-age"] == "86400"
    allowed = set(headers["access-control-allow-headers"].split(", "))
    assert allowed >= {
        "apikey", "authorization", "content-type", "x-client-info", "x-supabase-api-version", "accept-profile",
        "content-profile", "prefer", "range", "x-upsert", "x-signature", "x-timestamp", "x-nonce", "x-region",
        "x-retry-count", "traceparent", "tracestate", "baggage", "cache-control", "content-encoding", "x-metadata",
        "tus-resumable", "upload-length", "upload-metadata", "upload-offset",
    }  # fmt: skip
    assert set(headers["access-control-allow-methods"].split(", ")) == {
        "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS",
    }  # fmt: skip
    assert "access-control-allow-credentials" not in headers
    _, listed, _ = await ask(preflight, method="OPTIONS", origins=("http://page",))
    assert listed["access-control-allow-origin"] == "http://page"
    status, other, _ = await ask(preflight, method="OPTIONS", origins=("http://other",))
    assert (status, other) == (204, {"vary": "Origin"})


async def test_responses_to_pages() -> None:
    """Responses and errors have the gateway's permissions and not those of the service."""
    for headers, origins, expected in (
        ({"apikey": ANON}, ("*",), "*"),
        ({}, ("*",), "*"),
        ({"apikey": ANON, "Origin": "http://page"}, ("http://page/",), "http://page"),
        ({"apikey": ANON, "Origin": "http://evil"}, ("http://page",), None),
        ({"apikey": ANON}, ("http://page",), None),
    ):
        _, got, _ = await ask(headers, origins=origins)
        assert got.get("access-control-allow-origin") == expected
        assert got["vary"] == "Origin"
        if expected:
            assert "Content-Range" in got["access-control-expose-headers"]


async def test_options_without_a_page() -> None:
    """OPTIONS that is no preflight is a request of the service, with a key."""
    assert (await ask(method="OPTIONS"))[0] == 401
    assert (await ask({"apikey": ANON}, method="OPTIONS"))[0] == 200


async def test_websockets() -> None:
    """A websocket without a key is refused before it is accepted."""
    assert (await ask(kind="websocket"))[0] == 1008
    assert (await ask(kind="websocket", query=f"apikey={ANON}"))[0] == 200
