"""The interface between an app and the clients of its Socket.IO address."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Headers = Mapping[bytes, bytes]


class SocketIoClients(Protocol):
    """The clients that are connected to this process."""

    def __len__(self) -> int:
        """Return the number of clients."""
        ...

    async def emit(self, event: str, value: Any, /, *, to: str | None = None) -> None:
        """Send an event to one client, or to all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketIoHandlers:
    """The Socket.IO handlers of an app.

    `on_connect` runs when a client has connected, with its id; `events` are handlers by event name. `background_tasks`
    run from the first client to the end of the process. `identify` returns the caller of a request with these headers,
    None for an unknown one, and raises an AppError for one without access. It is called again after a notification on
    one of `session_topics`, and once a minute.
    """

    identify: Callable[[Headers], Awaitable[object | None]]
    on_connect: Callable[[SocketIoClients, str], Awaitable[None]]
    events: Mapping[str, Callable[[SocketIoClients, str], Awaitable[None]]] = field(default_factory=dict)
    background_tasks: Sequence[Callable[[SocketIoClients], Awaitable[None]]] = ()
    session_topics: Sequence[str] = ()
