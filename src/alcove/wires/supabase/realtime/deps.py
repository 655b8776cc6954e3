"""What the realtime server is built from."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from alcove.foundation.clock import Clock
from alcove.foundation.realtime import Hub
from alcove.wires.supabase.realtime.channel_hub import ChannelHub
from alcove.wires.supabase.realtime.limits import RealtimeLimits
from alcove.wires.supabase.realtime.model import BroadcastFollower, ChangesFeed, ChannelAuthorizer, MessageStore
from alcove.wires.supabase.realtime.tokens import CallerCheck


def make_ref() -> str:
    """Return a reference that no other has."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeDeps:
    """The parts of the realtime server.

    `hub` connects the api processes, which all know the `peer_secret`; `channels` are the channels of this one.
    `stopping` is set when the process shuts down. Without `changes`, `authorizer` or `messages`, what needs them is
    refused; without `database_broadcasts` the database sends none.
    """

    hub: Hub
    clock: Clock
    stopping: asyncio.Event
    peer_secret: bytes
    callers: CallerCheck
    limits: RealtimeLimits = field(default_factory=RealtimeLimits)
    channels: ChannelHub = field(default_factory=ChannelHub)
    changes: ChangesFeed | None = None
    authorizer: ChannelAuthorizer | None = None
    messages: MessageStore | None = None
    database_broadcasts: BroadcastFollower | None = None
    make_ref: Callable[[], str] = make_ref
