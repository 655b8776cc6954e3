"""Tokens of the books app from an earlier version become API tokens of accounts."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from alcove.foundation.database import Pool, close_pool, migrate, open_pool
from alcove.foundation.identity import ScriptTokens
from fixtures.books.served_app import serve_books_app
from integration.database import older_databases
from support.postgres import migration_sources

ADD = "INSERT INTO books_token (name, digest, username, is_admin) VALUES ($1, $2, $3, $4)"


async def test_tokens_survive_the_upgrade(empty_dsn: str, tmp_path: Path) -> None:
    """A script's token still works after the upgrade, with the same permission to change settings."""
    older_databases.load(empty_dsn)
    async with temporary_pool(empty_dsn) as pool:
        for name, username, is_admin in (("kobo", "ann", False), ("keeper", "ann", True)):
            await pool.execute(ADD, name, hashlib.sha256(name.encode()).digest(), username, is_admin)
    migrate(empty_dsn, migration_sources())
    async with temporary_pool(empty_dsn) as pool:
        tokens = {row["name"]: (row["username"], row["is_admin"]) for row in await ScriptTokens(pool, "books").list()}
        assert (tokens["keeper"], tokens["kobo"]) == (("ann", True), ("ann", False))
        environ = {"AUTH_MODE": "accounts"}
        async with (
            serve_books_app(environ, dsn=empty_dsn, pool=pool, data_dir=tmp_path) as served,
            served.client() as client,
        ):
            assert await statuses(client, "kobo") == (200, 403)
            assert await statuses(client, "keeper") == (200, 200)
            await ScriptTokens(pool, "books").remove("keeper")
            assert await statuses(client, "keeper") == (401, 401)


async def statuses(client: httpx2.AsyncClient, token: str) -> tuple[int, ...]:
    """Return the status codes of the queue and the settings for a token."""
    headers = {"Authorization": f"Bearer {token}"}
    paths = ("/api/status", "/api/settings")
    return tuple([(await client.get(path, headers=headers)).status_code for path in paths])


@asynccontextmanager
async def temporary_pool(dsn: str) -> AsyncIterator[Pool]:
    """Open a pool for the block."""
    pool = await open_pool(dsn, size=3)
    try:
        yield pool
    finally:
        await close_pool(pool)
