"""Reads parameters and writes JSON."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response


def reply(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    body = b"" if status == 204 else msgspec.json.encode(value)
    return Response(body, status_code=status, headers=dict(headers or {}), media_type="application/json")


def base_url(request: Request) -> str:
    """Return the address under which the caller reached us, without a closing slash."""
    return str(request.base_url).rstrip("/")


def user_url(request: Request, username: str) -> str:
    """Return the address of a person's profile."""
    return f"{base_url(request)}/users/{quote(username, safe='')}"


def whole(text: str | None, default: int) -> int | None:
    """Return a whole number, the default where nothing was given, None for anything else."""
    if text is None or not text:
        return default
    return int(text) if text.isascii() and text.lstrip("-").isdigit() else None
