"""A REST server of the Supabase wire on a database of a test, over real HTTP."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import httpx2
import jwt

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import close_pool, open_foreign_pool
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.rest.build import NO_HOOKS, ConfiguredVerifier, build_rest_server
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.schema_cache.holder import SchemaCacheHolder
from alcove.wires.supabase.rest.server import RestServer
from alcove.wires.supabase.rest.transaction.call_hooks import CallHooks
from support.http_client import http_client
from support.servers import serve_opened

JWT_SECRET = "a-secret-text-of-more-than-32-characters"
ROLES = """
DO $$ BEGIN
    CREATE ROLE rest_anon NOLOGIN;
    CREATE ROLE rest_user NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
"""
CONFIG = RestConfig(db_anon_role="rest_anon", jwt_secret=JWT_SECRET)


def bearer(role: str = "rest_user", **claims: Any) -> dict[str, str]:
    """Return the Authorization header of a token."""
    return {"Authorization": f"Bearer {jwt.encode({'role': role, **claims}, JWT_SECRET)}"}


async def run_sql(dsn: str, sql: str) -> None:
    """Run statements in a database."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@asynccontextmanager
async def open_rest_server(
    dsn: str, *, prefix: str = "", hooks: CallHooks = NO_HOOKS, **settings: Any
) -> AsyncIterator[RestServer]:
    """Yield the REST server of a database with these settings, ready to be served."""
    config = replace(CONFIG, db_uri=dsn, **settings)
    pool = await open_foreign_pool(
        dsn, size=config.db_pool, name="test", idle_lifetime=60, acquire_timeout=config.db_pool_acquisition_timeout
    )
    holder = SchemaCacheHolder(dsn, read_config=lambda: config)
    await holder.start()
    try:
        yield build_rest_server(
            config=lambda: config,
            pool=lambda: pool,
            cache=holder.current,
            verifier=ConfiguredVerifier(lambda: config, clock=SystemClock()),
            clock=SystemClock(),
            log=get_logger("test"),
            prefix=prefix,
            hooks=hooks,
        )
    finally:
        await holder.close()
        await close_pool(pool)


@contextmanager
def serve_rest(dsn: str, **settings: Any) -> Iterator[str]:
    """Serve a database with these settings from a thread and yield the address."""
    with serve_opened(open_rest_server(dsn, **settings)) as address:
        yield address


@asynccontextmanager
async def rest_client(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client without headers of its own."""
    async with http_client(address) as client:
        client.headers.clear()
        yield client
