"""`/api/broadcast`: broadcasts of programs that have no websocket."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, unquote

import msgspec

from alcove.foundation.database import DATABASE_LOST
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.channel import Topic
from alcove.wires.supabase.realtime.deps import RealtimeDeps
from alcove.wires.supabase.realtime.exchange import TopicExchange
from alcove.wires.supabase.realtime.frames import PayloadEncoding, UserBroadcast, broadcast_payload, check_json
from alcove.wires.supabase.realtime.http_errors import HttpError
from alcove.wires.supabase.realtime.limits import MAX_TOPIC_CHARACTERS
from alcove.wires.supabase.realtime.model import JoinRefused
from alcove.wires.supabase.realtime.retention import NotStored, read_query, store_broadcast
from alcove.wires.supabase.tokens import VerifiedToken

PATH: Final = "/api/broadcast"
_EVENT_PARTS: Final = 3
_BINARY: Final = "application/octet-stream"
_BLANK: Final = "can't be blank"
_INVALID: Final = "is invalid"
_ABSENT: Final = msgspec.Raw()


class _Message(msgspec.Struct):
    """A message of a body; the fields are checked later, so that all their errors can be told."""

    topic: Any = None
    event: Any = None
    payload: msgspec.Raw = _ABSENT
    private: Any = None


class _Body(msgspec.Struct):
    messages: list[_Message]


class BroadcastApi:
    """Sends broadcasts; each private one by the rights of the caller on its topic."""

    def __init__(self, deps: RealtimeDeps, exchange: TopicExchange) -> None:
        self._deps = deps
        self._exchange = exchange

    async def send_messages(self, caller: VerifiedToken, *, body: bytes, headers: Mapping[str, str]) -> None:
        """Send the messages of a body; HttpError.

        Messages that the caller may not send are left out; if all of them are, the request is refused.
        """
        messages = _read_messages(body, limit=self._deps.limits.messages_per_request)
        for position, message in enumerate(messages):
            self._check_size(bytes(message.payload), field=f"messages.{position}.payload")
        allowed = await self._may_write(messages, caller, headers=headers)
        if messages and not any(allowed):
            raise HttpError.of(403, "You do not have permissions to write to these Channel topics")
        for message, is_allowed in zip(messages, allowed, strict=True):
            if is_allowed:
                content = broadcast_payload(message.event, bytes(message.payload))
                self._exchange.broadcast_text(Topic(message.topic, bool(message.private)), content)

    async def send_event(
        self, caller: VerifiedToken, *, path: str, query: str, body: bytes, headers: Mapping[str, str]
    ) -> None:
        """Send a body as the payload of the event that an address names; HttpError."""
        name, event = _read_address(path)
        is_private = parse_qs(query).get("private", ["false"])[-1].lower() == "true"
        self._check_size(body, field="payload")
        encoding = PayloadEncoding.JSON
        if headers.get("content-type", "").partition(";")[0].strip().lower() == _BINARY:
            encoding = PayloadEncoding.BINARY
        else:
            _check_json(body)
        topic = Topic(name, is_private)
        if is_private and not await self._may_write_topic(name, caller, headers=headers):
            raise HttpError.of(403, f"You do not have permissions to write to this Channel topic: {name}")
        broadcast = UserBroadcast(event=event, payload=body, encoding=encoding)
        try:
            if (retention := read_query(query)) is not None:
                broadcast = await store_broadcast(
                    broadcast, topic=topic, store=self._deps.messages, retention=retention
                )
        except NotStored as error:
            raise HttpError.of(503 if str(error) == reasons.PERSIST_FAILED else 422, str(error)) from error
        self._exchange.broadcast(topic, broadcast)

    def _check_size(self, payload: bytes, *, field: str) -> None:
        limit = self._deps.limits.payload_bytes
        if len(payload) > limit:
            message = f"Payload size exceeds the limit of {limit} bytes"
            raise HttpError(413, {"message": message, "error": message, "errors": {field: [message]}})

    async def _may_write(
        self, messages: Sequence[_Message], caller: VerifiedToken, *, headers: Mapping[str, str]
    ) -> Sequence[bool]:
        names = dict.fromkeys(message.topic for message in messages if message.private)
        limit = self._deps.limits.private_topics_per_request
        if len(names) > limit:
            raise _refuse_messages(f"should have at most {limit} private topic(s)")
        try:
            async with asyncio.timeout(self._deps.limits.join_seconds):
                rights = {name: await self._may_write_topic(name, caller, headers=headers) for name in names}
        except TimeoutError as error:
            raise HttpError.of(503, reasons.DATABASE_SLOW) from error
        return [not message.private or rights[message.topic] for message in messages]

    async def _may_write_topic(self, name: str, caller: VerifiedToken, *, headers: Mapping[str, str]) -> bool:
        if self._deps.authorizer is None:
            raise HttpError.of(403, reasons.PRIVATE_NOT_AVAILABLE)
        try:
            rights = await self._deps.authorizer.authorize(name, caller=caller, headers=headers)
        except JoinRefused as error:
            raise HttpError.of(403, str(error)) from error
        except DATABASE_LOST as error:
            raise HttpError.of(503, reasons.DATABASE_LOST) from error
        return rights.writes_broadcast


def _read_messages(body: bytes, *, limit: int) -> Sequence[_Message]:
    try:
        # What is passed on unread is not checked by the decoder.
        body.decode()
        messages = msgspec.json.decode(body, type=_Body).messages
    except msgspec.ValidationError as error:
        raise HttpError(422, {"message": str(error), "errors": {"messages": [_BLANK]}}) from error
    except (ValueError, RecursionError) as error:
        raise HttpError.of(400, f"The body is not JSON: {error}") from error
    if len(messages) > limit:
        raise _refuse_messages(f"should have at most {limit} item(s)")
    problems = [_find_problems(message) for message in messages]
    if any(problems):
        raise HttpError(422, {"message": "The messages are not valid", "errors": {"messages": problems}})
    return messages


def _refuse_messages(problem: str) -> HttpError:
    return HttpError(422, {"message": problem, "errors": {"messages": [problem]}})


def _find_problems(message: _Message) -> Mapping[str, Sequence[str]]:
    """Return what is wrong with a message, by field."""
    problems: dict[str, Sequence[str]] = {}
    for name in ("topic", "event"):
        value = getattr(message, name)
        if value is None or value == "":
            problems[name] = [_BLANK]
        elif not isinstance(value, str) or len(value) > MAX_TOPIC_CHARACTERS or "\0" in value:
            problems[name] = [_INVALID]
    if not bytes(message.payload):
        problems["payload"] = [_BLANK]
    if not isinstance(message.private, bool | None):
        problems["private"] = [_INVALID]
    return problems


def _check_json(body: bytes) -> None:
    try:
        check_json(body)
    except (ValueError, RecursionError) as error:
        raise HttpError.of(400, f"The body is not JSON: {error}") from error


def _read_address(path: str) -> tuple[str, str]:
    """Return the topic and the event of `/TOPIC/events/EVENT`."""
    parts = path.strip("/").split("/")
    if len(parts) != _EVENT_PARTS or parts[1] != "events":
        raise HttpError.of(404, "Not found")
    try:
        name, event = unquote(parts[0], errors="strict"), unquote(parts[2], errors="strict")
    except UnicodeDecodeError as error:
        raise HttpError.of(400, "The address is not UTF-8") from error
    if not name or not event or len(name) > MAX_TOPIC_CHARACTERS or "\0" in name:
        raise HttpError.of(422, "The topic or the event is not valid")
    return name, event
