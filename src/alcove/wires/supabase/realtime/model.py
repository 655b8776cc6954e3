"""What clients ask for when they join a channel, and what the parts of realtime tell each other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from alcove.wires.supabase.tokens import VerifiedToken

ChangeKind = Literal["*", "INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesRequest:
    """Which changes of rows a client wants; `echo` is what it sent, to which the reply adds the id only."""

    event: ChangeKind
    schema: str
    table: str = "*"
    filter: str | None = None
    select: tuple[str, ...] | None = None
    echo: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """Which messages of the past a client wants when it joins.

    The newest `limit` ones since a time in milliseconds since 1970.
    """

    since: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinConfig:
    """The configuration of a channel in the payload of `phx_join`."""

    broadcast_self: bool = False
    broadcast_ack: bool = False
    replication_ready: bool = False
    replay: ReplayRequest | None = None
    presence_enabled: bool = False
    presence_key: str = ""
    changes: tuple[ChangesRequest, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRights:
    """What a caller may do on a channel: read and write broadcasts and presence."""

    reads_broadcast: bool = True
    writes_broadcast: bool = True
    reads_presence: bool = True
    writes_presence: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A broadcast that is stored in `realtime.messages`; `payload` is JSON."""

    id: str
    event: str
    payload: bytes


class JoinRefused(Exception):
    """A channel cannot be joined; the text is the reason that the client gets."""


DeliverChange: TypeAlias = Callable[[bytes], None]
"""Called with the JSON of the payload of an event `postgres_changes`: `{"ids": [...], "data": {...}}`."""

ReportProblem: TypeAlias = Callable[[str], None]
"""Called with why a subscription does not get changes; the client gets it in an event `system`."""


class ChangesSubscription(Protocol):
    """The subscription of one channel to changes of rows."""

    @property
    def ids(self) -> Sequence[int]:
        """The ids of its requests, in their order."""
        ...

    def set_caller(self, caller: VerifiedToken) -> None:
        """Decide about rows with the rights of another token of the client from now on."""
        ...

    async def close(self) -> None:
        """End the subscription."""
        ...


class ChangesFeed(Protocol):
    """Changes of rows of the tables that are published, for those who may read them."""

    async def subscribe(
        self,
        requests: Sequence[ChangesRequest],
        *,
        caller: VerifiedToken,
        deliver: DeliverChange,
        report: ReportProblem,
    ) -> ChangesSubscription:
        """Start to deliver changes that are committed from now on; JoinRefused for a request that cannot be right."""
        ...


class ChannelAuthorizer(Protocol):
    """Decides about private channels."""

    async def authorize(self, topic: str, *, caller: VerifiedToken, headers: Mapping[str, str]) -> ChannelRights:
        """Return the rights of a caller on a private channel, by the policies on `realtime.messages`."""
        ...


class MessageStore(Protocol):
    """The broadcasts that are stored in `realtime.messages`."""

    async def replay(self, topic: str, *, request: ReplayRequest) -> Sequence[StoredMessage]:
        """Return stored private messages of a topic, the oldest first."""
        ...

    async def store(self, topic: str, *, event: str, payload: bytes, seconds: float | None = None) -> str:
        """Store a private broadcast that its sender delivers, for at most `seconds`, and return its id."""
        ...


class BroadcastFollower(Protocol):
    """Delivers the broadcasts that the database sends to the channels of this process."""

    async def ensure_following(self, *, within: float) -> bool:
        """Follow the database from now on; return whether that has begun `within` seconds, else it begins later."""
        ...
