"""Sending to clients from tasks that may be cancelled."""

import asyncio

from starlette.types import Message, Send


def finish_messages(send: Send) -> Send:
    """Return a `send` that finishes each message, even if the task that sends it is cancelled.

    The HTTP server sometimes leaves a websocket open for ever when a message is cancelled while it is sent.
    """

    async def send_whole(message: Message) -> None:
        sending = asyncio.ensure_future(send(message))
        sending.add_done_callback(_ignore_late_error)
        await asyncio.shield(sending)

    return send_whole


def _ignore_late_error(sending: "asyncio.Future[None]") -> None:
    """Take the error of a message that nobody waits for any more: its client is gone."""
    if not sending.cancelled():
        sending.exception()
