"""The storage API over HTTP, with the callers of its tests."""

import asyncio
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx2

from integration.study.callers import add_account
from integration.study.served import StudyServer, serve_study
from support.folders import list_files
from support.http_client import blocking_http_client

ANON, OWNER, OTHER, SERVICE = "anon", "owner", "other", "service"
CALLERS: Final = (ANON, OWNER, OTHER, SERVICE)

OWN_FOLDER: Final = """
CREATE POLICY "own folder" ON storage.objects TO authenticated
USING (bucket_id LIKE 'own%' AND (storage.foldername(name))[1] = (SELECT auth.uid())::text)
WITH CHECK (bucket_id LIKE 'own%' AND (storage.foldername(name))[1] = (SELECT auth.uid())::text);
"""
"""A policy for buckets whose names begin with `own`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSite:
    """A server with two accounts; `http` has the address of the storage API, `folder` the files."""

    server: StudyServer
    http: httpx2.Client
    folder: Path
    owner: uuid.UUID
    other: uuid.UUID

    def headers(self, caller: str, **more: str) -> dict[str, str]:
        """Return the headers of a caller; the names of more headers have `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        if caller == SERVICE:
            return {**self.server.service_headers(), **named}
        account = {OWNER: self.owner, OTHER: self.other}.get(caller)
        return {**self.server.headers(account), **named}

    def execute(self, sql: str, *args: object) -> list[Any]:
        """Run statements in the database, as its owner; with arguments, one statement."""
        return asyncio.run(_execute(self.server.dsn, sql, args))

    def add_bucket(self, *, public: bool = False, prefix: str = "bucket", **limits: object) -> str:
        """Add a bucket with a new name, and return the name."""
        name = f"{prefix}-{uuid.uuid4().hex[:12]}"
        body = {"name": name, "id": name, "public": public, **limits}
        response = self.http.post("/bucket", json=body, headers=self.headers(SERVICE))
        assert response.status_code == 200, response.text
        return name

    def upload(
        self, bucket: str, name: str, *, content: bytes = b"content", caller: str = SERVICE, **more: str
    ) -> httpx2.Response:
        """Upload a raw body, of the type text/plain unless the headers say otherwise."""
        headers = self.headers(caller, **{"content_type": "text/plain", **more})
        return self.http.post(f"/object/{bucket}/{name}", content=content, headers=headers)

    def download(self, bucket: str, name: str, *, caller: str = SERVICE, **more: str) -> httpx2.Response:
        """Download an object as a caller."""
        return self.http.get(f"/object/{bucket}/{name}", headers=self.headers(caller, **more))

    def own_name(self) -> str:
        """Return a new name in the owner's folder."""
        return f"{self.owner}/{uuid.uuid4().hex[:12]}.txt"

    def list_files(self) -> list[Path]:
        """Return all files on disk, temporary ones as well."""
        return list_files(self.folder)


@contextmanager
def serve_storage(dsn: str, folder: Path, **environ: str) -> Iterator[StorageSite]:
    """Serve a database whose owner's folder has a policy, and yield the site."""
    owner, other = asyncio.run(_prepare(dsn))
    with (
        serve_study(dsn, folder, **environ) as server,
        blocking_http_client(f"{server.address}/storage/v1") as http,
    ):
        files = Path(environ.get("STUDY_STORAGE_DIR", folder / "storage"))
        yield StorageSite(server=server, http=http, folder=files, owner=owner, other=other)


def error_of(response: httpx2.Response) -> tuple[int, Mapping[str, Any]]:
    """Return the status and the body of an error."""
    return response.status_code, response.json()


async def _prepare(dsn: str) -> tuple[uuid.UUID, uuid.UUID]:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(OWN_FOLDER)
        return await add_account(connection), await add_account(connection)
    finally:
        await connection.close()


async def _execute(dsn: str, sql: str, args: tuple[object, ...]) -> list[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        if args or sql.lstrip().upper().startswith("SELECT"):
            return list(await connection.fetch(sql, *args))
        await connection.execute(sql)
        return []
    finally:
        await connection.close()
