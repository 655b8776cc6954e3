"""Dumps that tests write themselves, and everything that a database has."""

import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import bcrypt

from alcove.foundation.database import Connection

PASSWORD: Final = "correct horse battery"
# What counts versions goes on when a transaction is rolled back, as sequences do.
_TABLES: Final = """
SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p', 'S') AND relname <> 'passage_versions'
  AND relnamespace::regnamespace::text IN ('public', 'auth', 'alcove', 'storage', 'study', 'jobs')
ORDER BY 1
"""


async def read_everything(connection: Connection) -> dict[str, list[str]]:
    """Return all rows of all tables of a server, as text."""
    found = {}
    for (name,) in await connection.fetch(_TABLES):
        rows = await connection.fetch(f"SELECT ROW(t.*)::text FROM {name} AS t ORDER BY 1")  # noqa: S608
        found[name] = [row[0] for row in rows]
    return found


def copy(table: str, columns: str, *rows: list[Any]) -> str:
    """Return a block of COPY."""
    texts = ["\t".join("\\N" if value is None else str(value) for value in row) for row in rows]
    return "\n".join([f"COPY {table} ({columns}) FROM stdin;", *texts, "\\.", "", ""])


def users(*accounts: tuple[UUID, str]) -> str:
    """Return the accounts of a dump."""
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    meta = json.dumps({"display_name": "Ada L."})
    rows = [
        [account, email, hashed, *["2024-01-01 00:00:00+00"] * 3, "authenticated", meta] for account, email in accounts
    ]
    identities = [
        [account, account, json.dumps({"sub": str(account), "email": email}), "email", UUID(int=account.int + 1)]
        for account, email in accounts
    ]
    return copy(
        "auth.users",
        "id, email, encrypted_password, email_confirmed_at, created_at, updated_at, role, raw_user_meta_data",
        *rows,
    ) + copy("auth.identities", "provider_id, user_id, identity_data, provider, id", *identities)


def dump_of(folder: Path, *parts: str, name: str = "dump.sql") -> Path:
    """Write a dump."""
    target = folder / name
    target.write_text("SELECT pg_catalog.set_config('search_path', '', false);\n" + "".join(parts))
    return target
