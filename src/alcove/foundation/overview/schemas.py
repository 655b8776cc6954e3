"""The bodies and queries of the endpoints over all apps."""

from datetime import datetime
from typing import Literal

import msgspec

from alcove.foundation.overview.model import JobState

Appearance = Literal["light", "dark", "system"]


class FindQuery(msgspec.Struct, frozen=True):
    """The text to search for, and the number of results of each app."""

    q: str = ""
    limit: int = 5


class FindResult(msgspec.Struct, frozen=True, kw_only=True):
    """A result: what it is, and the address of its page."""

    app: str
    kind: str
    title: str
    detail: str
    url: str


class FindGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The results of an app, the best first."""

    app: str
    results: list[FindResult]


class FailedApp(msgspec.Struct, frozen=True, kw_only=True):
    """An app that did not answer, and why."""

    app: str
    reason: str


class FindAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The results by app, and the apps that did not answer."""

    query: str
    groups: list[FindGroup]
    failed: list[FailedApp]


class ActivityQuery(msgspec.Struct, frozen=True):
    """Filters of the jobs: states and apps with commas between, and the position after which the page starts."""

    state: str = ""
    app: str = ""
    before: str = ""
    limit: int = 50


class JobProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is; `total` is null while it is not known."""

    done: float
    total: float | None
    unit: str


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """A job of an app. `reason` says why it failed, waits or was cancelled."""

    app: str
    id: str
    kind: str
    title: str
    state: JobState
    progress: JobProgress | None
    reason: str | None
    requested_at: datetime
    started_at: datetime | None
    updated_at: datetime | None
    finished_at: datetime | None
    next_try_at: datetime | None
    url: str
    can_cancel: bool
    can_retry: bool


class ActivityPage(msgspec.Struct, frozen=True, kw_only=True):
    """The newest jobs of all apps; `next` is the position of the next page, null on the last one."""

    jobs: list[JobView]
    next: str | None
    failed: list[FailedApp]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A number and what it counts."""

    label: str
    value: int


class TodayItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something of today: a pick, an arriving book, a task that is due."""

    kind: str
    title: str
    detail: str
    url: str


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """The one thing to do next in an app; `action` is the text of its button."""

    title: str
    detail: str
    action: str
    url: str


class AppToday(msgspec.Struct, frozen=True, kw_only=True):
    """What there is today in an app."""

    app: str
    facts: list[Fact]
    items: list[TodayItem]
    next_step: NextStep | None


class TodayAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Today in every app, and the apps that did not answer."""

    apps: list[AppToday]
    failed: list[FailedApp]


class PagePreferences(msgspec.Struct, frozen=True, kw_only=True):
    """How an account wants the page. `apps` are those that it wants to see; null for all."""

    appearance: Appearance = "system"
    apps: list[str] | None = None
    first_run_done: bool = False


class JobChanged(msgspec.Struct, frozen=True):
    """The job was cancelled or started again."""

    status: Literal["ok"] = "ok"
