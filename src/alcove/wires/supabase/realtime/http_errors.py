"""Errors of the HTTP addresses, and how responses are sent."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.types import Send


class HttpError(Exception):
    """A request is refused."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(status))
        self.status = status
        self.body = body

    @classmethod
    def of(cls, status: int, message: str) -> "HttpError":
        """Return an error with a message alone."""
        return cls(status, {"message": message, "error": message})


async def send_response(send: Send, status: int, *, body: Mapping[str, Any] | None = None) -> None:
    """Send a response, as JSON or without a body."""
    content = b"" if body is None else msgspec.json.encode(body)
    headers: list[tuple[bytes, bytes]] = [(b"content-length", b"%d" % len(content))]
    if body is not None:
        headers.append((b"content-type", b"application/json; charset=utf-8"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
