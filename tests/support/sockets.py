"""Sockets of tests: free ports, and no connection to anything but loopback and Unix sockets."""

import ipaddress
import socket
import sys
from typing import Any

RESERVED = (".invalid", ".test", ".example")

attempts: list[str] = []


class BlockedConnectionError(OSError):
    """A test tried to connect to another machine."""


def free_port() -> int:
    """Return a port of loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def block_other_hosts() -> None:
    """Refuse, from now on, every connection and name look-up of this process that leaves the machine."""
    sys.addaudithook(_check)


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        kind, address = arguments[0].family, arguments[1]
        if kind in {socket.AF_INET, socket.AF_INET6} and not _is_local(address[0]):
            _refuse(f"{event} {address[0]}:{address[1]}")
    elif event == "socket.getaddrinfo" and not _is_local(arguments[0]):
        host = _text(arguments[0])
        if host.endswith(RESERVED):
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is reserved and has no address")
        if not _is_address(host):
            _refuse(f"{event} {host}")


def _refuse(what: str) -> None:
    attempts.append(what)
    raise BlockedConnectionError(f"a test tried to connect to another machine: {what}")


def _text(host: object) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)


def _is_local(host: object) -> bool:
    if host is None or _text(host) in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(_text(host)).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
