"""Messages that are sent to their end, whatever happens to the task that sends them."""

import asyncio
from typing import Any

import pytest

from alcove.foundation.realtime.web.sending import finish_messages


class Client:
    """A client that takes messages slowly, or is gone."""

    def __init__(self, *, error: Exception | None = None) -> None:
        self.error = error
        self.may_read = asyncio.Event()
        self.begun = asyncio.Event()
        self.done = asyncio.Event()

    async def send(self, _: Any) -> None:
        """Take a message, or raise the error."""
        self.begun.set()
        await self.may_read.wait()
        self.done.set()
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize("error", [None, RuntimeError("the client is gone")])
async def test_a_cancelled_task_does_not_cancel_the_message(error: Exception | None) -> None:
    """The task ends at once, the message later; its error is nobody's any more."""
    client = Client(error=error)
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    task = asyncio.ensure_future(finish_messages(client.send)({"type": "websocket.send"}))
    await client.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not client.done.is_set()
    client.may_read.set()
    await client.done.wait()
    await asyncio.sleep(0)
    assert reported == []


async def test_an_error_is_raised_to_the_sender() -> None:
    """Whoever waits for the message learns that the client is gone."""
    client = Client(error=RuntimeError("gone"))
    client.may_read.set()
    with pytest.raises(RuntimeError, match="gone"):
        await finish_messages(client.send)({"type": "websocket.send"})
