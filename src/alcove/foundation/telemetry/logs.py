"""Structured logs: one line per event, for people on a terminal and as JSON elsewhere."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal, TextIO, cast

import msgspec

from alcove.foundation.telemetry.lightly import structlog
from alcove.foundation.telemetry.redaction import HIDDEN, is_secret_name, redact

Style = Literal["auto", "human", "json"]
Logger = structlog.typing.FilteringBoundLogger
Event = MutableMapping[str, Any]

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

_KNOWN = frozenset({"timestamp", "level", "source", "request_id", "method", "route"})
_PLAIN = frozenset({int, float, bool, type(None)})
_encoder = msgspec.json.Encoder(enc_hook=repr)


class Forward(logging.Handler):
    """Hands what dependencies log through the standard library to the same renderer."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record as an event of the logger it came from."""
        try:
            get_logger(record.name).log(record.levelno, record.getMessage(), exc_info=record.exc_info)
        except (TypeError, ValueError, OSError):
            self.handleError(record)


def configure_logging(*, level: str, style: str = "auto", stream: TextIO | None = None) -> None:
    """Send all logs, those of dependencies too, to `stream` (standard error) in one style."""
    stream = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    human = style == "human" or (style == "auto" and stream.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _stamp,
            _format_exception,
            _redact,
            structlog.dev.ConsoleRenderer(colors=stream.isatty()) if human else _to_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, Forward)]:
        root.removeHandler(handler)
    root.addHandler(Forward())
    # Dependencies tell too much below this level, secrets included.
    root.setLevel(max(number, logging.INFO))


def get_logger(name: str) -> Logger:
    """Return the logger of one room; binding it once makes it cheaper to use."""
    return cast("Logger", structlog.get_logger(source=name))


def _stamp(_logger: object, level: str, event: Event) -> Event:
    stamped: Event = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "error" if level == "exception" else level,
    }
    if request_id := REQUEST_ID.get():
        stamped["request_id"] = request_id
    stamped.update(event)
    return stamped


def _format_exception(_logger: object, _level: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    if isinstance(given, tuple):
        error = given[1]
    if error is not None:
        event["exception"] = "".join(traceback.format_exception(error, limit=40)).rstrip()
    return event


def _redact(_logger: object, _level: str, event: Event) -> Event:
    for name, value in event.items():
        if name in _KNOWN or type(value) in _PLAIN:
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
