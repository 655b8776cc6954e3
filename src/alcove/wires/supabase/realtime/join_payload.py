"""Read the payload of `phx_join`: the configuration of a channel, and the client's token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import msgspec

from alcove.wires.supabase.realtime.limits import MAX_KEY_CHARACTERS, RealtimeLimits
from alcove.wires.supabase.realtime.model import ChangeKind, ChangesRequest, JoinConfig, JoinRefused, ReplayRequest

_KINDS: Final = ("*", "INSERT", "UPDATE", "DELETE")
_MAX_REPLAY: Final = 25
"""Most messages that are replayed, as documented."""
_INVALID: Final = "InvalidJoinPayload: "


class _Broadcast(msgspec.Struct):
    self: bool | None = None
    ack: bool | None = None
    replication_ready: bool | None = None
    replay: "_Replay | None" = None


class _Replay(msgspec.Struct):
    since: int
    limit: int | None = None


class _Presence(msgspec.Struct):
    key: str | int | None = None
    enabled: bool | None = True


class _ChangesOptions(msgspec.Struct):
    wait: bool | None = None


class _Config(msgspec.Struct):
    broadcast: _Broadcast | None = None
    presence: _Presence | None = None
    postgres_changes: list[dict[str, Any]] | None = None
    postgres_changes_options: _ChangesOptions | None = None
    private: bool | None = None


class _Payload(msgspec.Struct):
    config: _Config | None = None
    access_token: str | None = None
    user_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPayload:
    """What a client joins with; `token` is empty if it sent none."""

    config: JoinConfig
    token: str = ""


_decode = msgspec.json.Decoder(_Payload).decode


def read_join_payload(payload: bytes, *, limits: RealtimeLimits) -> JoinPayload:
    """Return the configuration and the token; JoinRefused."""
    if len(payload) > limits.join_bytes:
        raise JoinRefused(f"{_INVALID}it has more than {limits.join_bytes} bytes")
    try:
        body = _decode(payload or b"{}")
    except (ValueError, RecursionError) as error:
        raise JoinRefused(f"{_INVALID}{error}") from error
    config = body.config or _Config()
    broadcast, presence = config.broadcast or _Broadcast(), config.presence
    key = "" if presence is None or presence.key is None else str(presence.key)
    if len(key) > MAX_KEY_CHARACTERS:
        raise JoinRefused(f"{_INVALID}the presence key has more than {MAX_KEY_CHARACTERS} characters")
    requests = config.postgres_changes or []
    if len(requests) > limits.changes_per_channel:
        raise JoinRefused(f"{_INVALID}there are more than {limits.changes_per_channel} entries in postgres_changes")
    return JoinPayload(
        config=JoinConfig(
            broadcast_self=bool(broadcast.self),
            broadcast_ack=bool(broadcast.ack),
            replication_ready=bool(broadcast.replication_ready),
            replay=_read_replay(broadcast.replay, is_private=bool(config.private)),
            # Clients that are older than `enabled` send a key only.
            presence_enabled=presence is not None and bool(presence.enabled),
            presence_key=key,
            changes=tuple(_read_changes(request) for request in requests),
            is_private=bool(config.private),
        ),
        token=body.access_token or body.user_token or "",
    )


def _read_replay(replay: _Replay | None, *, is_private: bool) -> ReplayRequest | None:
    if replay is None:
        return None
    if not is_private:
        raise JoinRefused("UnableToReplayMessages: Replay is only available on private channels")
    limit = _MAX_REPLAY if replay.limit is None else replay.limit
    if limit < 1:
        raise JoinRefused("UnableToReplayMessages: The limit of a replay is at least 1")
    return ReplayRequest(since=replay.since, limit=min(limit, _MAX_REPLAY))


def _read_changes(request: Mapping[str, Any]) -> ChangesRequest:
    """Return a request; what is not a text is refused, what a text means is decided by the feed."""
    event = _text(request, "event") or "*"
    if event.upper() not in _KINDS:
        raise JoinRefused(f"{_INVALID}the event {event!r} of postgres_changes is none of {', '.join(_KINDS)}")
    return ChangesRequest(
        event=cast("ChangeKind", event.upper()),
        schema=_text(request, "schema") or "public",
        table=_text(request, "table") or "*",
        filter=_text(request, "filter"),
        select=_read_select(request.get("select")),
        echo=dict(request),
    )


def _text(request: Mapping[str, Any], name: str) -> str | None:
    value = request.get(name)
    if value is None or (isinstance(value, str) and "\0" not in value):
        return value
    raise JoinRefused(f"{_INVALID}{name} of postgres_changes is not a text")


def _read_select(value: object) -> tuple[str, ...] | None:
    names: Sequence[object] | None = value.split(",") if isinstance(value, str) else cast("Any", value)
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) and "\0" not in name for name in names):
        raise JoinRefused(f"{_INVALID}select of postgres_changes is not a list of columns")
    return tuple(str(name).strip() for name in names) or None
