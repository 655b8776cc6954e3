"""The server with the study app, over HTTP on a database of the tests."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import jwt

from alcove.apps.study.keys import KeyStore, ProjectKeys
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import SystemClock
from alcove.main.build import build_server, open_deps
from alcove.main.configuration import read_configuration
from support.http_client import blocking_http_client
from support.servers import serve_opened


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyServer:
    """A running server: its address, its database and its keys."""

    address: str
    dsn: str
    keys: ProjectKeys

    def token(self, account: object = None, *, lifetime: float = 3600, secret: str = "", **claims: Any) -> str:
        """Return the token of an account, signed with the server's secret unless another one is given."""
        payload = {
            "sub": str(account), "role": "authenticated", "aud": "authenticated",
            "exp": datetime.now(UTC) + timedelta(seconds=lifetime), **claims,
        }  # fmt: skip
        return jwt.encode(payload, secret or self.keys.jwt_secret, algorithm="HS256")

    def headers(self, account: object = None) -> dict[str, str]:
        """Return the headers of supabase-js for an account, or without one."""
        bearer = self.token(account) if account else self.keys.anon_key
        return {"apikey": self.keys.anon_key, "Authorization": f"Bearer {bearer}"}

    def service_headers(self) -> dict[str, str]:
        """Return the headers of a program on a server."""
        return {"apikey": self.keys.secret_key, "Authorization": f"Bearer {self.keys.secret_key}"}

    @contextmanager
    def client(self, **options: Any) -> Iterator[httpx2.Client]:
        """Yield a client of the REST API."""
        with blocking_http_client(f"{self.address}/rest/v1", **options) as client:
            yield client

    async def execute(self, sql: str, *args: object) -> list[Any]:
        """Run a statement in the database, as its owner."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(sql, *args))
        finally:
            await connection.close()


@contextmanager
def serve_study(dsn: str, data_dir: Path, **environ: str) -> Iterator[StudyServer]:
    """Serve all apps on a database, and yield the server."""
    variables: Mapping[str, str] = {"ALCOVE_DATA_DIR": str(data_dir), "DATABASE_URL": dsn, **environ}
    configuration = read_configuration(variables)

    @asynccontextmanager
    async def open_server() -> AsyncIterator[Any]:
        async with open_deps(configuration, dsn, name="alcove-test") as deps:
            yield build_server(deps).main

    store = KeyStore(configuration.load(StudySettings), data_dir=configuration.data_dir, clock=SystemClock())
    with serve_opened(open_server()) as address:
        yield StudyServer(address=address, dsn=dsn, keys=store.keys)
