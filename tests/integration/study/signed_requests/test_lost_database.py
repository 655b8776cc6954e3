"""Signed requests while the database is away."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from integration.study.served import serve_study
from integration.study.signed_requests.test_signed_requests import KEYS, register

TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def terminate_connections(dsn: str) -> None:
    """End all other connections to a database."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(TERMINATE)
    finally:
        await connection.close()


@pytest.mark.slow
def test_signed_requests_are_503_and_can_be_sent_again(dsn: str, tmp_path: Path) -> None:
    """Reads and changes are 503 with Retry-After; when the database is back, the same signature is still good."""
    folder = tmp_path / "socket"
    folder.mkdir()
    query = parse_qs(urlsplit(dsn).query)
    socket = folder / f".s.PGSQL.{query['port'][0]}"
    socket.symlink_to(f"{query['host'][0]}/{socket.name}")
    with serve_study(dsn.replace(query["host"][0], str(folder)), tmp_path / "data") as server:
        program = register(server)
        body = {"key_name": "a", "key_value": "b"}
        read, change = program.headers("GET", KEYS), program.headers("PUT", KEYS, body)
        target = socket.readlink()
        socket.unlink()
        asyncio.run(terminate_connections(dsn))
        for lost in (
            program.send("GET", KEYS, headers=read),
            program.send("PUT", KEYS, headers=change, body=body),
        ):
            assert (lost.status_code, lost.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
            assert lost.headers["retry-after"]
        socket.symlink_to(target)
        assert program.send("PUT", KEYS, headers=change, body=body).status_code == 201
        assert program.send("GET", KEYS, headers=read).json()["total"] == 1
