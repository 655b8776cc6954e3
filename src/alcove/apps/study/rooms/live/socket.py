"""One websocket of a member: it reads frames, answers them, and ends when the client is gone."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.types import Receive, Send

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.rooms.frames import (
    MAX_FRAME,
    ClientFrame,
    Close,
    MessageFrame,
    PingFrame,
    StatusFrame,
    TimerFrame,
    decode_frame,
    encode_frame,
    frame_id,
)
from alcove.apps.study.rooms.message_writer import MessageWriter
from alcove.apps.study.rooms.model import NewMessage, RoomNotFound, Ticket
from alcove.apps.study.rooms.service import Rooms, check_text
from alcove.apps.study.rooms.timer import Durations
from alcove.foundation.clock import Clock
from alcove.foundation.database import explain_unavailable
from alcove.foundation.errors import AppError, InternalError
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.realtime.frames import Outgoing
from alcove.wires.supabase.realtime.limits import FixedWindow, RealtimeLimits
from alcove.wires.supabase.realtime.outbox import Outbox

DRAIN_SECONDS: Final = 0.5
"""Time in which the last frames are sent before a connection is closed."""
CLOSE_SECONDS: Final = 0.5
"""Time in which a client takes the frame that closes its connection."""
MAX_WRONG_FRAMES: Final = 20
"""Frames in a second that are refused before the connection is closed."""

_OUTBOX: Final = RealtimeLimits(queued_frames=2_000, stalled_seconds=3.0)

log = get_logger("alcove.study")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLimits:
    """How much clients may do; `outbox` has what may wait for one connection."""

    connections: int = 10_000
    connections_per_user: int = 10
    """Websockets of one user in one room and process."""
    messages_per_second: int = 10
    """Frames that one connection may send, besides ping."""
    heartbeat_seconds: float = 60.0
    replayed_events: int = 1_000
    outbox: RealtimeLimits = _OUTBOX


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketServices:
    """What all websockets of a process share."""

    rooms: Rooms
    writer: MessageWriter
    clock: Clock
    limits: RoomLimits
    track: Callable[["RoomSocket", str], None]


class RoomSocket:
    """A websocket of a member of a room; `cursor` is the number of the last event that it needs not get."""

    def __init__(self, services: SocketServices, *, ticket: Ticket, ref: str) -> None:
        self._services = services
        self.room_id = ticket.room_id
        self.user_id = ticket.user_id
        self.session_id = ticket.session_id
        self.ref = ref
        self.cursor = 0
        limits = services.limits
        self._outbox = Outbox(limits=limits.outbox, on_overflow=self.abort)
        self._messages = FixedWindow(limits.messages_per_second, seconds=1.0)
        self._wrong = FixedWindow(MAX_WRONG_FRAMES, seconds=1.0)
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_at = services.clock.monotonic()
        self._close_code: Close | None = None
        self._close_reason = ""
        self._close_seconds = CLOSE_SECONDS
        self._last_frame: Outgoing | None = None

    @property
    def push(self) -> Callable[[Outgoing], None]:
        """Sends a frame after those that wait."""
        return self._outbox.put

    async def run(self, receive: Receive, send: Send, *, open_room: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Serve the client until it or the server closes the connection; `open_room` adds it to its room."""
        self._tasks = [
            asyncio.create_task(self._serve(receive, open_room), name="room-read"),
            asyncio.create_task(self._outbox.run(send), name="room-write"),
        ]
        try:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            # If a frame is cancelled while the server sends it, the connection sometimes stays open for ever.
            self._outbox.close()
            await asyncio.wait(self._tasks[1:], timeout=CLOSE_SECONDS)
        finally:
            for task in self._tasks:
                task.cancel()
            outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._close_code is not None:
            await send_close(
                send,
                self._close_code,
                reason=self._close_reason,
                within=self._close_seconds,
                last_frame=self._last_frame,
            )
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    def abort(self) -> None:
        """End the connection now, without waiting for what the client has not read."""
        for task in self._tasks:
            task.cancel()

    async def close(
        self, code: Close, reason: str, *, within: float = DRAIN_SECONDS, last_frame: Outgoing | None = None
    ) -> None:
        """Send what waits, for `within` seconds at most, and close the connection with a code and a reason.

        `last_frame` is sent together with the code, also when there was no time for what waited.
        """
        if self._close_code is None:
            self._close_code, self._close_reason = code, reason
            self._close_seconds, self._last_frame = within, last_frame
            try:
                async with asyncio.timeout(within):
                    await self._outbox.drain()
            except TimeoutError:
                pass
            self.abort()

    def check(self, now: float) -> Close | None:
        """End a connection whose client does not read, and return SILENT if it says nothing; called every second."""
        if self._outbox.is_stalled(now):
            self.abort()
        elif now - self._heard_at > self._services.limits.heartbeat_seconds:
            return Close.SILENT
        return None

    async def _serve(self, receive: Receive, open_room: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await open_room()
        while self._close_code is None and (message := await receive())["type"] != "websocket.disconnect":
            now = self._heard_at = self._services.clock.monotonic()
            text = message.get("text")
            if text is None:
                await self.close(Close.MALFORMED, "Frames are texts with JSON.")
            elif len(text) > MAX_FRAME:
                await self.close(Close.TOO_LARGE, f"A frame has at most {MAX_FRAME} characters.")
            else:
                await self._handle_text(text, now)

    async def _handle_text(self, text: str, now: float) -> None:
        try:
            frame = decode_frame(text)
        except (ValueError, RecursionError) as error:
            message = str(error).replace("`", "'") if isinstance(error, msgspec.ValidationError) else "is not JSON"
            await self._refuse_frame(frame_id(text), now, message=message)
            return
        if isinstance(frame, PingFrame):
            self.push(encode_frame("pong", id=frame.id, time=self._services.clock.now()))
        elif self._messages.allow(now):
            await self._handle_safely(frame)
        elif self._wrong.allow(now):
            limit = self._services.limits.messages_per_second
            self._send_error(frame.id, code="RATE_LIMIT", message=f"At most {limit} frames a second.", retry_after=1.0)
        else:
            await self.close(Close.TOO_MANY, "Too many frames: come back more slowly.")

    async def _refuse_frame(self, ref: str, now: float, *, message: str) -> None:
        if self._wrong.allow(now):
            self._send_error(ref, code="VALIDATION_ERROR", message=message)
        else:
            await self.close(Close.MALFORMED, "Too many frames that cannot be understood.")

    async def _handle_safely(self, frame: ClientFrame) -> None:
        """Handle a frame; the next one is read after it, so that a client cannot send faster than it is stored."""
        try:
            number = await self._handle(frame)
        except RoomNotFound as error:
            # The member was removed: the event that closes the connection is on its way.
            self._send_error(frame.id, code=error.code, message=error.message)
        except AppError as error:
            self._report(frame, error)
        except Exception as error:  # the loop of a connection: one frame must not end it
            explained = explain_unavailable(error)
            if explained is None:
                log.exception("room_frame_failed", frame_type=type(frame).__name__)
                explained = InternalError("Something went wrong. The log of the server says more.")
            self._report(frame, explained)
        else:
            if frame.id:
                self.push(encode_frame("ack", id=frame.id, number=number))

    async def _handle(self, frame: ClientFrame) -> int | None:
        """Return the number of the event that a frame makes, None for one that makes none."""
        match frame:
            case MessageFrame():
                message = NewMessage(
                    room_id=self.room_id,
                    author=self.user_id,
                    client_id=check_text(frame.id, name="id"),
                    text=check_text(frame.text),
                    recipient=frame.to,
                )
                return await self._services.writer.store(message)
            case TimerFrame():
                durations = Durations(
                    work_minutes=frame.work_minutes,
                    break_minutes=frame.break_minutes,
                    long_break_minutes=frame.long_break_minutes,
                    rounds=frame.rounds,
                )
                number, _ = await self._services.rooms.control_timer(
                    self.room_id, user_id=self.user_id, action=frame.action, durations=durations
                )
                return number
            case StatusFrame():
                self._services.track(self, frame.status)
        return None

    def _report(self, frame: ClientFrame, error: AppError) -> None:
        codes = {503: "UNAVAILABLE", 500: "INTERNAL_ERROR"}
        code = codes.get(error.status, error.code)
        message = error.details if isinstance(error, InvalidFields) else error.message
        retry_after = float(dict(error.headers or {}).get("Retry-After", 0)) or None
        self._send_error(frame.id, code=code, message=message or error.message, retry_after=retry_after)

    def _send_error(self, ref: str, *, code: str, message: str, retry_after: float | None = None) -> None:
        members: dict[str, object] = {"id": ref, "code": code, "message": message}
        if retry_after is not None:
            members["retry_after_ms"] = round(retry_after * 1000)
        self.push(encode_frame("error", **members))


async def send_close(
    send: Send, code: Close, *, reason: str, within: float = CLOSE_SECONDS, last_frame: Outgoing | None = None
) -> None:
    """Close a connection after a last frame; a client that reads nothing would block this."""
    try:
        async with asyncio.timeout(within):
            if last_frame is not None:
                await send(last_frame.message)
            await send({"type": "websocket.close", "code": int(code), "reason": reason})
    except (TimeoutError, OSError, RuntimeError):
        return
