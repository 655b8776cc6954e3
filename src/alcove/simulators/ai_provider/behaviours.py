"""What the simulator does with a request: a scripted behaviour, or an ordinary answer."""

from collections import deque
from typing import Final, Literal

import msgspec

DialectName = Literal["openai", "anthropic", "google"]
Ending = Literal["finish", "cut", "close", "hang", "silence", "malformed", "filter", "error", "html"]

MAX_SCRIPTS: Final = 1_000
MAX_QUEUE: Final = 10_000
MAX_TOKENS: Final = 100_000
MAX_DELAY_S: Final = 3_600.0


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one request is answered; all delays are in seconds.

    A `status` from 400 is an error response, with `retry_after` as its header, or with a date `retry_date` seconds
    from now. Otherwise the answer is `text`, or `tokens` numbered words, or one that is made from the request; it ends
    after `after` tokens (None: all of them) with `ending`:

    - `finish`: as the vendor ends an answer.
    - `cut`: the connection breaks within the body; `close`: the body ends, without a finish marker.
    - `hang`: nothing more is sent; `silence`: nothing at all, not even headers.
    - `malformed`: broken JSON; `html`: a web page with status 200.
    - `filter`: the vendor's content filter stops the answer; `error`: an error event with `error_status`.
    """

    text: str | None = None
    tokens: int | None = None
    reasoning: str = ""
    finish_reason: Literal["stop", "length"] = "stop"
    first_delay: float = 0.0
    delay: float = 0.0
    status: int = 200
    message: str | None = None
    """The message of an error; None for one of the vendor's."""
    retry_after: str | None = None
    retry_date: float | None = None
    ending: Ending = "finish"
    after: int | None = None
    error_status: int = 500
    usage: bool = True
    """Whether token counts are sent."""
    stamps: bool = False
    """Whether each token is the monotonic time at which it is sent."""
    comments: bool = False
    """Whether SSE comments are sent before each token and while nothing else is sent."""
    line_end: Literal["\n", "\r\n"] = "\n"
    chunk_bytes: int | None = None
    """Size of the pieces in which a stream is sent, whatever they cut apart; None for one piece per event."""

    def __post_init__(self) -> None:
        """Raise ValueError for values out of range."""
        if not all(0 <= count <= MAX_TOKENS for count in (self.tokens or 0, self.after or 0)):
            raise ValueError(f"a number of tokens must be between 0 and {MAX_TOKENS}")
        if not all(0 <= seconds <= MAX_DELAY_S for seconds in (self.first_delay, self.delay)):
            raise ValueError(f"a delay must be between 0 and {MAX_DELAY_S:g} s")
        if self.chunk_bytes is not None and self.chunk_bytes < 1:
            raise ValueError("chunk_bytes must be at least 1")
        if not (self.status == 200 or 400 <= self.status <= 599) or not 400 <= self.error_status <= 599:
            raise ValueError("a status must be 200, or that of an error")


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Behaviours of the requests that match all of `dialect`, `key` and `base` (None matches all).

    `base` is the path before the dialect's own, such as `/openai/v1`. The behaviours of `queue` are used once, in
    order; then `default` applies, if there is one.
    """

    dialect: DialectName | None = None
    key: str | None = None
    base: str | None = None
    queue: tuple[Behaviour, ...] = ()
    default: Behaviour | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a queue that is too long."""
        if len(self.queue) > MAX_QUEUE:
            raise ValueError(f"a queue must not be longer than {MAX_QUEUE}")


class ScriptBook:
    """The scripts that are set; the last one that matches and has a behaviour left decides."""

    def __init__(self) -> None:
        self._scripts: dict[tuple[str | None, ...], tuple[Script, deque[Behaviour]]] = {}

    def add(self, script: Script) -> None:
        """Add a script; it replaces one for the same requests. Raise ValueError when there are too many."""
        selector = (script.dialect, script.key, script.base)
        self._scripts.pop(selector, None)
        if len(self._scripts) >= MAX_SCRIPTS:
            raise ValueError(f"there are {MAX_SCRIPTS} scripts already")
        self._scripts[selector] = (script, deque(script.queue))

    def clear(self) -> None:
        """Remove all scripts."""
        self._scripts.clear()

    def next_behaviour(self, *, dialect: DialectName, key: str, base: str) -> Behaviour:
        """Return the behaviour for the next matching request, and take it from its queue."""
        values = (dialect, key, base)
        for selector, (script, queue) in reversed(self._scripts.items()):
            if not all(wanted in (None, value) for wanted, value in zip(selector, values, strict=True)):
                continue
            if queue:
                return queue.popleft()
            if script.default is not None:
                return script.default
        return Behaviour()
