"""HTTP header fields: those of a request by name, its cookies, and which ones may be sent."""

import re
from collections.abc import Sequence
from typing import Final

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
_OF_CONNECTION: Final = frozenset({
    "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
"""Headers that say how a message is sent, which the server decides: another length would cut the body."""


def join_headers(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by lower-case name; the values of a repeated one are joined as HTTP allows."""
    fields: dict[str, str] = {}
    for name_bytes, value_bytes in headers:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("utf-8", "replace")
        if name in fields:
            value = f"{fields[name]}{'; ' if name == 'cookie' else ', '}{value}"
        fields[name] = value
    return fields


def parse_cookies(value: str) -> dict[str, str]:
    """Return the cookies of a Cookie header by name."""
    cookies: dict[str, str] = {}
    for part in value.split(";"):
        name, equals, text = part.strip().partition("=")
        if equals:
            cookies[name] = text
    return cookies


def is_http_token(name: str) -> bool:
    """Return whether a text is a token of HTTP, as the name of a header has to be."""
    return _NAME.fullmatch(name) is not None


def is_of_connection(name: str) -> bool:
    """Return whether a header is about the connection, and not for SQL to set."""
    return name.lower() in _OF_CONNECTION


def is_header(name: str, value: str) -> bool:
    """Return whether a header can be sent, which then ends neither itself nor the head of the response."""
    return is_http_token(name) and _VALUE.fullmatch(value) is not None
