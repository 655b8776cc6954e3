"""The realtime server behind its gateway."""

from functools import cached_property

from starlette.types import Receive, Scope, Send

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.auth_api import find_external_url
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.realtime_settings import RealtimeSettings
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.token_keys import CurrentVerifier, GatewaySettingsSource
from alcove.foundation.deps import Deps
from alcove.wires.supabase.gateway import Gateway, SessionGuard
from alcove.wires.supabase.realtime.changes import PostgresChangesFeed
from alcove.wires.supabase.realtime.channel_hub import ChannelHub
from alcove.wires.supabase.realtime.deps import RealtimeDeps
from alcove.wires.supabase.realtime.limits import KILOBYTE, RealtimeLimits
from alcove.wires.supabase.realtime.private import BroadcastFeed, DatabaseMessages, PolicyAuthorizer
from alcove.wires.supabase.realtime.server import RealtimeServer
from alcove.wires.supabase.realtime.tokens import CallerCheck


class RealtimeApi:
    """The ASGI application of `/realtime/v1`."""

    def __init__(
        self, deps: Deps, *, database: ApiDatabase, key_store: KeyStore, sessions: KnownSessions, prefix: str
    ) -> None:
        self._deps = deps
        self._database = database
        self._key_store = key_store
        self._sessions = sessions
        self._prefix = prefix
        self._settings = deps.load(StudySettings)
        self._channels = ChannelHub()
        self._verifier = CurrentVerifier(key_store, clock=deps.clock)
        self._gateway_settings = GatewaySettingsSource(deps.load, key_store)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or websocket."""
        await self._gateway(scope, receive, send)

    @cached_property
    def _gateway(self) -> Gateway:
        server = RealtimeServer(self._build_deps(), prefix=self._prefix)
        self._deps.exit_stack.push_async_callback(server.close)
        self._sessions.watch(server.check_sessions)
        guard = SessionGuard(
            server, verifier=self._verifier, sessions=self._sessions, issuer=find_external_url(self._deps)
        )
        return Gateway(guard, settings=self._gateway_settings, verifier=self._verifier)

    def _build_deps(self) -> RealtimeDeps:
        deps = self._deps
        callers = CallerCheck(
            verifier=self._verifier,
            find_key_role=self._gateway_settings().keys.find_role,
            sessions=self._sessions,
            issuer=find_external_url(deps),
            clock=deps.clock,
        )
        broadcasts = BroadcastFeed(
            pool=self._database.owner_pool,
            listener=self._database.listener,
            deliver=self._channels.deliver_broadcast,
            clock=deps.clock,
        )
        deps.exit_stack.push_async_callback(broadcasts.close)
        changes = PostgresChangesFeed(self._database, clock=deps.clock)
        deps.exit_stack.push_async_callback(changes.close)
        return RealtimeDeps(
            hub=deps.hub,
            clock=deps.clock,
            stopping=deps.stopping,
            peer_secret=self._key_store.keys.derive("realtime processes"),
            callers=callers,
            limits=build_limits(self._settings),
            channels=self._channels,
            changes=changes,
            authorizer=PolicyAuthorizer(self._database.pool),
            messages=DatabaseMessages(self._database.owner_pool),
            database_broadcasts=broadcasts,
        )


def build_limits(settings: RealtimeSettings) -> RealtimeLimits:
    """Return the limits of the settings."""
    return RealtimeLimits(
        connections=settings.study_realtime_connections,
        channels_per_connection=settings.study_realtime_channels,
        joins_per_second=settings.study_realtime_joins_per_second,
        joins_per_connection=settings.study_realtime_joins_per_connection,
        messages_per_second=settings.study_realtime_messages_per_second,
        payload_bytes=settings.study_realtime_payload_kb * KILOBYTE,
        presence_keys=settings.study_realtime_presence_keys,
        presence_messages_per_second=settings.study_realtime_presence_messages_per_second,
        presence_calls=settings.study_realtime_presence_calls,
        heartbeat_seconds=settings.study_realtime_heartbeat_timeout,
    )
