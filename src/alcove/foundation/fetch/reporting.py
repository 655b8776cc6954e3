"""What is told of outbound calls: one log line per call, one measurement per try, no path and no query."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from alcove.foundation import telemetry
from alcove.foundation.fetch.call import Call
from alcove.foundation.fetch.errors import FetchError

_log = telemetry.get_logger("fetch")


class Report:
    """The log line of one call, its tries and redirects included."""

    def __init__(self, policy: str, call: Call) -> None:
        self._policy = policy
        self._call = call
        self._began = time.monotonic()
        self._status: int | None = None
        self._size = 0
        self.tries = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fields = {
            "policy": self._policy,
            "method": self._call.method,
            "host": self._call.host,
            "tries": self.tries,
            "seconds": round(time.monotonic() - self._began, 3),
        }
        if error is None:
            _log.debug("outbound call", status=self._status, bytes=self._size, **fields)
        else:
            _log.warning("outbound call failed", error=_kind(error), **fields)

    def ended(self, status: int, *, size: int) -> None:
        """Take down how the call ended."""
        self._status = status
        self._size = size


@contextmanager
def measured(policy: str, call: Call) -> Iterator[Callable[[int], None]]:
    """Measure one try, without its wait for a slot; the function given takes its status."""
    began = time.monotonic()
    outcome = ""

    def seen(status: int) -> None:
        nonlocal outcome
        outcome = str(status)

    try:
        yield seen
    except BaseException as error:
        outcome = _kind(error)
        raise
    finally:
        telemetry.OUTBOUND.labels(policy, call.method, outcome).observe(time.monotonic() - began)


def _kind(error: BaseException) -> str:
    return error.kind if isinstance(error, FetchError) else type(error).__name__.lower()
