"""Front end, health, OpenAPI and lifespan."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import ComponentHealth
from alcove.simulators.hosting import HostingError
from wire.web.conftest import Log, Serve
from wire.web.test_requests import raw_request

HTML = {"Accept": "text/html,application/xhtml+xml"}
INDEX = "<!doctype html><title>App</title>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Build a small front end, with private files around it."""
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text(INDEX)
    (site / "assets" / "app-1a2b.js").write_text("console.log(1);" * 200)
    (site / "favicon.svg").write_text("<svg/>")
    (site / ".env").write_text("SECRET=1")
    (tmp_path / "outside.txt").write_text("OUTSIDE")
    (site / "link.txt").symlink_to(tmp_path / "outside.txt")
    return site


async def test_the_page_wins_over_the_alias_and_the_slash_decides(serve: Serve, log: Log, folder: Path) -> None:  # noqa: ARG001
    """/dashboard is the page, /dashboard/ the API, for HEAD as well; POST never gets a page."""
    addresses = ("/", "/home", "/dashboard")
    async with serve(ServerSettings(serve_frontend_dir=folder), pages=addresses) as client:
        for path in addresses:
            page = await client.get(path)
            assert (page.status_code, page.text) == (200, INDEX), path
            assert "script-src 'self'" in page.headers["content-security-policy"]
            assert page.headers["x-frame-options"] == "DENY"
        for path in ("/dashboard/", "/api/dashboard", "/api/dashboard/"):
            assert (await client.get(path, headers=HTML)).json() == {"from": "api"}
        assert (await client.head("/dashboard")).headers["content-type"].startswith("text/html")
        assert (await client.post("/dashboard")).status_code == 405


async def test_without_a_page_the_alias_is_the_api_and_the_root_says_so(client: httpx2.AsyncClient) -> None:
    """Without a front end: /dashboard is the API, / a page that links to /docs, other pages are unknown."""
    assert (await client.get("/dashboard")).json() == {"from": "api"}
    root = await client.get("/")
    assert root.status_code == 200
    assert 'href="/docs"' in root.text
    assert root.headers["content-security-policy"].startswith("default-src 'none'")
    assert (await client.get("/home", headers=HTML)).status_code == 404


async def test_files_are_served_with_etags_and_other_addresses_get_the_index(
    serve: Serve, log: Log, folder: Path  # noqa: ARG001
) -> None:  # fmt: skip
    """Files are revalidated, hashed ones cached forever; unknown page addresses get the index."""
    async with serve(ServerSettings(serve_frontend_dir=folder)) as client:
        script = await client.get("/assets/app-1a2b.js")
        assert "javascript" in script.headers["content-type"]
        assert "immutable" in script.headers["cache-control"]
        icon = await client.get("/favicon.svg")
        assert icon.headers["cache-control"] == "no-cache"
        second = await client.get("/favicon.svg", headers={"If-None-Match": f"W/{icon.headers['etag']}"})
        assert (second.status_code, second.content) == (304, b"")
        packed = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
        assert (packed.headers["content-encoding"], packed.text) == ("gzip", script.text)
        assert (await client.get("/some/page", headers=HTML)).text == INDEX
        assert (await client.get("/some/page")).status_code == 404
        assert (await client.get("/assets/gone.js", headers=HTML)).status_code == 404
        assert (await client.put("/favicon.svg", headers=HTML)).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/../outside.txt", "/..%2foutside.txt", "/%2e%2e/outside.txt", "/assets/../../outside.txt", "/link.txt", "/.env",
     "/assets/..%5c..%5coutside.txt", "//etc/passwd", "/%2fetc%2fpasswd", "/favicon.svg%00.js", "/assets/"],
)  # fmt: skip
async def test_nothing_outside_the_folder_is_reached(serve: Serve, log: Log, folder: Path, path: str) -> None:  # noqa: ARG001
    """No notation of a path and no symlink reaches files outside the folder or hidden files."""
    async with serve(ServerSettings(serve_frontend_dir=folder)) as client:
        response = await raw_request(client, f"GET {path} HTTP/1.1\r\nHost: localhost")
        assert response.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
        assert b"OUTSIDE" not in response
        assert b"root:" not in response


async def test_a_missing_build_is_tolerated(serve: Serve, log: Log, tmp_path: Path) -> None:  # noqa: ARG001
    """A folder without an index counts as no front end."""
    async with serve(ServerSettings(serve_frontend_dir=tmp_path / "absent")) as client:
        assert 'href="/docs"' in (await client.get("/")).text
        assert (await client.get("/dashboard")).json() == {"from": "api"}


async def test_health_lists_each_part(serve: Serve, log: Log) -> None:  # noqa: ARG001
    """Ready is 503 if a part is down, 200 if one is degraded; live is always 200."""
    state = {"database": "ok"}

    async def database() -> ComponentHealth:
        return ComponentHealth("database", "ok" if state["database"] == "ok" else "down", "PostgreSQL 18")

    async def jobs() -> ComponentHealth:
        return ComponentHealth("jobs", "degraded", "no worker")

    async with serve(probes=[database, jobs]) as client:
        ready = await client.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json() == {
            "status": "degraded",
            "parts": [
                {"name": "database", "state": "ok", "detail": "PostgreSQL 18"},
                {"name": "jobs", "state": "degraded", "detail": "no worker"},
            ],
        }
        state["database"] = "gone"
        down = await client.get("/health/ready")
        assert (down.status_code, down.json()["status"]) == (503, "down")
        assert (await client.get("/health/live")).json() == {"status": "alive"}


async def test_the_description_and_its_page_are_served(client: httpx2.AsyncClient) -> None:
    """/openapi.json lists the endpoints; the CSP of /docs allows its own script only."""
    described = (await client.get("/openapi.json")).json()
    assert {"/search/results", "/votes", "/till/v1/sum", "/health/ready"} <= set(described["paths"])
    page = await client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'sha256-" in policy
    assert "unsafe" not in policy


async def test_the_lifespan_context_is_open_while_the_server_runs(serve: Serve, log: Log) -> None:  # noqa: ARG001
    """The context is open while the server runs; its mapping is the request state."""
    events: list[str] = []

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[dict[str, str]]:
        events.append("open")
        yield {"greeting": "hello"}
        events.append("closed")

    async with serve(lifespan=lifespan) as client:
        assert events == ["open"]
        assert (await client.get("/state")).json() == {"greeting": "hello"}
    for _ in range(100):
        if events == ["open", "closed"]:
            break
        await asyncio.sleep(0.01)
    assert events == ["open", "closed"]


async def test_a_failing_startup_is_logged(serve: Serve, log: Log) -> None:
    """When the context cannot be entered, the server does not start, and the error is logged."""

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        if not log.lines:
            raise RuntimeError("no database")
        yield

    with pytest.raises(HostingError):
        async with serve(lifespan=lifespan):
            pass
    (line,) = log.find("lifespan_failed")
    assert "no database" in line["exception"]
