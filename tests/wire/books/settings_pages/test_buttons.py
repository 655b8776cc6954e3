"""The buttons of the settings pages send real requests with the values of the form."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from fixtures.books.catalogues.app import build, environment
from fixtures.books.catalogues.config import CataloguesConfig
from fixtures.books.solver.flaresolverr import FlareSolverrSimulator
from support.servers import serve_async
from support.sockets import free_port
from wire.books.settings_pages.conftest import Serve

LOCAL = {"ALCOVE_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}


@pytest.fixture
async def catalogues() -> AsyncIterator[str]:
    """Provide the URL of simulated catalogues."""
    async with serve_async(build(CataloguesConfig(count=5))) as url:
        yield url


async def _press(client: httpx2.AsyncClient, path: str, **form: Any) -> tuple[int, bool, str]:
    answer = await client.post(f"/api/settings/{path}", json=form)
    result = answer.json()
    return answer.status_code, result["success"], result["message"]


async def test_catalogues_are_tested(serve: Serve, catalogues: str) -> None:
    """Each catalogue in the form is reported by name; one failure makes the result a failure."""
    path = "download_sources/action/test_sources"
    only = [{"id": "gutenberg", "enabled": True}, {"id": "standardebooks", "enabled": False}]
    async with serve(**LOCAL, **environment(catalogues)) as served, served.client() as client:
        assert await _press(client, path, SOURCES=only) == (200, True, "Project Gutenberg: answers")
        assert await _press(client, path, SOURCES=[]) == (400, False, "No catalogue is enabled")
        assert (await _press(client, path, SOURCES=[{"id": "elsewhere", "enabled": True}]))[:2] == (400, False)
        saved = (await client.get("/api/settings/download_sources")).json()["fields"][0]["value"]
        assert [catalogue["enabled"] for catalogue in saved] == [True] * 4
    outage = f"http://127.0.0.1:{free_port()}/gutendex"
    async with serve(**LOCAL, GUTENDEX_URL=outage) as served, served.client() as client:
        status, success, message = await _press(client, path, SOURCES=only)
        assert (status, success) == (400, False)
        assert message.startswith("Project Gutenberg: ")
        assert message != "Project Gutenberg: answers"


async def test_open_library_is_tested(serve: Serve, catalogues: str) -> None:
    """The button finds a book at Open Library."""
    async with serve(**LOCAL, **environment(catalogues)) as served, served.client() as client:
        status, success, message = await _press(client, "openlibrary/action/test_openlibrary", OPENLIBRARY_ENABLED=True)
        assert (status, success) == (200, True)
        assert message.startswith("Open Library answers: ")


async def test_opds_catalogues_are_tested(serve: Serve) -> None:
    """Without an enabled catalogue, the action fails with a message."""
    async with serve() as served, served.client() as client:
        path = "download_sources/action/test_opds"
        assert await _press(client, path) == (400, False, "No catalogue is enabled")


async def test_the_solver_is_tested(serve: Serve) -> None:
    """The service reports its version; an unreachable one is an error; its URL comes from the environment."""
    path = "cloudflare_bypass/action/test_bypasser"
    form = {"USE_CF_BYPASS": True, "USING_EXTERNAL_BYPASSER": True}
    async with (
        serve_async(FlareSolverrSimulator()) as url,
        serve(EXT_BYPASSER_URL=url) as served,
        served.client() as client,
    ):
        status, success, message = await _press(client, path, **form, EXT_BYPASSER_URL="http://127.0.0.1:1")
        assert (status, success) == (200, True)
        assert message.startswith("The service answers")
    async with serve(EXT_BYPASSER_URL=f"http://127.0.0.1:{free_port()}") as served, served.client() as client:
        status, success, message = await _press(client, path, **form)
        assert (status, success) == (400, False)
        assert message.startswith("The service does not answer")
        assert (await _press(client, path, **{**form, "USING_EXTERNAL_BYPASSER": False}))[2] in (
            "Chromium is there",
            "There is no Chromium on this machine",
        )
