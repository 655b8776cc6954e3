"""What an app gives to the pages over all apps: its jobs, search results, next step and live events."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias
from uuid import UUID

from alcove.foundation.realtime import Notification
from alcove.foundation.web import Principal, Role

JobState = Literal["queued", "running", "waiting", "done", "failed", "cancelled"]
"""`waiting` is a job that is tried again later by itself."""
JOB_STATES: Final[tuple[JobState, ...]] = ("queued", "running", "waiting", "done", "failed", "cancelled")
LAST_ID: Final = "\U0010ffff"
"""A text after every job id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The account that looks at an app, and its role there; the server's token has no account."""

    account_id: UUID | None
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQuery:
    """Which jobs of an app to return: those in `states` that come before (`before_at`, `before_id`), newest first."""

    states: Sequence[JobState] = JOB_STATES
    before_at: datetime | None = None
    before_id: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as JSON, with the time and the id by which the jobs of all apps are put in order."""

    at: datetime
    id: str
    body: bytes


class Activity(Protocol):
    """The jobs of an app. An id is stable, and unique within the app."""

    async def list_jobs(self, viewer: Viewer, query: JobQuery, /) -> Sequence[JobRow]:
        """Return the newest jobs that the viewer may see."""
        ...

    async def cancel(self, viewer: Viewer, job_id: str, /) -> None:
        """Cancel a job; JobNotFound, JobNotChangeable."""
        ...

    async def retry(self, viewer: Viewer, job_id: str, /) -> None:
        """Start a job again that has ended, or that waits for its next try; JobNotFound, JobNotChangeable."""
        ...


class Find(Protocol):
    """Searches one app."""

    def __call__(self, viewer: Viewer, text: str, /, *, limit: int) -> Awaitable[bytes]:
        """Return at most `limit` results as a JSON array of `{kind, title, detail, url}`, the best first."""
        ...


Today: TypeAlias = Callable[[Viewer], Awaitable[bytes]]
"""Returns `{facts, items, next_step}` of an app as a JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppEvent:
    """A change: its name within the app, and its data as JSON in one line.

    With `account_id` only that account gets it. `job_id` is the job whose row has changed, if it was one; "" stands for
    several.
    """

    name: str
    data: bytes = b"{}"
    account_id: UUID | None = None
    job_id: str | None = None


class LiveEvents(Protocol):
    """The source of an app's live events."""

    @property
    def topics(self) -> Sequence[str]:
        """The topics to subscribe to."""
        ...

    async def read(self, notification: Notification, /) -> Sequence[AppEvent]:
        """Return the events of a notification."""
        ...

    async def read_since(self, instant: datetime, /) -> Sequence[AppEvent]:
        """Return events with the current state of what has changed since then."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOverview:
    """What an app has for the pages over all apps; an app may leave out any of it."""

    name: str
    activity: Activity | None = None
    find: Find | None = None
    today: Today | None = None
    live_events: LiveEvents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewers:
    """The apps that a caller may read, and as whom."""

    by_app: Mapping[str, Viewer] = field(default_factory=dict)
    account_id: UUID | None = None


def find_viewers(principal: Principal, apps: Sequence[str]) -> Viewers:
    """Return the apps that a caller has a role in, and that the scopes of its token include."""
    viewers = {}
    for app in apps:
        role, scopes = principal.role_in(app), principal.scopes
        if role is not None and (scopes is None or app in scopes or f"{app}:read" in scopes):
            viewers[app] = Viewer(account_id=principal.account_id, name=principal.name, role=role)
    return Viewers(by_app=viewers, account_id=principal.account_id)
