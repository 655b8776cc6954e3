"""A worker that loses its database logs lines, and no tracebacks of libraries."""

import asyncio
import logging
from pathlib import Path

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from structlog.testing import capture_logs

from alcove.foundation.jobs import run_worker
from alcove.foundation.jobs.library_logs import configure_library_logs
from support.until import until_async


def log_failure(cause: Exception) -> None:
    """Log what Procrastinate logs when one of its tasks fails because of an error of psycopg."""
    error = ConnectorException()
    error.__cause__ = cause
    logging.getLogger("procrastinate.worker.worker").error("Side task listener failed", exc_info=error)


@pytest.mark.parametrize("cause", [psycopg.OperationalError("it is starting up"), psycopg.InterfaceError("closed")])
def test_a_lost_connection_is_one_line(cause: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """Procrastinate's error becomes a warning with the reason of PostgreSQL and without a traceback."""
    configure_library_logs()
    log_failure(cause)
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("WARNING", f"database connection lost: {cause}")
    assert record.exc_info is None


def test_other_failures_keep_their_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """An error of a statement is logged as Procrastinate logs it."""
    configure_library_logs()
    log_failure(psycopg.errors.UndefinedTable("no such table"))
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "Side task listener failed")
    assert record.exc_info is not None


@pytest.mark.slow
async def test_a_worker_without_a_database_says_so_in_one_line(tmp_path: Path) -> None:
    """A worker whose database is away logs the reason without a traceback and tries again."""
    stop = asyncio.Event()
    with capture_logs() as lines:
        dsn = f"postgresql://nobody@/nothing?host={tmp_path}"
        running = asyncio.create_task(run_worker(dsn, (), stop=stop, queues=(), grace=0.1))
        await until_async(lambda: any(line["event"] == "worker_failed" for line in lines))
        stop.set()
        await asyncio.wait_for(running, 60)
    assert not [line for line in lines if line.get("exc_info")]
