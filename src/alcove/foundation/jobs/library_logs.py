"""The log of Procrastinate: warnings and errors, and one line without a traceback when it has lost the database."""

import logging
from typing import Final

import psycopg
from procrastinate.exceptions import ConnectorException

_LOGGERS: Final = {
    "procrastinate": logging.WARNING,
    # The engine logs the outcome of each job itself.
    "procrastinate.worker": logging.CRITICAL,
    "procrastinate.worker.worker": logging.WARNING,
    "procrastinate.utils": logging.WARNING,
}


def configure_library_logs() -> None:
    """Set the levels of Procrastinate's loggers, and shorten what they log about a lost database."""
    for name, level in _LOGGERS.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addFilter(_shorten_lost_connection)


def find_lost_connection(error: BaseException | None) -> BaseException | None:
    """Return why the connection to the database was lost or refused, if that is why Procrastinate failed."""
    reason = error.__cause__ if isinstance(error, ConnectorException) else error
    return reason if isinstance(reason, psycopg.OperationalError | psycopg.InterfaceError) else None


def _shorten_lost_connection(record: logging.LogRecord) -> bool:
    reason = find_lost_connection(record.exc_info[1] if record.exc_info else None)
    if reason is not None:
        record.msg, record.args, record.exc_info = f"database connection lost: {reason}", (), None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True
