"""Telemetry of outbound calls: one log line per call, one metric per attempt; no paths and queries."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from alcove.foundation import telemetry
from alcove.foundation.fetch.call import Call
from alcove.foundation.fetch.errors import FetchError

_log = telemetry.get_logger("fetch")


class CallLog:
    """Writes one log line for a call, including its attempts and redirects."""

    def __init__(self, policy: str, call: Call) -> None:
        self._policy = policy
        self._call = call
        self._started = time.monotonic()
        self._status: int | None = None
        self._size = 0
        self.attempts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fields = {
            "policy": self._policy,
            "method": self._call.method,
            "host": self._call.host,
            "attempts": self.attempts,
            "seconds": round(time.monotonic() - self._started, 3),
        }
        if error is None:
            _log.debug("outbound_call", status=self._status, bytes=self._size, **fields)
        else:
            _log.warning("outbound_call_failed", error=_error_kind(error), **fields)

    def record_response(self, status: int, *, size: int) -> None:
        """Record the final status and size."""
        self._status = status
        self._size = size


@contextmanager
def measure_attempt(policy: str, call: Call) -> Iterator[Callable[[int], None]]:
    """Measure one attempt, without its wait for a slot; yield a function that takes the status."""
    started = time.monotonic()
    outcome = ""

    def record_status(status: int) -> None:
        nonlocal outcome
        outcome = str(status)

    try:
        yield record_status
    except BaseException as error:
        outcome = _error_kind(error)
        raise
    finally:
        telemetry.OUTBOUND.labels(policy, call.method, outcome).observe(time.monotonic() - started)


def _error_kind(error: BaseException) -> str:
    return error.kind if isinstance(error, FetchError) else type(error).__name__.lower()
