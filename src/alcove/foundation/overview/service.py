"""Reads of all apps at once: an app that fails is named, the others answer."""

import asyncio
import heapq
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec
from asyncpg import PostgresError

from alcove.foundation.database import DATABASE_LOST
from alcove.foundation.errors import AppError
from alcove.foundation.overview.errors import InvalidPage, InvalidSearch, JobNotFound
from alcove.foundation.overview.model import (
    JOB_STATES,
    LAST_ID,
    Activity,
    AppOverview,
    JobQuery,
    JobRow,
    Viewer,
    Viewers,
)
from alcove.foundation.overview.schemas import ActivityQuery, FailedApp
from alcove.foundation.telemetry import get_logger

MIN_LENGTH: Final = 2
MAX_LENGTH: Final = 200
MAX_RESULTS: Final = 20
"""Results of one app."""
MAX_JOBS: Final = 200
APP_TIMEOUT: Final = 3.0
"""Seconds after which an app counts as failed."""
UNAVAILABLE: Final = "It did not answer. Try again in a moment."

T = TypeVar("T")
log = get_logger("alcove.overview")


@dataclass(frozen=True, slots=True)
class Answers(Generic[T]):
    """The answers by app, and the apps that failed."""

    by_app: Mapping[str, T]
    failed: Sequence[FailedApp]


class Overview:
    """The apps of this process, for those who may read them."""

    def __init__(self, apps: Sequence[AppOverview]) -> None:
        self._apps = {app.name: app for app in apps}

    @property
    def apps(self) -> Sequence[str]:
        """The names of the apps."""
        return tuple(self._apps)

    async def find(self, viewers: Viewers, text: str, *, limit: int) -> bytes:
        """Return the results for a text by app, as JSON; InvalidSearch."""
        words = " ".join(text.split())
        if not MIN_LENGTH <= len(words) <= MAX_LENGTH:
            raise InvalidSearch(f"Search for {MIN_LENGTH} to {MAX_LENGTH} characters.")
        count = max(1, min(limit, MAX_RESULTS))
        calls = {
            name: find(viewer, words, limit=count)
            for name, viewer in viewers.by_app.items()
            if (find := self._apps[name].find) is not None
        }
        answers = await _read_all(calls)
        groups = b",".join(
            b'{"app":%s,"results":%s}' % (msgspec.json.encode(name), body)
            for name, body in answers.by_app.items()
            if body != b"[]"
        )
        return b'{"query":%s,"groups":[%s],"failed":%s}' % (
            msgspec.json.encode(words), groups, msgspec.json.encode(answers.failed)
        )  # fmt: skip

    async def today(self, viewers: Viewers) -> bytes:
        """Return what there is today in every app, as JSON."""
        calls = {
            name: today(viewer)
            for name, viewer in viewers.by_app.items()
            if (today := self._apps[name].today) is not None
        }
        answers = await _read_all(calls)
        apps = b",".join(answers.by_app.values())
        return b'{"apps":[%s],"failed":%s}' % (apps, msgspec.json.encode(answers.failed))

    async def activity(self, viewers: Viewers, query: ActivityQuery) -> bytes:
        """Return a page of the newest jobs of all apps, as JSON; InvalidPage."""
        position = parse_position(query.before)
        wanted = _select_names(query.app, known=self.apps, what="app") or self.apps
        page = JobQuery(
            states=_select_names(query.state, known=JOB_STATES, what="state") or JOB_STATES,  # type: ignore[arg-type]
            limit=max(1, min(query.limit, MAX_JOBS)),
        )
        calls = {
            name: activity.list_jobs(viewer, position.start(name, page))
            for name, viewer in viewers.by_app.items()
            if name in wanted and (activity := self._apps[name].activity) is not None
        }
        answers = await _read_all(calls)
        merged = _merge(answers.by_app, limit=page.limit + 1)
        shown = merged[: page.limit]
        following = format_position(*shown[-1]) if len(merged) > page.limit else None
        return b'{"jobs":[%s],"next":%s,"failed":%s}' % (
            b",".join(row.body for _, row in shown),
            msgspec.json.encode(following),
            msgspec.json.encode(answers.failed),
        )

    async def cancel(self, viewers: Viewers, job_id: str, *, app: str) -> None:
        """Cancel a job; JobNotFound, JobNotChangeable."""
        viewer, activity = self._find_activity(viewers, app)
        await activity.cancel(viewer, job_id)

    async def retry(self, viewers: Viewers, job_id: str, *, app: str) -> None:
        """Start a job again; JobNotFound, JobNotChangeable."""
        viewer, activity = self._find_activity(viewers, app)
        await activity.retry(viewer, job_id)

    def _find_activity(self, viewers: Viewers, app: str) -> tuple[Viewer, Activity]:
        viewer = viewers.by_app.get(app)
        activity = self._apps[app].activity if viewer is not None else None
        if viewer is None or activity is None:
            raise JobNotFound("There is no job with this id.")
        return viewer, activity


