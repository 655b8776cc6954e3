"""Settings of a database: of a role, of a role in the database, and of a function."""

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import asyncpg
import psycopg
import pytest

from alcove.foundation.database import Connection, connect_foreign
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.query.database_settings import load_database_settings
from support.postgres import Databases


@dataclass(frozen=True, slots=True)
class ConfiguredDatabase:
    """A database, and a role with settings."""

    dsn: str
    role: str


@pytest.fixture(scope="module")
def database(_databases: Databases) -> Iterator[ConfiguredDatabase]:
    """Yield a database whose role has settings for it and for all databases."""
    role = f"configured_{uuid.uuid4().hex[:8]}"
    with _databases.clone("template1") as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(
            f"""
            CREATE ROLE {role} NOLOGIN;
            ALTER ROLE {role} SET pgrst.db_schemas = 'all, databases';
            ALTER ROLE {role} SET pgrst.db_max_rows = '7';
            ALTER ROLE {role} SET pgrst.server_port = '1';
            ALTER ROLE {role} SET app.settings.x = 'y';
            ALTER ROLE {role} IN DATABASE "{name}" SET pgrst.db_schemas = 'here';
            CREATE FUNCTION pre_config() RETURNS void LANGUAGE sql AS $$
                SELECT set_config('pgrst.db_max_rows', '9', true), set_config('pgrst.jwt_aud', 'me', true)
            $$;
            CREATE FUNCTION "select"() RETURNS void LANGUAGE sql AS $$
                SELECT set_config('pgrst.db_anon_role', 'odd', true)
            $$;
            CREATE FUNCTION failing() RETURNS void LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$;
            """.encode()
        )
        yield ConfiguredDatabase(dsn, role)
        connection.execute(f"DROP ROLE {role}".encode())


@pytest.fixture
async def own_connection(database: ConfiguredDatabase) -> AsyncIterator[Connection]:
    """Yield a connection to the database."""
    opened = await connect_foreign(database.dsn, name="test")
    yield opened
    await opened.close()


async def test_settings_of_a_role(own_connection: Connection, database: ConfiguredDatabase) -> None:
    """Those in the database win over those for all; what is no setting of the database is left out."""
    await own_connection.execute(f"SET ROLE {database.role}")
    settings = await load_database_settings(own_connection, RestConfig())
    assert settings == {"db_schemas": "here", "db_max_rows": "7"}


async def test_settings_of_a_function(own_connection: Connection, database: ConfiguredDatabase) -> None:
    """A function adds settings, and those of the role win; they hold for its transaction only."""
    config = RestConfig(db_pre_config="pre_config")
    await own_connection.execute(f"SET ROLE {database.role}")
    settings = await load_database_settings(own_connection, config)
    assert settings == {"db_schemas": "here", "db_max_rows": "7", "jwt_aud": "me"}
    await own_connection.execute("RESET ROLE")
    assert await load_database_settings(own_connection, RestConfig()) == {}


async def test_function_with_an_odd_name(own_connection: Connection) -> None:
    """The name of the function is quoted, so that a reserved word works."""
    for name in ("select", "public.select"):
        settings = await load_database_settings(own_connection, RestConfig(db_pre_config=name))
        assert settings == {"db_anon_role": "odd"}
    with pytest.raises(asyncpg.PostgresError):
        await load_database_settings(own_connection, RestConfig(db_pre_config='pre_config"(); SELECT 1; --'))


async def test_failing_function(own_connection: Connection) -> None:
    """An error of the function is raised, and the connection can be used again."""
    with pytest.raises(asyncpg.RaiseError):
        await load_database_settings(own_connection, RestConfig(db_pre_config="failing"))
    assert await load_database_settings(own_connection, RestConfig()) == {}


async def test_off(own_connection: Connection, database: ConfiguredDatabase) -> None:
    """With `db-config` off nothing is read."""
    config = RestConfig(db_config=False, db_pre_config="failing")
    await own_connection.execute(f"SET ROLE {database.role}")
    assert await load_database_settings(own_connection, config) == {}
