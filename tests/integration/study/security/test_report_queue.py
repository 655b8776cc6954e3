"""The queue of reports: bounded, without waiting, and nothing is lost with the database."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import pytest
import structlog

from alcove.apps.study.logged_errors.model import FailureGroup
from alcove.apps.study.logged_errors.service import ErrorList, ErrorNotFound, ErrorRecorder
from alcove.apps.study.report_queue import ReportQueue
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import LoggedError, configure_logging, get_logger, observe_reports
from support.clock import FakeClock


def fail(text: str) -> LoggedError:
    """Return an error of code that is not ours."""
    try:
        raise LookupError(text)  # noqa: TRY301 - it is caught here
    except LookupError as error:
        return LoggedError(error=error, event="failed", source="test", text=f"LookupError: {text}")


async def test_reports_survive_a_lost_database_and_are_bounded() -> None:
    """While the database is lost, reports are merged and bounded; afterwards all that were taken are written once."""
    written: list[int] = []
    is_lost = True

    async def write(reports: Sequence[int]) -> None:
        if is_lost:
            raise ConnectionRefusedError
        written.extend(reports)

    queue: ReportQueue[int] = ReportQueue(write, merge=lambda a, b: a + b, name="test", limit=2)
    for key in ("a", "b", "a", "c"):
        queue.add(key, 1)
    assert not await queue.flush()
    queue.add("a", 1)
    queue.add("d", 1)
    assert queue.dropped == 2
    is_lost = False
    assert await queue.flush()
    assert written == [3, 1]

    async def refuse(reports: Sequence[int]) -> None:
        del reports
        raise asyncpg.UndefinedTableError

    refused: ReportQueue[int] = ReportQueue(refuse, merge=lambda a, b: a + b, name="test")
    refused.add("a", 1)
    assert await refused.flush()


async def test_errors_are_grouped_resolved_and_opened_again(pool: Pool) -> None:
    """Errors of one origin are one row with count and times; a resolved one is hidden until it comes back."""
    clock = FakeClock()
    recorders = [ErrorRecorder(pool, clock=clock) for _ in range(2)]
    errors = ErrorList(pool, clock=clock)
    for recorder in recorders:
        for text in ("one \0", "two \ud800"):
            recorder.add(fail(text))
    await asyncio.gather(*(recorder.queue.flush() for recorder in recorders))
    (row,) = await errors.list(with_resolved=False, limit=10)
    assert (row["count"], row["exception"], row["event"]) == (4, "LookupError", "failed")
    shown = await errors.find(row["fingerprint"])
    assert shown["sample"] == "LookupError: two ?"
    clock.advance(10)
    await errors.resolve(row["fingerprint"])
    assert await errors.list(with_resolved=False, limit=10) == []
    clock.advance(10)
    recorders[0].add(fail("again"))
    await recorders[0].queue.flush()
    (again,) = await errors.list(with_resolved=False, limit=10)
    assert (again["count"], again["resolved_at"]) == (5, None)
    assert again["first_seen"] < again["last_seen"]
    for action in (errors.find, errors.resolve):
        with pytest.raises(ErrorNotFound):
            await action("none")
    clock.advance(91 * 86_400)
    await errors.forget()
    assert await errors.list(with_resolved=True, limit=10) == []


@dataclass
class Seen:
    """What an observer got."""

    errors: list[LoggedError]


def test_the_log_reports_exceptions_without_secrets() -> None:
    """A logged exception reaches the observers with its redacted traceback; warnings and errors without one do not."""
    seen = Seen([])
    configure_logging(level="info", style="json", stream=io.StringIO())
    log = get_logger("alcove.test")
    end = observe_reports(errors=seen.errors.append)
    try:
        log.error("no_exception")
        try:
            raise ValueError("password=hunter2 of postgresql://u:pw@host/x")  # noqa: TRY301 - it is logged here
        except ValueError:
            log.warning("only_a_warning", exc_info=True)
            log.exception("failed")
        end()
        log.error("after_the_end", exc_info=ValueError("x"))
    finally:
        end()
        structlog.reset_defaults()
    (report,) = seen.errors
    assert (report.event, report.source, type(report.error)) == ("failed", "alcove.test", ValueError)
    assert "hunter2" not in report.text
    assert "pw@" not in report.text
    assert "ValueError" in report.text


def test_groups_add_up() -> None:
    """A later error of a group keeps when the first one was seen, and replaces the sample."""
    now = FakeClock().now()
    group = FailureGroup(
        fingerprint="f", exception="E", place="p", event="e", source="s", sample="1", first_seen=now, last_seen=now
    )
    assert group.add(group).number == 2
