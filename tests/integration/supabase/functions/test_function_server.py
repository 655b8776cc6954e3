"""Functions over HTTP: what they get and return, and every refusal."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from alcove.wires.supabase.functions import Function, FunctionAccess
from integration.supabase.functions.example_functions import (
    ANON,
    PREFIX,
    PUBLISHABLE,
    SERVICE,
    USER,
    USER_ID,
    Examples,
    echo,
    make_token,
)
from support.golden import check
from support.http_client import blocking_http_client, http_client
from support.servers import serve, serve_async
from support.until import until_async

GOLDEN: Final = Path(__file__).parent / "golden"
EXPIRED: Final = make_token("authenticated", exp=1)
FORGED: Final = f"{ANON.rpartition('.')[0]}.{'A' * 43}"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    """Yield a client of a server that the tests share."""
    with serve(Examples().build_server()) as url, blocking_http_client(f"{url}{PREFIX}") as opened:
        yield opened


@pytest.fixture
async def examples() -> AsyncIterator[tuple[Examples, httpx2.AsyncClient]]:
    """Yield functions of the test alone, and a client of them."""
    own = Examples()
    async with serve_async(own.build_server()) as url, http_client(f"{url}{PREFIX}", headers=bearer(ANON)) as opened:
        yield own, opened


def bearer(token: str) -> dict[str, str]:
    """Return the header with a token."""
    return {"Authorization": f"Bearer {token}"}


REFUSALS: Final[list[tuple[str, str, str, dict[str, Any]]]] = [
    ("no-token", "POST", "/echo", {}),
    ("no-token-jwt-apikey", "POST", "/echo", {"headers": {"apikey": ANON}}),
    ("expired-token", "POST", "/echo", {"headers": bearer(EXPIRED)}),
    ("forged-token", "POST", "/echo", {"headers": bearer(FORGED)}),
    ("empty-token", "POST", "/echo", {"headers": {"Authorization": "Bearer"}}),
    ("other-scheme", "POST", "/echo", {"headers": {"Authorization": "Basic YTpi"}}),
    ("unknown-key", "POST", "/echo", {"headers": bearer("sb_publishable_unknown")}),
    ("unknown-function", "POST", "/nothing", {"headers": bearer(ANON)}),
    ("unknown-function-without-token", "POST", "/nothing", {}),
    ("no-name", "POST", "", {"headers": bearer(ANON)}),
    ("encoded-slash-in-name", "POST", "/echo%2Frest", {"headers": bearer(ANON)}),
    ("wrong-case", "POST", "/Echo", {"headers": bearer(ANON)}),
    ("anon-calls-user-function", "POST", "/user-only", {"headers": bearer(ANON)}),
    ("user-calls-service-function", "POST", "/service-only", {"headers": bearer(USER)}),
    ("method", "GET", "/user-only", {"headers": bearer(USER)}),
    ("other-method", "TRACE", "/echo", {"headers": bearer(USER)}),
    ("body-too-large", "POST", "/small", {"headers": bearer(ANON), "content": b"x" * 1001}),
    ("body-too-large-in-chunks", "POST", "/small", {"headers": bearer(ANON), "content": iter([b"x" * 600] * 2)}),
    ("streamed-body-too-large", "POST", "/upload", {"headers": bearer(ANON), "content": b"x" * (4 * 2**20)}),
    ("failed", "POST", "/fails", {"headers": bearer(ANON)}),
    ("database-away", "POST", "/away", {"headers": bearer(ANON)}),
    ("timeout", "POST", "/slow", {"headers": bearer(ANON)}),
]


@pytest.mark.parametrize("case", REFUSALS, ids=[row[0] for row in REFUSALS])
def test_every_refusal_is_pinned(client: httpx2.Client, case: tuple[str, str, str, dict[str, Any]]) -> None:
    """Status, headers and body of each refusal are as in its file, and pages of other origins can read them."""
    name, method, path, options = case
    options = dict(options)
    headers = {"Origin": "http://page.example", **options.pop("headers", {})}
    response = client.request(method, path, headers=headers, **options)
    assert response.headers["access-control-allow-origin"] == "*"
    assert not [secret for secret in ("password", "10.0.0.1", "Traceback") if secret in response.text]
    names = ("content-type", "sb-error-code", "x-relay-error", "allow", "retry-after")
    sent = {header: response.headers[header] for header in names if header in response.headers}
    check(GOLDEN / f"{name}.json", {"status": response.status_code, "headers": sent, "body": response.json()})


@pytest.mark.parametrize(
    ("headers", "role", "user"),
    [
        (bearer(ANON), "anon", None),
        (bearer(SERVICE), "service_role", None),
        (bearer(USER), "authenticated", USER_ID),
        (bearer(make_token("student")), "student", None),
        (bearer(PUBLISHABLE), "anon", None),
        ({"apikey": PUBLISHABLE, **bearer(PUBLISHABLE)}, "anon", None),
        ({"apikey": PUBLISHABLE}, "anon", None),
        ({"apikey": "wrong", **bearer(USER)}, "authenticated", USER_ID),
    ],
)
def test_every_token_and_key_of_the_project_passes(
    client: httpx2.Client, headers: dict[str, str], role: str, user: str | None
) -> None:
    """The anon key passes, as does an opaque key, also without an Authorization header."""
    got = client.post("/echo", headers=headers).json()
    assert (got["role"], got["user"]) == (role, user)


@pytest.mark.parametrize("token", [None, EXPIRED, FORGED, ANON, USER])
def test_a_function_may_verify_no_token(client: httpx2.Client, token: str | None) -> None:
    """Without verify_jwt every call arrives, and a caller is known only by a valid token."""
    got = client.post("/open", headers=bearer(token) if token else {}).json()
    assert got["role"] == {ANON: "anon", USER: "authenticated"}.get(token or "")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_function_gets_the_whole_request(client: httpx2.Client, method: str) -> None:
    """Method, decoded path after the name, query without what is the client's, body and address arrive."""
    path = f"/echo/a%20b/c%2Fd?x=1&x=%C3%A4&apikey={PUBLISHABLE}&forceFunctionRegion=eu-west-1"
    headers = {**bearer(USER), "content-type": "text/plain", "x-region": "eu-west-1"}
    got = client.request(method, path, headers=headers, content=b"\x00\xff").json()
    assert got == {
        "method": method,
        "path": "/a b/c/d",
        "query": [["x", "1"], ["x", "ä"]],
        "type": "text/plain",
        "region": "eu-west-1",
        "role": "authenticated",
        "user": USER_ID,
        "client": "127.0.0.1",
        "body": "\x00\xff",
    }


