"""A client of `/realtime/v1` that shows every frame, in both versions of the protocol."""

import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

from support.until import WITHIN
from support.websocket import WebSocket, open_websocket

V1: Final = "1.0.0"
V2: Final = "2.0.0"
VERSIONS: Final = (V1, V2)
Vsn = Literal["1.0.0", "2.0.0"]


@dataclass(frozen=True, slots=True)
class Received:
    """A frame of the server; the payload of a binary broadcast is shown as that of a text frame."""

    topic: str
    event: str
    payload: Any
    ref: Any = None
    join_ref: Any = None
    is_binary: bool = False

    @property
    def status(self) -> str:
        """The status of a reply."""
        return str(self.payload["status"])

    @property
    def response(self) -> Any:
        """The response of a reply."""
        return self.payload["response"]


class PhoenixClient:
    """A client with one connection."""

    def __init__(self, socket: WebSocket, version: str) -> None:
        self.socket = socket
        self.version = version
        self._refs = itertools.count(1)
        self._join_refs: dict[str, str] = {}

    def next_ref(self) -> str:
        """Return a new reference."""
        return str(next(self._refs))

    async def push(self, topic: str, event: str, payload: object = None, *, ref: Any = "", join_ref: Any = "") -> str:
        """Send a frame and return its reference; the join reference is that of the last join unless it is given."""
        ref = self.next_ref() if ref == "" else ref
        join_ref = self._join_refs.get(topic) if join_ref == "" else join_ref
        content = {} if payload is None else payload
        if self.version == V1:
            frame: Any = {"topic": topic, "event": event, "payload": content, "ref": ref, "join_ref": join_ref}
        else:
            frame = [join_ref, ref, topic, event, content]
        await self.socket.send(json.dumps(frame))
        return str(ref)

    def use_join_ref(self, topic: str, ref: str) -> None:
        """Send further frames on a topic with this join reference."""
        self._join_refs[topic] = ref

    async def push_join(self, topic: str, config: Mapping[str, Any] | None = None, **payload: Any) -> str:
        """Send a join and return its reference."""
        ref = self.next_ref()
        self.use_join_ref(topic, ref)
        return await self.push(topic, "phx_join", {"config": dict(config or {}), **payload}, ref=ref, join_ref=ref)

    async def receive_after(self, topic: str, event: str, *, ref: Any) -> Received:
        """Send a frame with a reference, and return the next frame."""
        await self.push(topic, event, ref=ref, join_ref=None)
        return await self.receive()

    async def push_broadcast(
        self, topic: str, event: str, payload: bytes, *, encoding: int = 1, metadata: bytes = b""
    ) -> str:
        """Send a broadcast as a binary frame and return its reference."""
        ref = self.next_ref()
        fields = (self._join_refs.get(topic, "").encode(), ref.encode(), topic.encode(), event.encode(), metadata)
        sizes = bytes(len(field) for field in fields)
        await self.socket.send(b"\x03" + sizes + bytes((encoding,)) + b"".join(fields) + payload)
        return ref

    async def receive(self, *, within: float = WITHIN) -> Received:
        """Return the next frame."""
        return decode(await self.socket.receive(within=within), self.version)

    async def wait_for(self, event: str, *, within: float = WITHIN) -> Received:
        """Return the next frame with this event; others are dropped."""
        while (frame := await self.receive(within=within)).event != event:
            pass
        return frame

    async def reply(self, ref: str, *, within: float = WITHIN) -> Received:
        """Return the reply to a frame; others are dropped."""
        while (frame := await self.wait_for("phx_reply", within=within)).ref != ref:
            pass
        return frame

    async def try_join(
        self, topic: str, config: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> Received:
        """Join a topic, and return the reply."""
        return await self.reply(await self.push_join(topic, config, **({"access_token": token} if token else {})))

    async def join(self, topic: str, config: Mapping[str, Any] | None = None, *, token: str | None = None) -> Received:
        """Join a topic and return the reply, which is no refusal."""
        reply = await self.try_join(topic, config, token=token)
        assert reply.status == "ok", reply
        return reply

    async def call(self, topic: str, event: str, payload: object = None) -> Received:
        """Send a frame and return its reply."""
        return await self.reply(await self.push(topic, event, payload))

    async def heartbeat(self) -> Received:
        """Send a heartbeat and return its reply; what was sent before has then been handled."""
        return await self.call("phoenix", "heartbeat")

    async def receive_all(self) -> list[Received]:
        """Return all frames that came until the reply to a heartbeat."""
        ref = await self.push("phoenix", "heartbeat")
        frames = []
        while (frame := await self.receive()).ref != ref or frame.topic != "phoenix":
            frames.append(frame)
        return frames


def decode(data: str | bytes, version: str) -> Received:
    """Return a frame of the server."""
    if isinstance(data, bytes):
        return _decode_binary(data)
    content = json.loads(data)
    if version == V1:
        return Received(content["topic"], content["event"], content["payload"], content["ref"], content.get("join_ref"))
    join_ref, ref, topic, event, payload = content
    return Received(topic, event, payload, ref, join_ref)


def _decode_binary(data: bytes) -> Received:
    kind, topic_size, event_size, metadata_size, encoding = data[:5]
    assert kind == 4, data
    position = 5
    fields = []
    for size in (topic_size, event_size, metadata_size):
        fields.append(data[position : position + size])
        position += size
    topic, event, metadata = fields
    content: Any = data[position:]
    payload: dict[str, Any] = {
        "type": "broadcast",
        "event": event.decode(),
        "payload": json.loads(content) if encoding == 1 else content,
    }
    if metadata:
        payload["meta"] = json.loads(metadata)
    return Received(topic.decode(), "broadcast", payload, is_binary=True)


@asynccontextmanager
async def connect(
    address: str, key: str, version: str = V2, *, buffer: int = 64 * 1024 * 1024
) -> AsyncIterator[PhoenixClient]:
    """Connect to a server with an API key; the client reads ahead about `buffer` bytes."""
    url = f"{address}/realtime/v1/websocket?apikey={key}&vsn={version}"
    async with await open_websocket(url, buffer=buffer) as socket:
        yield PhoenixClient(socket, version)
