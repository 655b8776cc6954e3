"""One stream with the live events of all apps: each change is read once per process."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from starlette.responses import StreamingResponse

from alcove.foundation.deps import Deps
from alcove.foundation.overview.model import AppEvent, AppOverview, Viewers
from alcove.foundation.realtime import Notification
from alcove.foundation.realtime.web import EventFeed, ServerEvent

ACTIVITY: Final = "activity"
CHANGED: Final = "changed"

ReadViewers = Callable[[], Awaitable[Viewers | None]]
"""Returns whom a caller is now; None when it may not read any more."""


@dataclass(frozen=True, slots=True)
class AddressedEvent(ServerEvent):
    """An event of an app, for all accounts with a role in it or for one."""

    app: str = ""
    account_id: UUID | None = None

    def is_for(self, viewers: Viewers) -> bool:
        """Return whether a caller gets it."""
        return self.app in viewers.by_app and self.account_id in (None, viewers.account_id)


class AllEvents:
    """Reads the events of all apps."""

    def __init__(self, apps: Sequence[AppOverview]) -> None:
        self._sources = {app.name: app.live_events for app in apps if app.live_events is not None}
        self._apps_by_topic: dict[str, list[str]] = {}
        for name, source in self._sources.items():
            for topic in source.topics:
                self._apps_by_topic.setdefault(topic, []).append(name)

    @property
    def topics(self) -> Sequence[str]:
        """The topics of all apps."""
        return tuple(self._apps_by_topic)

    async def read(self, notification: Notification, /) -> Sequence[ServerEvent]:
        """Return the events of a notification."""
        return [
            event
            for name in self._apps_by_topic.get(notification.topic, ())
            for event in _name_events(name, await self._sources[name].read(notification))
        ]

    async def read_since(self, instant: datetime, /) -> Sequence[ServerEvent]:
        """Return events with the current state of everything that changed since then."""
        return [
            event
            for name, source in self._sources.items()
            for event in _name_events(name, await source.read_since(instant))
        ]


def _name_events(app: str, events: Sequence[AppEvent]) -> Sequence[AddressedEvent]:
    named = []
    for event in events:
        # A page that shows all apps follows only these two, and need not know the names of any app's events.
        general, data = (
            (CHANGED, {"app": app}) if event.job_id is None else (ACTIVITY, {"app": app, "id": event.job_id})
        )
        for name, body in ((f"{app}.{event.name}", event.data), (general, msgspec.json.encode(data))):
            named.append(AddressedEvent(name, body, app=app, account_id=event.account_id))
    return named


class OverviewEvents:
    """The streams of an api process."""

    def __init__(self, deps: Deps, apps: Sequence[AppOverview]) -> None:
        self._feed = EventFeed(deps.hub, AllEvents(apps), clock=deps.clock, stopping=deps.stopping)

    def stream(self, last_event_id: str | None, *, viewers: Viewers, read_viewers: ReadViewers) -> StreamingResponse:
        """Return a stream of what a caller may read; its roles are read again now and then. TooManyStreams."""
        reader = _Reader(viewers, read_viewers)
        return self._feed.stream(last_event_id, is_authorized=reader.refresh, is_visible=reader.is_visible)


class _Reader:
    """A caller that reads a stream, with its roles as they were last read."""

    def __init__(self, viewers: Viewers, read_viewers: ReadViewers) -> None:
        self.viewers = viewers
        self._read_viewers = read_viewers

    def is_visible(self, event: ServerEvent) -> bool:
        """Return whether the caller gets an event; a `resync` is for everybody."""
        return not isinstance(event, AddressedEvent) or event.is_for(self.viewers)

    async def refresh(self) -> bool:
        """Read the roles again; return whether the caller may still read."""
        current = await self._read_viewers()
        if current is None:
            return False
        self.viewers = current
        return True
