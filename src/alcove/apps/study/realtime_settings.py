"""The settings of `/realtime/v1`; their defaults are the documented limits of Supabase's larger plans."""

from typing import Annotated

from msgspec import Meta

from alcove.apps.study.function_settings import FunctionSettings


class RealtimeSettings(FunctionSettings, frozen=True, kw_only=True):
    """How much the clients of `/realtime/v1` may do, in each process."""

    study_realtime_connections: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Connections to /realtime/v1 per process.")
    ] = 10_000
    study_realtime_channels: Annotated[
        int, Meta(ge=1, le=10_000, description="Channels that one connection may join.")
    ] = 100
    study_realtime_joins_per_second: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Channels that all connections of a process may join per second.")
    ] = 2_500
    study_realtime_joins_per_connection: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Channels that one connection may join per second.")
    ] = 100
    study_realtime_messages_per_second: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Messages that one connection may send per second.")
    ] = 2_500
    study_realtime_payload_kb: Annotated[
        int, Meta(ge=1, le=10_000, description="Largest payload of a broadcast or a tracked presence, in kB.")
    ] = 3_000
    study_realtime_presence_keys: Annotated[
        int, Meta(ge=1, le=1_000, description="Keys of an object that a client tracks as its presence.")
    ] = 10
    study_realtime_presence_messages_per_second: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Presences that all clients of a process may change per second.")
    ] = 1_000
    study_realtime_presence_calls: Annotated[
        int, Meta(ge=1, le=100_000, description="Times that one client may change its presence in 30 seconds.")
    ] = 5
    study_realtime_heartbeat_timeout: Annotated[
        float,
        Meta(ge=1, le=3_600, description="Seconds without a message of a client after which its connection is closed."),
    ] = 60.0
