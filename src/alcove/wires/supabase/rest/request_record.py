"""What a request turned out to be, for the log of whoever serves it."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class RequestRecord:
    """The role that a request ran as, and the SQL of its main statement; None when it did not come that far."""

    role: str | None = None
    statement: str | None = None


_CURRENT: ContextVar[RequestRecord | None] = ContextVar("request_record", default=None)


def start_record() -> RequestRecord:
    """Return a record for the request of this task, which is filled in while the request is handled."""
    record = RequestRecord()
    _CURRENT.set(record)
    return record


def current_record() -> RequestRecord | None:
    """Return the record of this task's request, None when nobody asked for one."""
    return _CURRENT.get()
