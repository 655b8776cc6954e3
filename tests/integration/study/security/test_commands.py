"""`alcove study alerts` and `alcove study errors`, as an operator uses them, and the errors that a server records."""

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from integration.study.served import serve_study
from support.http_client import blocking_http_client
from support.processes import environment, run_alcove
from support.until import until

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """Log as servers do: their log is where errors are recorded from."""
    configure_logging(level="info", style="json", stream=io.StringIO())
    yield
    structlog.reset_defaults()


def test_what_a_server_records_is_listed_and_resolved(dsn: str, tmp_path: Path) -> None:
    """A failing request is one error with its traceback, an attack one alert; both are listed, and then done with."""
    data_dir = tmp_path / "data"
    env = environment(tmp_path, ALCOVE_DATA_DIR=str(data_dir), DATABASE_URL=dsn)

    def run(*arguments: str, code: int = 0) -> str:
        ended = run_alcove("study", *arguments, env=env)
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout

    def read(*arguments: str) -> Any:
        return json.loads(run(*arguments, "--json"))

    with serve_study(dsn, data_dir) as server, blocking_http_client(server.address) as client:
        execute = server.execute
        asyncio.run(execute("ALTER TABLE study.rooms RENAME TO elsewhere"))
        account = asyncio.run(execute(_ADD_ACCOUNT))[0][0]
        for _ in range(3):
            failed = client.get("/api/rooms", headers={"Authorization": f"Bearer {server.token(account)}"})
            assert failed.status_code == 500
        forged = server.token(account, secret="another secret that nobody has, long enough")
        for _ in range(5):
            client.get("/api/tasks", headers={"Authorization": f"Bearer {forged}"})
        until(lambda: asyncio.run(execute("SELECT FROM study.security_alerts")))
        until(lambda: asyncio.run(execute("SELECT FROM study.logged_errors WHERE number = 3")))
    (error,) = read("errors", "list")["errors"]
    assert (error["count"], error["exception"]) == (3, "asyncpg.exceptions.UndefinedTableError")
    assert error["place"].startswith("foundation/database/")
    shown = run("errors", "show", error["fingerprint"])
    assert "Traceback" in shown
    assert "UndefinedTableError" in shown
    run("errors", "resolve", error["fingerprint"])
    assert read("errors", "list")["errors"] == []
    assert len(read("errors", "list", "--all")["errors"]) == 1
    run("errors", "show", "none", code=1)
    (alert,) = read("alerts", "list")["alerts"]
    assert (alert["kind"], alert["count"]) == ("forged_token", 5)
    run("alerts", "acknowledge", alert["id"])
    assert read("alerts", "list")["alerts"] == []
    assert read("alerts", "list", "--all")["alerts"][0]["acknowledged_by"] is None


_ADD_ACCOUNT = """
INSERT INTO auth.users (id, email, raw_user_meta_data, created_at, updated_at)
VALUES (gen_random_uuid(), gen_random_uuid() || '@example.org', '{}', now(), now()) RETURNING id
"""
