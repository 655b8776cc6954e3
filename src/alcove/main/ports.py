"""The addresses to listen on, whether their ports are free, and the limits of connections to them.

The HTTP server sets SO_REUSEPORT and could share a port with another program unnoticed; a bind without it cannot.
"""

import errno
import resource
import socket
import time
from collections.abc import Callable
from typing import Final

from alcove.foundation.cli import CONFLICT, FAILED, CommandError

RETRY_PAUSE = 0.1
BACKLOG: Final = 4096
"""Connections of a listener that the system holds until the server accepts them."""
MAX_CONNECTIONS: Final = 20_000
"""Open connections of a listener, if the process may have as many open files."""
OTHER_FILES: Final = 512
"""Files that the process may need besides connections."""
HEADER_TIMEOUT: Final = 30.0
"""Seconds in which a connection has to send the head of its first or next request."""
RESPONSE_TIMEOUT: Final = 1.0
"""Seconds that requests which are cancelled at shutdown get to respond."""


def listen_addresses(host: str) -> list[str]:
    """Return the addresses to listen on for `host`; both loopback addresses for 127.0.0.1 and localhost."""
    if host not in ("127.0.0.1", "localhost"):
        return [host.strip("[]")]
    return ["127.0.0.1", "::1"] if is_free("::1", 0) else ["127.0.0.1"]


def is_free(address: str, port: int) -> bool:
    """Return whether the port is free; port 0 checks only that the address exists."""
    try:
        _bind(address, port)
    except OSError:
        return False
    return True


def claim_port(
    host: str,
    port: int,
    *,
    timeout: float,
    setting: str = "--port or PORT",
    sleep: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Return the addresses to listen on when the port is free; CommandError after `timeout` seconds.

    `setting` is what chooses another port, for the error text. The second loopback address is left out when its port
    is in use.
    """
    first, *others = listen_addresses(host)
    deadline = time.monotonic() + timeout
    while True:
        try:
            _bind(first, port)
            break
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"cannot listen on {host}: {error.strerror}", code=FAILED) from error
            if time.monotonic() >= deadline:
                raise CommandError(f"port {port} is in use; choose another with {setting}", code=CONFLICT) from error
        sleep(RETRY_PAUSE)
    return [first, *(address for address in others if is_free(address, port))]


def base_url(host: str, port: int, *, scheme: str = "http") -> str:
    """Return the URL on this machine of a server that listens on `host`."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _bind(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind((address, port))


def allow_connections(*, listeners: int) -> int:
    """Raise the limit of open files to the system's, and return how many connections each listener may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    # Where the system allows very few files, connections and other files have to get along with each other.
    share = max((hard - OTHER_FILES) // listeners, OTHER_FILES)
    return min(share, MAX_CONNECTIONS)
