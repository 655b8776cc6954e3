"""The settings of rooms."""

from typing import Annotated

from msgspec import Meta

from alcove.apps.study.realtime_settings import RealtimeSettings


class RoomSettings(RealtimeSettings, frozen=True, kw_only=True):
    """How much the members of rooms may do."""

    study_room_capacity: Annotated[
        int, Meta(ge=1, le=5_000, description="Members of a room whose creator does not say how many it may have.")
    ] = 100
    study_room_connections: Annotated[int, Meta(ge=1, le=1_000_000, description="Websockets of rooms per process.")] = (
        10_000
    )
    study_room_frames_per_second: Annotated[
        int, Meta(ge=1, le=10_000, description="Frames that one websocket of a room may send per second.")
    ] = 10
    study_room_heartbeat_timeout: Annotated[
        float, Meta(ge=1, le=3_600, description="Seconds without a frame after which a websocket of a room is closed.")
    ] = 60.0
    study_room_history_days: Annotated[
        int, Meta(ge=1, le=36_500, description="Days for which the events of rooms are kept.")
    ] = 365
