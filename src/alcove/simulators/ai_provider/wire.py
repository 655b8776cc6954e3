"""What the dialects have in common: the question of a request, the answer to send, and checks of request bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec
from starlette.requests import Request

from alcove.simulators.ai_provider.behaviours import DialectName


class Refusal(Exception):
    """A request that the vendor would refuse, with status, message and code of its error."""

    def __init__(self, status: int, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request in common terms; `turns` are (role, text) without system messages."""

    model: str
    turns: Sequence[tuple[str, str]]
    system: str = ""
    max_tokens: int | None = None
    is_streaming: bool = False
    wants_usage: bool = True

    @property
    def prompt_tokens(self) -> int:
        """The number of words of all messages, which count as tokens."""
        return len(self.system.split()) + sum(len(text.split()) for _, text in self.turns)


@dataclass(slots=True, kw_only=True)
class Answer:
    """An answer that is being sent."""

    number: int
    question: Question
    finish: Literal["stop", "length", "filter"] = "stop"
    tokens: list[str] = field(default_factory=list)
    """The tokens sent so far."""
    reasoning: str = ""
    has_usage: bool = True
    at: int = 0
    """Seconds of Unix time."""

    @property
    def text(self) -> str:
        """The text sent so far."""
        return "".join(self.tokens)


class Wire(Protocol):
    """How a vendor reads requests and writes answers; `stream_*` return events of a stream, without line ends."""

    name: DialectName

    def read_key(self, request: Request) -> str:
        """Return the key of a request, empty without one."""
        ...

    def read_question(self, request: Request, body: Mapping[str, Any]) -> Question:
        """Return the question of a request; Refusal."""
        ...

    def error_body(self, refusal: Refusal, *, retry_after: float | None = None) -> dict[str, Any]:
        """Return the body of an error response."""
        ...

    def complete_body(self, answer: Answer) -> dict[str, Any]:
        """Return the body of a complete answer."""
        ...

    def stream_start(self, answer: Answer) -> list[str]:
        """Return the events before the first token."""
        ...

    def stream_reasoning(self, answer: Answer, text: str) -> str:
        """Return the event of a piece of reasoning."""
        ...

    def stream_token(self, answer: Answer) -> str:
        """Return the event of the last token."""
        ...

    def stream_finish(self, answer: Answer) -> list[str]:
        """Return the events that end an answer, for each of its `finish` values."""
        ...

    def stream_error(self, refusal: Refusal) -> str:
        """Return the event of an error within a stream."""
        ...


def event(data: Any, *, name: str = "") -> str:
    """Return an event with JSON data."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {msgspec.json.encode(data).decode()}\n\n"


def require_fields(body: Mapping[str, Any], *, known: Mapping[str, type | tuple[type, ...]], unknown: str) -> None:
    """Raise Refusal 400 for a field that is not known (`unknown` is a template of the message) or has another type."""
    for name, value in body.items():
        if name not in known:
            raise Refusal(400, unknown.format(name))
        if value is None:
            continue
        expected = known[name]
        kinds: tuple[type, ...] = expected if isinstance(expected, tuple) else (expected,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise Refusal(400, f"{name}: Input should be a valid {' or '.join(kind.__name__ for kind in kinds)}")


def require_object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object within a body, empty when it is missing; Refusal 400 for anything else."""
    value = body.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise Refusal(400, f"{name}: Input should be a valid object")
    return value or {}


def require_range(body: Mapping[str, Any], name: str, *, low: float, high: float | None = None) -> None:
    """Raise Refusal 400 when a number is out of range."""
    value = body.get(name)
    if value is not None and not isinstance(value, int | float):
        raise Refusal(400, f"{name}: Input should be a valid number")
    if value is not None and (value < low or (high is not None and value > high)):
        raise Refusal(400, f"{name}: Input should be from {low:g}{'' if high is None else f' to {high:g}'}")
