"""The whole content of a database, to compare it with another one's: the schema, and a hash of the rows of each table."""

import hashlib
import subprocess
from pathlib import Path

import psycopg

from alcove.foundation.database.programs import find_binaries

_TABLES = """
SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind IN ('r', 'm', 'S') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' ORDER BY 1
"""


def read_schema(dsn: str) -> str:
    """Return the schema as pg_dump writes it, with owners and grants."""
    command: list[str | Path] = [find_binaries() / "pg_dump", "--schema-only", "--restrict-key=none", dsn]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_rows(dsn: str) -> dict[str, tuple[int, str]]:
    """Return the number of rows and a hash of them by table; sequences are tables of one row."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET search_path = pg_catalog; SET TimeZone = 'UTC'")
        tables = [row[0] for row in connection.execute(_TABLES.encode())]
        contents = {}
        for table in tables:
            rows = sorted(
                row[0] for row in connection.execute(f"SELECT t::text FROM {table} AS t".encode())  # noqa: S608 - names from the catalogue
            )
            contents[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return contents
