"""A channel: one client on one topic, from its join to its leave."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import msgspec

from alcove.wires.supabase.realtime.frames import Outgoing, Ref, Version, encode_frame
from alcove.wires.supabase.realtime.limits import PRESENCE_SECONDS, FixedWindow, RealtimeLimits
from alcove.wires.supabase.realtime.model import ChangesSubscription, ChannelRights, JoinConfig
from alcove.wires.supabase.realtime.tokens import Caller
from alcove.wires.supabase.tokens import VerifiedToken

TOPIC_PREFIX: Final = "realtime:"
MAX_EARLY_CHANGES: Final = 1_000

_encode = msgspec.json.Encoder().encode


Push: TypeAlias = Callable[[Outgoing], None]


class Topic(NamedTuple):
    """A topic without its prefix; the private and the public one of the same name are different topics."""

    name: str
    is_private: bool

    @property
    def full_name(self) -> str:
        """The name in frames."""
        return TOPIC_PREFIX + self.name


class ClientState:
    """What a connection knows of its client: who it is by its key, the headers of its handshake, and its calls."""

    __slots__ = ("headers", "joins", "key", "presence_calls", "token_changes", "tracked_bytes")

    def __init__(self, key: VerifiedToken, headers: Mapping[str, str], *, limits: RealtimeLimits) -> None:
        self.key = key
        self.headers = headers
        self.joins = FixedWindow(limits.joins_per_connection, seconds=1.0)
        self.token_changes = FixedWindow(limits.joins_per_connection, seconds=1.0)
        """Changes of who it is on private channels, which the database decides about like joins."""
        self.tracked_bytes = 0
        """How much it tracks on all of its channels."""
        self.presence_calls = FixedWindow(limits.presence_calls, seconds=PRESENCE_SECONDS)


class Connection(Protocol):
    """The connection of a client."""

    @property
    def client(self) -> ClientState:
        """What is known of the client."""
        ...

    @property
    def version(self) -> Version:
        """The version of the protocol that the client speaks."""
        ...

    @property
    def push(self) -> Push:
        """Sends a frame after those that wait; it never blocks."""
        ...


class Channel:
    """A client that has joined a topic."""

    def __init__(
        self, connection: Connection, topic: Topic, *, join_ref: Ref, config: JoinConfig, caller: Caller
    ) -> None:
        """Create a channel that is not joined yet; it has all rights, as on a public topic."""
        self.push = connection.push
        """Sends a frame to the client; it never blocks."""
        self.topic = topic
        self.join_ref = join_ref
        self.config = config
        self.caller = caller
        self.rights = ChannelRights()
        self.subscription: ChangesSubscription | None = None
        self.presence_key = config.presence_key
        self.presence_ref = ""
        """The reference of what it tracks, empty without."""
        self._presence_bytes = 0
        self.client = connection.client
        self.version = connection.version
        """The version of the protocol that its client speaks."""
        self.has_problem = False
        """Whether a problem with its changes was reported."""
        self._is_joined = False
        self._early: list[tuple[str, bytes]] = []

    @property
    def tracked_elsewhere(self) -> int:
        """How many bytes its client tracks on other channels."""
        return self.client.tracked_bytes - self._presence_bytes

    def set_presence(self, ref: str, *, size: int) -> None:
        """Note the reference and the bytes of what it tracks; "" and 0 for nothing."""
        self.client.tracked_bytes += size - self._presence_bytes
        self.presence_ref, self._presence_bytes = ref, size

    def push_event(self, event: str, payload: bytes, *, ref: Ref = None) -> None:
        """Send an event of this channel; `payload` is JSON."""
        frame = encode_frame(
            self.version,
            topic=self.topic.full_name,
            event=event,
            payload=payload,
            ref=ref,
            join_ref=self.join_ref,
        )
        self.push(frame)

    def reply(self, ref: Ref, response: Mapping[str, Any], *, status: str = "ok") -> None:
        """Answer a frame with this reference."""
        self.push_event("phx_reply", _encode({"status": status, "response": response}), ref=ref)

    def report(self, message: str, *, status: str = "error", extension: str = "system") -> None:
        """Send the client a message about the state of the channel."""
        payload = {"message": message, "status": status, "extension": extension, "channel": self.topic.name}
        self.push_event("system", _encode(payload))

    def start(self) -> None:
        """Deliver changes from now on, first those that came during the join."""
        self._is_joined = True
        early, self._early = self._early, []
        for event, payload in early:
            self.push_event(event, payload)

    def deliver_change(self, payload: bytes) -> None:
        """Send a change of a row to the client."""
        self._deliver("postgres_changes", payload)

    def report_changes(self, message: str) -> None:
        """Send the client the reason why it does not get changes."""
        self.has_problem = True
        payload = {
            "message": message,
            "status": "error",
            "extension": "postgres_changes",
            "channel": self.topic.name,
        }
        self._deliver("system", _encode(payload))

    def _deliver(self, event: str, payload: bytes) -> None:
        if self._is_joined:
            self.push_event(event, payload)
        elif len(self._early) < MAX_EARLY_CHANGES:
            # The client knows the ids of its subscription from the reply, which comes later.
            self._early.append((event, payload))