@dataclass(frozen=True, slots=True)
class Position:
    """The last job of a page; None for the first page."""

    at: datetime | None = None
    app: str = ""
    id: str = ""

    def start(self, app: str, page: JobQuery) -> JobQuery:
        """Return the query of an app for the page after this position, with one job more than the page has."""
        before_id = self.id if app == self.app else LAST_ID if app < self.app else ""
        return replace(page, before_at=self.at, before_id=before_id, limit=page.limit + 1)


def format_position(app: str, row: JobRow) -> str:
    """Return the position after a job."""
    return f"{row.at.isoformat()}~{app}~{row.id}"


def parse_position(text: str) -> Position:
    """Return the position in a query; InvalidPage."""
    if not text:
        return Position()
    at, _, rest = text.partition("~")
    app, _, job_id = rest.partition("~")
    try:
        instant = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        raise InvalidPage("The position is not one of a page of jobs: use `next` of the page before.") from None
    if instant.tzinfo is None or not app:
        raise InvalidPage("The position is not one of a page of jobs: use `next` of the page before.")
    return Position(instant, app, job_id)


def _select_names(text: str, *, known: Sequence[str], what: str) -> tuple[str, ...]:
    names = tuple(name for name in text.split(",") if name)
    for name in names:
        if name not in known:
            raise InvalidPage(f"There is no {what} {name[:50]!r}: expected {', '.join(known)}.")
    return names


def _merge(rows: Mapping[str, Sequence[JobRow]], *, limit: int) -> list[tuple[str, JobRow]]:
    """Return the newest jobs of all apps in one order, which positions continue."""
    return heapq.nlargest(
        limit,
        ((app, row) for app, jobs in rows.items() for row in jobs),
        key=lambda entry: (entry[1].at, entry[0], entry[1].id),
    )


async def _read_all(calls: Mapping[str, Awaitable[T]]) -> Answers[T]:
    """Return the answers of all apps; the database's error when no app can answer because it is lost."""
    outcomes = dict(zip(calls, await asyncio.gather(*map(_read, calls.values())), strict=True))
    answers = {name: answer for name, (answer, _) in outcomes.items() if answer is not None}
    errors = {name: error for name, (_, error) in outcomes.items() if error is not None}
    lost = next((error for error in errors.values() if isinstance(error, DATABASE_LOST)), None)
    if lost is not None and not answers:
        raise lost
    for name, error in errors.items():
        log.warning("app_did_not_answer", app=name, error=f"{type(error).__name__}: {error}")
    return Answers(answers, [FailedApp(app=name, reason=_explain(error)) for name, error in errors.items()])


async def _read(call: Awaitable[T]) -> tuple[T | None, Exception | None]:
    try:
        async with asyncio.timeout(APP_TIMEOUT):
            return await call, None
    except (AppError, PostgresError, TimeoutError, *DATABASE_LOST) as error:
        return None, error


def _explain(error: Exception) -> str:
    return error.message if isinstance(error, AppError) else UNAVAILABLE
