"""The holder loads in the background, follows the database's notifications, and keeps the last good cache."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import psycopg
import pytest

from alcove.foundation.database import Connection, connect
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.schema_cache.errors import SchemaCacheNotLoaded
from alcove.wires.supabase.rest.schema_cache.holder import SchemaCacheHolder
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName

CONFIG = RestConfig(db_config=False)
UNREACHABLE = "postgresql://nobody@127.0.0.1:1/nothing"
TABLE = QualifiedName("public", "later")


@pytest.fixture
async def database(empty_dsn: str) -> AsyncIterator[Connection]:
    """Yield a connection to an empty database."""
    connection = await connect(empty_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def holder(empty_dsn: str) -> AsyncIterator[SchemaCacheHolder]:
    """Yield a holder of an empty database, which has loaded its cache."""
    holder = SchemaCacheHolder(empty_dsn, read_config=lambda: CONFIG)
    await holder.start()
    await holder.current()
    yield holder
    await holder.close()


async def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true; AssertionError after 20 s."""
    for _ in range(2_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the condition never became true")


async def has_table(holder: SchemaCacheHolder, *, loads: int) -> bool:
    """Return whether the cache has the table, after this many loads."""
    await wait_until(lambda: holder.is_loaded and holder.statistics.loads >= loads)
    return TABLE in (await holder.current()).tables


@pytest.mark.parametrize("payload", ["", "reload schema", "reload tables", "reload relationships"])
async def test_a_notification_reloads(holder: SchemaCacheHolder, database: Connection, payload: str) -> None:
    """A table that was created is known after a notification, and not before."""
    await database.execute("CREATE TABLE later (id int)")
    assert not await has_table(holder, loads=1)
    await database.execute("SELECT pg_notify('pgrst', $1)", payload)
    assert await has_table(holder, loads=2)


async def test_requests_wait_for_a_reload(holder: SchemaCacheHolder, database: Connection) -> None:
    """A request that comes after the reload was asked for sees its result."""
    await database.execute("CREATE TABLE later (id int)")
    holder.request_reload()
    assert not holder.is_loaded
    assert TABLE in (await holder.current()).tables


async def test_many_notifications_make_few_loads(holder: SchemaCacheHolder, database: Connection) -> None:
    """What is asked for during a load is done once, after it."""
    for _ in range(50):
        holder.request_reload()
    await database.execute("CREATE TABLE later (id int)")
    holder.request_reload()
    assert TABLE in (await holder.current()).tables
    assert holder.statistics.loads <= 4


async def test_the_first_load_waits_for_the_database() -> None:
    """While the database is away requests are told when to come back."""
    holder = SchemaCacheHolder(UNREACHABLE, read_config=lambda: CONFIG)
    await holder.start()
    with pytest.raises(SchemaCacheNotLoaded) as raised:
        await holder.current()
    error = raised.value
    assert (error.status, error.code, error.headers) == (503, "PGRST002", {"Retry-After": "1"})
    assert error.message == "Could not query the database for the schema cache. Retrying."
    await holder.close()


async def test_a_failed_reload_keeps_the_cache(empty_dsn: str) -> None:
    """The last good cache serves until a load succeeds again, which is tried until then."""
    config = replace(CONFIG, db_channel_enabled=False)
    holder = SchemaCacheHolder(empty_dsn, read_config=lambda: config)
    await holder.start()
    before = await holder.current()
    config = replace(config, db_schemas=("nowhere",))
    holder.request_reload()
    assert await holder.current() is before
    assert holder.statistics.failures == 1
    config = replace(config, db_schemas=("public",))
    holder.request_reload()
    assert await holder.current() is not before
    await holder.close()


async def test_a_lost_listener_reloads_once(holder: SchemaCacheHolder, database: Connection, empty_dsn: str) -> None:
    """What was changed while nobody listened is known afterwards."""
    await database.execute("CREATE TABLE later (id int)")
    with psycopg.connect(empty_dsn, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'alcove-schema-listener' AND datname = current_database()"
        )
    assert await has_table(holder, loads=2)
    await asyncio.sleep(0.2)
    assert holder.statistics.loads == 2


async def test_the_configuration_is_reloaded(empty_dsn: str, database: Connection) -> None:
    """`reload config` reloads it alone; with a configuration in the database each load does so first."""
    reloads = 0
    config = CONFIG

    async def reload_config() -> None:
        nonlocal reloads
        reloads += 1

    holder = SchemaCacheHolder(empty_dsn, read_config=lambda: config, reload_config=reload_config)
    await holder.start()
    await holder.current()
    await database.execute("NOTIFY pgrst, 'reload config'")
    await wait_until(lambda: reloads == 1)
    assert holder.statistics.loads == 1
    config = replace(CONFIG, db_config=True)
    await database.execute("NOTIFY pgrst, 'reload schema'")
    await wait_until(lambda: holder.statistics.loads == 2)
    assert reloads == 2
    await holder.close()
