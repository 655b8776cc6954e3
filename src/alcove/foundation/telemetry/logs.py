"""Structured logs: one line per event, as text on a terminal and as JSON elsewhere.

structlog is imported without rich, which it imports if it can and which takes 0.2 s at every start.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal, TextIO, cast

import msgspec

from alcove.foundation.telemetry.redaction import HIDDEN, is_secret_name, redact

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
_encoder = msgspec.json.Encoder(enc_hook=repr)


class StructlogHandler(logging.Handler):
    """Forwards records of the standard library's loggers to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record as an event of the logger with its name."""
        try:
            get_logger(record.name).log(record.levelno, record.getMessage(), exc_info=record.exc_info)
        except (TypeError, ValueError, OSError):
            self.handleError(record)


class _LossyStream:
    """A stream that drops what cannot be written: a log on a full disk must not fail what is logged."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text if possible."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream if possible."""
        with suppress(OSError):
            self._stream.flush()


def configure_logging(*, level: str, style: str = "auto", stream: TextIO | None = None) -> None:
    """Write all logs, including those of dependencies, to `stream` (default: standard error)."""
    stream = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    human = style == "human" or (style == "auto" and stream.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _add_fields,
            _format_exception,
            _redact,
            structlog.dev.ConsoleRenderer(colors=stream.isatty()) if human else _to_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _LossyStream(stream))),
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


def _add_fields(_logger: object, level: str, event: Event) -> Event:
    stamped: Event = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "error" if level == "exception" else level,
    }
    if request_id := REQUEST_ID.get():
        stamped["request_id"] = request_id
    stamped.update(event)
    return stamped


def _format_exception(_logger: object, _level: str, event: Event) -> Event:
    exc_info = event.pop("exc_info", None)
    if not exc_info:
        return event
    error = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1]
    if isinstance(exc_info, tuple):
        error = exc_info[1]
    if error is not None:
        event["exception"] = "".join(traceback.format_exception(error, limit=40)).rstrip()
    return event


def _redact(_logger: object, _level: str, event: Event) -> Event:
    for name, value in event.items():
        if name in _UNREDACTED_FIELDS or type(value) in _UNREDACTED_TYPES:
            continue
        event[name] = HIDDEN if value and is_secret_name(name) else redact(value)
    return event


def _to_json(_logger: object, _level: str, event: Event) -> str:
    try:
        return _encoder.encode(event).decode()
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError):
        return _encoder.encode({str(name): _printable(value) for name, value in event.items()}).decode()


def _printable(value: object) -> str:
    return str(value).encode("utf-8", "backslashreplace").decode()
