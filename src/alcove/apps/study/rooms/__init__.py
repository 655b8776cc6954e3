"""`/api/rooms` and `/ws/rooms`: rooms to study together, with members, messages, presence and a shared timer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.native_callers import CallerIdentifier
    from alcove.apps.study.rooms.gateway import RoomGateway
    from alcove.foundation.web import Api

__all__ = ["open_rooms"]


def open_rooms(
    apis: "Sequence[Api]", deps: Deps, *, callers: "CallerIdentifier", key_store: KeyStore, sessions: KnownSessions
) -> None:
    """Declare the endpoints and the websockets. What serves these is loaded at the first one."""
    from alcove.apps.study.deferred import DeferredService  # noqa: PLC0415 - the worker needs none
    from alcove.apps.study.rooms.activity_routes import SOCKET_PATHS  # noqa: PLC0415
    from alcove.apps.study.rooms.calls import RoomCalls  # noqa: PLC0415
    from alcove.apps.study.rooms.entry import RoomEntry  # noqa: PLC0415
    from alcove.apps.study.rooms.message_writer import MessageWriter  # noqa: PLC0415
    from alcove.apps.study.rooms.routes import register_rooms  # noqa: PLC0415
    from alcove.apps.study.rooms.service import Rooms  # noqa: PLC0415
    from alcove.apps.study.settings import StudySettings  # noqa: PLC0415
    from alcove.foundation.web import Access  # noqa: PLC0415

    settings = deps.load(StudySettings)
    rooms, writer = Rooms(deps.pool, clock=deps.clock), MessageWriter(deps.pool)
    entry = RoomEntry(deps.pool, clock=deps.clock, rooms=rooms)
    calls = RoomCalls(callers, limits=deps.limits, rooms=rooms, entry=entry, writer=writer)
    register_rooms(apis, calls, capacity=settings.study_room_capacity)

    def build() -> "RoomGateway":
        from alcove.apps.study.rooms.gateway import RoomGateway  # noqa: PLC0415 - at the first request
        from alcove.apps.study.rooms.live import RoomLimits  # noqa: PLC0415

        limits = RoomLimits(
            connections=settings.study_room_connections,
            messages_per_second=settings.study_room_frames_per_second,
            heartbeat_seconds=settings.study_room_heartbeat_timeout,
        )
        gateway = RoomGateway(
            deps, entry=entry, rooms=rooms, writer=writer, key_store=key_store, sessions=sessions, limits=limits
        )
        deps.exit_stack.push_async_callback(gateway.close)
        return gateway

    service = DeferredService(build)
    for api in apis:
        # A ticket opens a websocket, which no browser sends by itself.
        api.mount(*SOCKET_PATHS, app=service, access=Access.PUBLIC, checks_host=False)
