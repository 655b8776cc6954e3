"""The session's cookie, and the name and password of HTTP Basic."""

import base64
import binascii
from typing import Final, Literal

from alcove.foundation.identity.store.sessions import OLDEST

COOKIE: Final = "alcove_session"
_LONGEST_HEADER: Final = 8192
_LONGEST_VALUE: Final = 200


def session_in(header: str) -> str:
    """Return what the session's cookie holds in a Cookie header, or nothing."""
    for part in header[:_LONGEST_HEADER].split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip('"')[:_LONGEST_VALUE]
    return ""


def set_cookie(session: str, *, scheme: str, secure: Literal["auto", "true", "false"], remember: bool = False) -> str:
    """Return the Set-Cookie header that keeps a session until the browser is closed, or for a week; none ends it."""
    parts = [f"{COOKIE}={session}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if not session or remember:
        parts.append(f"Max-Age={OLDEST if session else 0}")
    if secure == "true" or (secure == "auto" and scheme in ("https", "wss")):
        parts.append("Secure")
    return "; ".join(parts)


def bearer_in(authorization: str) -> str:
    """Return the token of an Authorization header, or nothing."""
    scheme, _, rest = authorization.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else ""


def basic_in(authorization: str) -> tuple[str, str]:
    """Return name and password of an Authorization header, or nothing twice."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password
