"""The sessions of access tokens that a process has looked up, shared by its services."""

from collections.abc import Callable
from functools import cached_property
from uuid import UUID

from alcove.foundation.deps import Deps
from alcove.foundation.identity import LiveSessions


class KnownSessions:
    """Looks up sessions; the first lookup starts to listen for sessions that end."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    @cached_property
    def _live_sessions(self) -> LiveSessions:
        sessions = LiveSessions(self._deps.pool, self._deps.pg_listener, clock=self._deps.clock)
        self._deps.exit_stack.push_async_callback(sessions.close)
        return sessions

    async def contains(self, session_id: UUID, *, user_id: UUID) -> bool:
        """Return whether the session is one of the user's and may be used."""
        return await self._live_sessions.contains(session_id, user_id=user_id)

    def watch(self, on_change: Callable[[str | None], None]) -> None:
        """Call `on_change` with a user's id when its sessions may have ended, with None when anybody's may."""
        self._live_sessions.watch(on_change)

    def forget(self, user_id: UUID | None) -> None:
        """Look up the sessions of a user again, or with None those of everybody.

        The notification of a sign-out may arrive after its response, when the token must be refused already.
        """
        self._live_sessions.forget(user_id)
