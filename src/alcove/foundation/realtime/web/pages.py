"""What an app says to the pages of its Socket.IO address, and hears of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Headers = Mapping[bytes, bytes]


class Pages(Protocol):
    """The pages that are connected to this process."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    async def emit(self, event: str, value: Any, /, *, to: str | None = None) -> None:
        """Send an event to one page, or to all of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocols:
    """What an app says on its connections.

    `welcome` runs for each page that has just come and `answers` by the name of the event that a page sent, with the
    page's id; `works` run from the first page to the end of the process. `identify` says who sends these headers,
    None for a stranger, and raises an AppError for one who may not come in; it is asked again after a notification
    on one of `session_topics`, and once a minute.
    """

    identify: Callable[[Headers], Awaitable[object | None]]
    welcome: Callable[[Pages, str], Awaitable[None]]
    answers: Mapping[str, Callable[[Pages, str], Awaitable[None]]] = field(default_factory=dict)
    works: Sequence[Callable[[Pages], Awaitable[None]]] = ()
    session_topics: Sequence[str] = ()
