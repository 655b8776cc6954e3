"""Reading requests: their JSON body, the path prefix they came in at, and whether the caller is still connected."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect

from alcove.apps.books.errors import InvalidRequest
from alcove.apps.books.model.prefixes import LEGACY_PREFIX, PREFIX, Prefix
from alcove.foundation.web import Call

T = TypeVar("T")


async def read_json_object(call: Call[Any, Any]) -> dict[str, Any]:
    """Return the JSON object in a body, {} for an empty body; InvalidRequest for anything else."""
    raw = await call.request.body()
    if not raw.strip():
        return {}
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequest("The request body is not valid JSON") from error
    if not isinstance(value, dict):
        raise InvalidRequest("The request body must be a JSON object")
    return value


async def run_until_disconnect(call: Call[Any, Any], work: Coroutine[Any, Any, T]) -> T:
    """Return the result of `work`, which is cancelled when the client disconnects; call this once per request."""
    task = asyncio.ensure_future(work)
    disconnect = asyncio.ensure_future(_wait_for_disconnect(call))
    try:
        await asyncio.wait({task, disconnect}, return_when=asyncio.FIRST_COMPLETED)
        if disconnect.done() and not task.done() and disconnect.exception() is None:
            raise ClientDisconnect
        return await task
    finally:
        disconnect.cancel()
        task.cancel()
        await asyncio.gather(task, disconnect, return_exceptions=True)


async def _wait_for_disconnect(call: Call[Any, Any]) -> None:
    while (await call.request.receive())["type"] != "http.disconnect":
        pass


def prefix_of(call: Call[Any, Any]) -> Prefix:
    """Return the path prefix at which a request came in."""
    path: str = call.request.scope["path"]
    return LEGACY_PREFIX if path.startswith("/request/") else PREFIX
