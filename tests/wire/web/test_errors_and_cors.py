"""CORS headers of responses, and error formats."""

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
    response = await client.request(
        method, path, **{**options, "headers": {"Origin": PAGE, **options.get("headers", {})}}
    )
    assert response.status_code == status
    assert isinstance(response.json()["error"], str)
    assert response.json()["id"] == response.headers["x-request-id"]
    assert response.headers["access-control-allow-origin"] == PAGE
    assert response.headers["vary"].startswith("Origin")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


async def test_an_errors_own_details_and_headers_are_sent(client: httpx2.AsyncClient) -> None:
    """An app's error keeps its code, details and headers."""
    response = await client.post("/orders", json={"seller": "nobody"})
    assert (response.json()["code"], response.json()["details"]) == ("sold_out", "since yesterday")
    assert response.headers["retry-after"] == "60"


async def test_a_wrong_method_lists_the_allowed_ones(client: httpx2.AsyncClient) -> None:
    """405 and an OPTIONS that is no preflight have an Allow header."""
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
    """500 has a generic message; the exception is logged with the request id, without secrets."""
    response = await client.get("/boom?access_token=t0ken99")
    assert "hunter2" not in response.text
    assert response.headers["x-request-id"] in response.json()["error"]
    (line,) = log.find("request_failed")
    assert line["request_id"] == response.headers["x-request-id"]
    assert "RuntimeError" in line["exception"]
    assert "hunter2" not in log.getvalue()
    assert "t0ken99" not in log.getvalue()


async def test_a_preflight_is_answered_for_every_path(client: httpx2.AsyncClient) -> None:
    """OPTIONS from a listed origin gets 204 with the contract's headers, for every path."""
    for path in ("/dashboard/", "/dashboard", "/data/a%2Fb", "/nothing", "/till/v1/sum"):
        response = await client.options(
            path,
            headers={
                "Origin": PAGE,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type,x-extra",
            },
        )
        assert (response.status_code, response.content) == (204, b"")
        assert response.headers["access-control-allow-origin"] == PAGE
        assert response.headers["access-control-allow-methods"] == "GET, POST, PUT, PATCH, DELETE, OPTIONS"
        allowed = {name.strip().lower() for name in response.headers["access-control-allow-headers"].split(",")}
        assert {"content-type", "authorization", "x-requested-with", "x-csrf-token", "x-csrftoken"} < allowed
        assert {"origin", "accept", "x-extra"} < allowed
        assert response.headers["access-control-allow-credentials"] == "true"
        assert response.headers["access-control-max-age"] == "86400"
        assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:5173.evil.example"])
async def test_other_origins_get_no_cors_headers(client: httpx2.AsyncClient, origin: str) -> None:
    """An unlisted origin gets no CORS headers, no preflight and cannot change anything."""
    read = await client.get("/dashboard/", headers={"Origin": origin})
    assert (read.status_code, read.headers["vary"]) == (200, "Origin")
    assert "access-control-allow-origin" not in read.headers
    preflight = await client.options("/x", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers
    changed = await client.post("/votes", data={"rating": "5"}, headers={"Origin": origin})
    assert (changed.status_code, changed.json()["code"]) == (403, "foreign_origin")


async def test_listed_own_and_absent_origins_may_change(client: httpx2.AsyncClient) -> None:
    """A form of a listed origin, this server or a program is accepted."""
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
