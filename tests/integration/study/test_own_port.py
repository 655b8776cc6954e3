"""STUDY_PORT: the prefixes and a built page at an address of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alcove.apps.study.own_port import OWN_PORT, list_listeners
from alcove.main.build import build_server, open_deps
from alcove.main.configuration import read_configuration
from support.http_client import blocking_http_client
from support.servers import serve_opened

PAGE = "<!doctype html><title>Study</title><script>start()</script>"


def test_the_prefixes_and_the_page_are_served(dsn: str, tmp_path: Path) -> None:
    """The page is at the root and at its own addresses, the prefixes answer, and no token of the server is needed."""
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "index.html").write_text(PAGE)
    configuration = read_configuration(
        {
            "ALCOVE_DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": dsn, "ALCOVE_TOKEN": "t" * 30,
            "STUDY_PORT": "8123", "STUDY_DIST": str(dist),
        }
    )  # fmt: skip
    (listener,) = list_listeners(configuration)
    assert (listener.port, listener.setting) == (8123, "STUDY_PORT")

    @asynccontextmanager
    async def open_site() -> AsyncIterator[Any]:
        async with open_deps(configuration, dsn, name="alcove-test") as deps:
            yield build_server(deps).listeners["study", OWN_PORT]

    with serve_opened(open_site()) as address, blocking_http_client(address) as client:
        for path in ("/", "/calendar", "/auth"):
            response = client.get(path, headers={"Accept": "text/html"})
            assert (response.status_code, response.text) == (200, PAGE)
        assert "'sha256-" in response.headers["content-security-policy"]
        for path in ("/rest/v1/tasks", "/auth/v1/user"):
            assert client.get(path).json()["message"] == "No API key found in request"
        assert client.get("/api/recommender/listings").status_code == 404


def test_there_is_no_port_of_its_own_by_default(tmp_path: Path) -> None:
    """Without STUDY_PORT nothing else is opened."""
    assert list_listeners(read_configuration({"ALCOVE_DATA_DIR": str(tmp_path)})) == ()
