"""Which addresses to listen on, and whether they are free.

The HTTP server sets SO_REUSEPORT, so it would quietly share a port with a stranger; a plain bind tells.
"""

import errno
import socket
import time
from collections.abc import Callable

from alcove.foundation.cli import CONFLICT, FAILED, CommandError

PAUSE = 0.1


def addresses(host: str) -> list[str]:
    """Return the addresses to listen on for `host`: both loopbacks for the usual names of this machine."""
    if host not in ("127.0.0.1", "localhost"):
        return [host.strip("[]")]
    return ["127.0.0.1", "::1"] if is_free("::1", 0) else ["127.0.0.1"]


def is_free(address: str, port: int) -> bool:
    """Tell whether nobody listens on the address; 0 asks only whether the address exists."""
    try:
        _bind(address, port)
    except OSError:
        return False
    return True


def claim(
    host: str,
    port: int,
    *,
    patience: float,
    advice: str = "--port or PORT",
    sleep: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Return the addresses to listen on once they are free; CommandError after `patience` seconds of waiting.

    `advice` says by what to choose another port. A second loopback that a stranger holds is left out: the first is
    what was asked for.
    """
    first, *others = addresses(host)
    end = time.monotonic() + patience
    while True:
        try:
            _bind(first, port)
            break
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"cannot listen on {host}: {error.strerror}", code=FAILED) from error
            if time.monotonic() >= end:
                raise CommandError(f"port {port} is in use; choose another with {advice}", code=CONFLICT) from error
        sleep(PAUSE)
    return [first, *(each for each in others if is_free(each, port))]


def base_url(host: str, port: int, *, scheme: str = "http") -> str:
    """Return the address to open on this machine for a server that listens on `host`."""
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
