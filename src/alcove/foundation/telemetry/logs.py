"""Structured logs: one line per event, as text on a terminal and as JSON elsewhere.

structlog is imported without rich, which it imports if it can and which takes 0.2 s at every start.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from time import time
from typing import Any, Literal, TextIO, cast

import msgspec

from alcove.foundation.telemetry.redaction import HIDDEN, is_secret_name, redact
from alcove.foundation.telemetry.reports import report_error

_hide_rich = "rich" not in sys.modules
if _hide_rich:
    # With None, `import rich` raises ImportError; structlog then prints plain tracebacks.
    sys.modules["rich"] = None  # type: ignore[assignment]  # documented by importlib
try:
    import structlog
finally:
    if _hide_rich:
        del sys.modules["rich"]

__all__ = [
    "REQUEST_ID",
    "Event",
    "Logger",
    "StructlogHandler",
    "Style",
    "configure_logging",
    "get_logger",
    "structlog",
]

Style = Literal["auto", "human", "json"]
Logger = structlog.typing.FilteringBoundLogger
Event = MutableMapping[str, Any]

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

_UNREDACTED_FIELDS = frozenset({"timestamp", "level", "source", "request_id", "method", "route"})
_UNREDACTED_TYPES = frozenset({int, float, bool, type(None)})
_ERROR_LEVELS = ("error", "critical")
_encoder = msgspec.json.Encoder(enc_hook=repr)


class StructlogHandler(logging.Handler):
    """Forwards records of the standard library's loggers to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record as an event of the logger with its name."""
        try:
            get_logger(record.name).log(record.levelno, record.getMessage(), exc_info=record.exc_info)
        except (TypeError, ValueError, OSError):
            self.handleError(record)


class _LineLogger:
    """Writes lines, and drops what cannot be written: a log on a full disk must not fail what is logged."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = Lock()

    def msg(self, line: str) -> None:
        """Write and flush a line if possible."""
        try:
            with self._lock:
                self._stream.write(line + "\n")
                self._stream.flush()
        except OSError:  # no `suppress`: every request comes here
            pass

    log = debug = info = warning = error = critical = msg


def configure_logging(*, level: str, style: str = "auto", stream: TextIO | None = None) -> None:
    """Write all logs, including those of dependencies, to `stream` (default: standard error)."""
    stream = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    human = style == "human" or (style == "auto" and stream.isatty())
    lines = _LineLogger(stream)
    structlog.configure(
        processors=[
            _complete,
            structlog.dev.ConsoleRenderer(colors=stream.isatty()) if human else _to_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, StructlogHandler)]:
        root.removeHandler(handler)
    root.addHandler(StructlogHandler())
    # Below INFO, dependencies log too much, including secrets.
    root.setLevel(max(number, logging.INFO))
    # Whoever needs the database says that it is away; the pool would add a traceback every time.
    logging.getLogger("asyncpg.pool").setLevel(logging.ERROR)


def get_logger(name: str) -> Logger:
    """Return the logger of a module."""
    return cast("Logger", structlog.get_logger(source=name))


def _complete(_logger: object, level: str, event: Event) -> Event:
    """Return the event with its time, level and request, its exception as text, and without secrets.

    One processor in place of four: every request has a line in the log.
    """
    completed: Event = {"timestamp": _format_time(time()), "level": "error" if level == "exception" else level}
    if request_id := REQUEST_ID.get():
        completed["request_id"] = request_id
    error = _format_exception(event) if "exc_info" in event else None
    for name, value in event.items():
        if type(value) in _UNREDACTED_TYPES or name in _UNREDACTED_FIELDS:
            completed[name] = value
        else:
            completed[name] = HIDDEN if value and is_secret_name(name) else redact(value)
    if error is not None and completed["level"] in _ERROR_LEVELS:
        report_error(error, completed)
    return completed


def _format_time(seconds: float) -> str:
    whole = int(seconds)
    return f"{_format_second(whole)}.{int((seconds - whole) * 1000):03d}Z"


@lru_cache(maxsize=4)
def _format_second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _format_exception(event: Event) -> BaseException | None:
    exc_info = event.pop("exc_info")
    if not exc_info:
        return None
    error = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1]
    if isinstance(exc_info, tuple):
        error = exc_info[1]
    if error is not None:
        event["exception"] = "".join(traceback.format_exception(error, limit=40)).rstrip()
    return error


def _to_json(_logger: object, _level: str, event: Event) -> str:
    try:
        return _encoder.encode(event).decode()
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError):
        return _encoder.encode({str(name): _printable(value) for name, value in event.items()}).decode()


def _printable(value: object) -> str:
    return str(value).encode("utf-8", "backslashreplace").decode()
