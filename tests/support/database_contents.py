"""The whole content of a database, to compare it with another one's: its schema, and a hash of each table's rows."""

import hashlib
import re
import subprocess
from pathlib import Path

import psycopg

from alcove.foundation.database.programs import find_binaries

_TABLES = """
SELECT c.oid::regclass::text, CASE relkind WHEN 'S' THEN 'row(last_value, is_called)' ELSE 't' END
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind IN ('r', 'm', 'S') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' ORDER BY 1
"""


def read_schema(dsn: str) -> str:
    """Return the schema as pg_dump writes it, with owners and grants."""
    command: list[str | Path] = [find_binaries() / "pg_dump", "--schema-only", "--restrict-key=none", dsn]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # PostgreSQL writes the list of an IN and the names of a function's columns in another way after it has read them.
    text = re.sub(r" AS \w+(,?)$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"\('([^']*)'::character varying\)::text", r"'\1'::character varying", text)
    return re.sub(r"\(ARRAY\[([^]]*)\]\)::text\[\]", r"ARRAY[\1]", text)


def read_rows(dsn: str) -> dict[str, tuple[int, str]]:
    """Return the number of rows and a hash of them by table; sequences are tables of one row."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET search_path = pg_catalog; SET TimeZone = 'UTC'")
        contents = {}
        for table, columns in connection.execute(_TABLES.encode()).fetchall():
            sql = f"SELECT {columns}::text FROM {table} AS t"  # noqa: S608 - names from the catalogue
            rows = sorted(row[0] for row in connection.execute(sql.encode()))
            contents[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return contents
