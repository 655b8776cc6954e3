"""Addresses with characters that clients should encode, as the server's own port reads them."""

import json
import socket
from typing import Any, Final
from urllib.parse import quote

import pytest

from wire.supabase.conformance_servers import ConformanceServers

READ: Final = {
    "UTF-8": "/items?select=id&name=eq.Łódź",
    "UTF-8 in a key": "/items?select=id&żółw=eq.1",
    "UTF-8 in the path": "/żółw",
    "braces": "/items?select=id&tags=cs.{a}",
    "others": "/items?select=id&name=eq.|^`\\[]",
}
REFUSED: Final = ("/items?select=data->>a", '/items?name=in.("a")', "/items?name=eq.<", "/items?name=eq.a b")


def ask(servers: ConformanceServers, target: str) -> tuple[int, Any]:
    """Send a GET request with the target as it is; return status and JSON, None without a body."""
    address = servers.client("main").address
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body) if body else None


@pytest.mark.parametrize("case", READ)
def test_raw_characters_mean_what_encoded_ones_mean(case: str, conformance_servers: ConformanceServers) -> None:
    """A character that the HTTP server accepts may be encoded or not."""
    target = READ[case]
    encoded = quote(target, safe="/?=&.")
    assert encoded != target
    assert ask(conformance_servers, target) == ask(conformance_servers, encoded)


@pytest.mark.parametrize("target", REFUSED)
def test_characters_that_must_be_encoded(target: str, conformance_servers: ConformanceServers) -> None:
    """Granian, at the server's own port, refuses these; the documentation says so."""
    assert ask(conformance_servers, target) == (400, None)
