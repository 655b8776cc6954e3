"""The native API where nobody has to sign in: pages of this server act as the local owner, and nothing else does."""

import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import asyncpg
import httpx2
import pytest

from alcove.apps.study.permissions import ROUTES
from alcove.foundation.identity import LOCAL_OWNER
from alcove.foundation.identity.store.accounts import ensure_local_owner
from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.http_client import blocking_http_client
from support.postgres import Databases

LISTED = "https://listed.example"
PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def server(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server at a loopback address, which asks nobody to sign in."""
    folder: Path = tmp_path_factory.mktemp("data")
    with _databases.clone(_template) as dsn, serve_study(dsn, folder, CORS_ORIGINS=LISTED) as served:
        yield served


@pytest.fixture
async def client(server: StudyServer) -> AsyncIterator[httpx2.Client]:
    """Yield a client without credentials; the server has started, and so has made its local owner."""
    connection = await asyncpg.connect(server.dsn)
    await ensure_local_owner(connection, ["records", "books", "study"])
    await connection.close()
    with blocking_http_client(server.address) as opened:
        yield opened


async def test_the_page_acts_as_the_local_owner(server: StudyServer, client: httpx2.Client) -> None:
    """What the page adds is the local owner's; another account does not see it, nor the local owner another's."""
    other = server.headers(await sign_up(server))
    assert client.post("/api/subjects", json={"name": "Botany"}, headers=other).status_code == 201
    added = client.post("/api/subjects", json={"name": "Logic"}, headers={"Origin": server.address, **PAGE})
    assert added.status_code == 201, added.text
    (row,) = await server.execute("SELECT user_id FROM public.subjects WHERE name = 'Logic'")
    assert row["user_id"] == LOCAL_OWNER
    for headers, name in ((PAGE, "Logic"), (other, "Botany")):
        assert [subject["name"] for subject in client.get("/api/subjects", headers=headers).json()["subjects"]] == [
            name
        ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (PAGE, 200),
        ({"X-Alcove-Page": "1"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Referer": "{address}/study"}, 200),
        ({"Referer": "https://elsewhere.example/study"}, 401),
        ({"Sec-Fetch-Site": "cross-site"}, 401),
        ({"Sec-Fetch-Site": "same-site"}, 401),
        ({"Sec-Fetch-Site": "cross-site", "X-Alcove-Page": "1"}, 401),
        ({"Origin": LISTED, "X-Alcove-Page": "1"}, 401),
        ({"Origin": "null", "X-Alcove-Page": "1"}, 401),
        ({"Authorization": "Basic YTpi", **PAGE}, 401),
        ({"Authorization": "Bearer wrong", **PAGE}, 401),
    ],
)
def test_who_is_the_local_owner(
    server: StudyServer, client: httpx2.Client, headers: Mapping[str, str], status: int
) -> None:
    """Requests of this server's pages are the local owner's; those of other origins, listed or not, are not."""
    sent = {name: value.format(address=server.address) for name, value in headers.items()}
    assert client.get("/api/subjects", headers=sent).status_code == status


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "none"}, {"Referer": "{address}/study"}, {"Origin": LISTED}, {"Origin": "null"}]
)
async def test_only_pages_change_the_local_owners_data(
    server: StudyServer, client: httpx2.Client, headers: Mapping[str, str]
) -> None:
    """Neither an entered address nor a form or page of another origin changes anything."""
    sent = {name: value.format(address=server.address) for name, value in headers.items()}
    name = uuid.uuid4().hex
    assert client.post("/api/subjects", json={"name": name}, headers=sent).status_code in (401, 403)
    assert await server.execute("SELECT FROM public.subjects WHERE name = $1", name) == []


def test_no_list_fails_for_an_account_without_an_address(client: httpx2.Client) -> None:
    """Each list and statistic of the native API answers the local owner, who has no e-mail address."""
    paths = [route.removeprefix("GET ") for route in ROUTES if route.startswith("GET ") and "{" not in route]
    answers = {path: client.get(path, headers=PAGE).status_code for path in paths}
    assert len(paths) > 40
    assert {path: status for path, status in answers.items() if status >= 500 or status in (401, 403)} == {}


def test_the_supabase_prefixes_know_no_local_owner(server: StudyServer, client: httpx2.Client) -> None:
    """They ask for a key and a token as before, also a page of this server."""
    assert client.get("/rest/v1/tasks", headers=PAGE).status_code == 401
    assert client.get("/auth/v1/user", headers=PAGE).status_code == 401
    key = {"apikey": server.keys.anon_key, **PAGE}
    assert client.get("/rest/v1/subjects", headers=key).json() == []