def test_names_may_be_encoded(client: httpx2.Client) -> None:
    """A name with encoded letters, and one with a slash after it, are found."""
    assert client.post("/ec%68o", headers=bearer(ANON)).json()["path"] == "/"
    assert client.post("/echo/", headers=bearer(ANON)).json()["path"] == "/"
    assert client.head("/echo", headers=bearer(ANON)).status_code == 200


def test_options_always_passes(client: httpx2.Client) -> None:
    """A preflight and a plain OPTIONS need no token, whatever the name."""
    preflight = {"Origin": "http://page.example", "Access-Control-Request-Method": "POST"}
    for path, headers in (("/echo", preflight), ("/nothing", preflight), ("/user-only", {}), ("/nothing", {})):
        response = client.options(path, headers=headers)
        assert (response.status_code, response.content) == (204, b"")
    assert "x-region" in client.options("/echo", headers=preflight).headers["access-control-allow-headers"]


def test_responses_of_every_kind_arrive_as_they_are(client: httpx2.Client) -> None:
    """A text, bytes, and a stream of events keep their status, headers and bytes."""
    text = client.post("/text", headers=bearer(ANON))
    assert (text.status_code, text.text, text.headers["x-own"]) == (201, "hello", "1")
    assert client.post("/bytes", headers=bearer(ANON)).content == bytes(range(256))
    events = client.post("/stream", headers=bearer(ANON), content=b"3")
    assert events.headers["content-type"].startswith("text/event-stream")
    assert events.text == "data: 0\n\ndata: 1\n\ndata: 2\n\n"


