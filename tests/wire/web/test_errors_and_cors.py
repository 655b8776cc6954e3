"""Every response has the headers a browser needs, and every error the shape of its app."""

from typing import Any

import httpx2
import pytest

from alcove.foundation.settings import Secret, ServerSettings
from wire.web.conftest import Log, Serve

PAGE = "http://localhost:5173"
BIG = b"x" * (1024 * 1024 + 1)

FAILURES: list[tuple[str, dict[str, Any], int]] = [
    ("GET /nothing/here", {}, 404),
    ("PUT /dashboard/", {}, 405),
    ("POST /orders", {"content": BIG}, 413),
    ("GET /search/results?q=" + "a" * 61500, {}, 414),
    ("POST /orders", {"content": b"{"}, 400),
    ("POST /orders", {"content": b""}, 400),
    ("POST /orders", {"json": {"seller": "nobody"}}, 409),
    ("POST /votes", {"data": {"rating": "x"}}, 400),
    ("GET /items/%00", {}, 400),
    ("GET /boom", {}, 500),
    ("GET /dashboard/", {"headers": {"Host": "evil.example"}}, 421),
]


@pytest.mark.parametrize(("request_line", "options", "status"), FAILURES)
async def test_every_failure_has_the_apps_shape_and_cors(
    client: httpx2.AsyncClient, request_line: str, options: dict[str, Any], status: int
) -> None:  # fmt: skip
    """A listed origin can read every error: JSON with `error`, CORS headers, a request id."""
    method, _, path = request_line.partition(" ")
    answer = await client.request(
        method, path, **{**options, "headers": {"Origin": PAGE, **options.get("headers", {})}}
    )
    assert answer.status_code == status
    assert isinstance(answer.json()["error"], str)
    assert answer.json()["id"] == answer.headers["x-request-id"]
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["vary"].startswith("Origin")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_errors_own_details_and_headers_are_sent(client: httpx2.AsyncClient) -> None:
    """An app's error keeps its code, its details and the headers it brings."""
    answer = await client.post("/orders", json={"seller": "nobody"})
    assert (answer.json()["code"], answer.json()["details"]) == ("sold_out", "since yesterday")
    assert answer.headers["retry-after"] == "60"


async def test_a_wrong_method_lists_the_allowed_ones(client: httpx2.AsyncClient) -> None:
    """405 has an Allow header; so has an OPTIONS that is no preflight."""
    assert (await client.delete("/orders/")).headers["allow"] == "OPTIONS, POST"
    preflight = await client.options("/dashboard")
    assert (preflight.status_code, preflight.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("method", "path", "text"),
    [
        ("GET", "/till/v1/unknown", "TILL not_found"),
        ("GET", "/till", "TILL not_found"),
        ("POST", "/till/v1/sum", "TILL method_not_allowed"),
        ("GET", "/till/v1/broken", "TILL internal"),
    ],
)
async def test_errors_have_the_format_of_the_app_that_owns_the_path(
    client: httpx2.AsyncClient, method: str, path: str, text: str
) -> None:
    """Below an app's prefix, unknown paths and crashes have that app's error format."""
    assert (await client.request(method, path)).text == text


async def test_a_crash_shows_only_its_id(client: httpx2.AsyncClient, log: Log) -> None:
    """500 shows a generic text; the log has the exception under the same request id, without its secret."""
    answer = await client.get("/boom?access_token=t0ken99")
    assert "hunter2" not in answer.text
    assert answer.headers["x-request-id"] in answer.json()["error"]
    (line,) = log.find("request_failed")
    assert line["request_id"] == answer.headers["x-request-id"]
    assert "RuntimeError" in line["exception"]
    assert "hunter2" not in log.getvalue()
    assert "t0ken99" not in log.getvalue()


async def test_a_preflight_is_answered_for_every_path(client: httpx2.AsyncClient) -> None:
    """OPTIONS from a listed page gets 204 with the contract's headers, whether or not the path exists."""
    for path in ("/dashboard/", "/dashboard", "/data/a%2Fb", "/nothing", "/till/v1/sum"):
        answer = await client.options(
            path,
            headers={
                "Origin": PAGE,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type,x-extra",
            },
        )
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT, PATCH, DELETE, OPTIONS"
        allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
        assert {"content-type", "authorization", "x-requested-with", "x-csrf-token", "x-csrftoken"} < allowed
        assert {"origin", "accept", "x-extra"} < allowed
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["access-control-max-age"] == "86400"
        assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:5173.evil.example"])
async def test_other_origins_get_no_cors_headers(client: httpx2.AsyncClient, origin: str) -> None:
    """A page that is not listed gets no CORS header, no preflight and may not change anything."""
    read = await client.get("/dashboard/", headers={"Origin": origin})
    assert (read.status_code, read.headers["vary"]) == (200, "Origin")
    assert "access-control-allow-origin" not in read.headers
    preflight = await client.options("/x", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers
    changed = await client.post("/votes", data={"rating": "5"}, headers={"Origin": origin})
    assert (changed.status_code, changed.json()["code"]) == (403, "foreign_origin")


async def test_listed_own_and_absent_origins_may_change(client: httpx2.AsyncClient) -> None:
    """A form from a listed page, from our own, or from a program is taken."""
    own_origin = str(client.base_url).rstrip("/")
    for headers in ({"Origin": PAGE}, {"Origin": own_origin}, {}):
        assert (await client.post("/votes", data={"rating": "5"}, headers=headers)).status_code == 200


async def test_a_token_is_required_except_for_health_page_and_preflights(serve: Serve, log: Log) -> None:  # noqa: ARG001
    """With a token, other callers get 401; a listed origin can read the response."""
    settings = ServerSettings(alcove_token=Secret("s3cret-token"))
    async with serve(settings) as client:
        for path in ("/dashboard/", "/metrics", "/docs", "/openapi.json", "/nothing"):
            refused = await client.get(path, headers={"Origin": PAGE})
            assert refused.status_code == 401, path
            assert refused.headers["www-authenticate"].startswith("Basic ")
            assert refused.headers["access-control-allow-origin"] == PAGE
            assert refused.json()["code"] == "sign_in_needed"
        for path in ("/health", "/health/live", "/health/ready/", "/"):
            assert (await client.get(path)).status_code == 200
        preflight = await client.options("/x", headers={"Origin": PAGE, "Access-Control-Request-Method": "GET"})
        assert preflight.status_code == 204
        bearer = {"Authorization": "Bearer s3cret-token", "Host": "any.example"}
        assert (await client.get("/dashboard/", headers=bearer)).status_code == 200
        from_page = await client.get("/dashboard/", headers={"X-Alcove-Page": "1"})
        assert (from_page.status_code, "www-authenticate" in from_page.headers) == (401, False)
        assert (await client.get("/dashboard/", auth=("me", "s3cret-token"))).status_code == 200
        assert (await client.get("/dashboard/", auth=("s3cret-token", "me"))).status_code == 401
        foreign = {**bearer, "Origin": "http://evil.example"}
        assert (await client.post("/votes", data={"rating": "5"}, headers=foreign)).status_code == 403


async def test_no_path_ever_redirects(client: httpx2.AsyncClient) -> None:
    """Neither a missing nor an additional slash causes a redirect."""
    for path in (
        "/dashboard",
        "/dashboard/",
        "/dashboard//",
        "/api/dashboard/",
        "/items/5/",
        "/items//",
        "//",
        "/docs/",
    ):
        assert not (await client.get(path)).is_redirect
