"""A server with a private and a public bucket, in which accounts may do everything with their own objects."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from integration.study.storage_objects.served_storage import StorageCalls
from support.http_client import blocking_http_client
from support.postgres import Databases

_OWN: Final = "bucket_id LIKE 'own-%' AND owner_id = (SELECT auth.uid())::text"
_POLICIES: Final = (
    f"CREATE POLICY own_read ON storage.objects FOR SELECT TO authenticated USING ({_OWN})",
    f"CREATE POLICY own_add ON storage.objects FOR INSERT TO authenticated WITH CHECK ({_OWN})",
    f"CREATE POLICY own_change ON storage.objects FOR UPDATE TO authenticated USING ({_OWN})",
    f"CREATE POLICY own_remove ON storage.objects FOR DELETE TO authenticated USING ({_OWN})",
    "CREATE POLICY readable ON storage.objects FOR SELECT TO authenticated USING (bucket_id LIKE 'readable-%')",
)


@pytest.fixture(scope="module")
def storage_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the files of the module's server."""
    return tmp_path_factory.mktemp("storage")


@pytest.fixture(scope="module")
def server(
    _databases: Databases, _template: str, storage_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudyServer]:
    """Yield a server on a database of the module."""
    folder = tmp_path_factory.mktemp("data")
    with (
        _databases.clone(_template) as dsn,
        serve_study(dsn, folder, STUDY_STORAGE_DIR=str(storage_dir)) as served,
    ):
        yield served


@pytest.fixture(scope="module")
def calls(server: StudyServer) -> Iterator[StorageCalls]:
    """Yield a client of the storage API, for two accounts of the module."""
    for policy in _POLICIES:
        asyncio.run(server.execute(policy))
    owner, other = asyncio.run(sign_up(server)), asyncio.run(sign_up(server))
    with blocking_http_client(f"{server.address}/storage/v1") as client:
        yield StorageCalls(server=server, client=client, owner=owner, other=other)


@pytest.fixture
def bucket(calls: StorageCalls) -> str:
    """Return a new private bucket, in which accounts see their own objects."""
    return add_bucket(calls, f"own-{uuid.uuid4()}")


def add_bucket(calls: StorageCalls, name: str, **settings: object) -> str:
    """Create a bucket."""
    response = calls.send("POST", "/bucket", json={"name": name, "id": name, **settings})
    assert response.status_code == 200, response.text
    return name