def test_a_streamed_body_arrives_in_parts(client: httpx2.Client) -> None:
    """A function that streams its body never has it as a whole."""
    got = client.post("/upload", headers=bearer(ANON), content=b"x" * 2**21).json()
    assert got["total"] == 2**21
    assert got["body"] == 0
    assert got["largest"] < 2**20


def test_a_limit_counts_users_and_else_addresses(client: httpx2.Client) -> None:
    """Headers tell the use; the call after the last one gets 429 with the time to wait; users are counted apart."""
    first, second, third = (client.post("/limited", headers=bearer(USER)) for _ in range(3))
    assert [one.status_code for one in (first, second, third)] == [200, 200, 429]
    assert [one.headers["x-ratelimit-remaining"] for one in (first, second, third)] == ["1", "0", "0"]
    assert first.headers["x-ratelimit-limit"] == "2"
    body = third.json()
    assert set(body) == {"error", "message", "retryAfter", "resetAt"}
    assert body["error"] == "Too many requests"
    assert third.headers["retry-after"] == str(body["retryAfter"])
    assert 0 < body["retryAfter"] <= 60
    assert third.headers["x-ratelimit-reset"].isdigit()
    other = make_token("authenticated", sub="00000000-0000-4000-8000-000000000001")
    assert client.post("/limited", headers=bearer(other)).status_code == 200
    forged = [{**bearer(ANON), "X-Forwarded-For": f"203.0.113.{number}"} for number in range(3)]
    assert [client.post("/limited", headers=headers).status_code for headers in forged] == [200, 200, 429]


def test_a_response_that_breaks_off_is_incomplete(client: httpx2.Client) -> None:
    """A failure after the response has begun is not taken for its end."""
    with pytest.raises(httpx2.RemoteProtocolError):
        client.post("/breaks", headers=bearer(ANON))


@pytest.mark.parametrize("name", ["waits", "stream"])
async def test_a_function_ends_when_its_client_leaves(examples: tuple[Examples, httpx2.AsyncClient], name: str) -> None:
    """A client that closes its connection ends the function, before and in the middle of its response."""
    own, client = examples
    with suppress(httpx2.ReadTimeout):
        async with client.stream("POST", f"/{name}", timeout=0.3) as response:
            assert await anext(response.aiter_lines()) == "data: 0"
    await until_async(lambda: own.cancelled == [name])


async def test_only_so_many_run_at_the_same_time(examples: tuple[Examples, httpx2.AsyncClient]) -> None:
    """A call too many is refused at once, as one that the function never got."""
    own, client = examples
    first = asyncio.create_task(client.post("/waits"))
    await own.running.wait()
    second = await client.post("/waits")
    assert (second.status_code, second.json()["code"]) == (503, "WORKER_LIMIT")
    assert second.headers["x-relay-error"] == "true"
    assert second.headers["retry-after"] == "1"
    assert (await client.post("/echo")).status_code == 200
    first.cancel()


@pytest.mark.parametrize(
    "options",
    [
        {"name": "a/b"},
        {"name": ""},
        {"name": "a", "methods": ()},
        {"name": "a", "methods": ("TRACE",)},
        {"name": "a", "verify_jwt": False, "access": FunctionAccess.USER},
    ],
)
def test_a_wrong_declaration_is_refused(options: dict[str, Any]) -> None:
    """A name that no address has, a method that no client sends, and an access that nobody checks."""
    with pytest.raises(ValueError, match=r"."):
        Function(handler=echo, **options)
