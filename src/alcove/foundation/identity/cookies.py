"""The session cookie and the Authorization header."""

import base64
import binascii
from typing import Final, Literal

from alcove.foundation.identity.store.sessions import MAX_AGE_SECONDS

COOKIE: Final = "alcove_session"
_MAX_HEADER_LENGTH: Final = 8192
_MAX_VALUE_LENGTH: Final = 200


def parse_session_cookie(header: str) -> str:
    """Return the value of the session cookie in a Cookie header, "" when there is none."""
    for part in header[:_MAX_HEADER_LENGTH].split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip('"')[:_MAX_VALUE_LENGTH]
    return ""


def set_cookie(session: str, *, scheme: str, secure: Literal["auto", "true", "false"], remember: bool = False) -> str:
    """Return the Set-Cookie header of a session, for the browser session or a week; "" deletes the cookie."""
    parts = [f"{COOKIE}={session}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if not session or remember:
        parts.append(f"Max-Age={MAX_AGE_SECONDS if session else 0}")
    if secure == "true" or (secure == "auto" and scheme in ("https", "wss")):
        parts.append("Secure")
    return "; ".join(parts)


def parse_bearer_token(authorization: str) -> str:
    """Return the bearer token of an Authorization header, "" when there is none."""
    scheme, _, rest = authorization.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else ""


def parse_basic_auth(authorization: str) -> tuple[str, str]:
    """Return name and password of a Basic Authorization header, ("", "") when there are none."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password
