"""The guard of the test suite: no test can connect to another machine."""

import asyncio
import socket
from pathlib import Path

import pytest

from support import sockets


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("10.0.0.1", 9), ("224.0.0.1", 9)])
def test_other_machines_are_blocked(address: tuple[str, int]) -> None:
    """Connections and packets to another machine are refused and recorded."""
    with socket.socket() as client, pytest.raises(sockets.BlockedConnectionError):
        client.connect(address)
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(sockets.BlockedConnectionError):
        client.sendto(b"x", address)
    assert len(sockets.attempts) == 2
    sockets.attempts.clear()


async def test_names_are_not_looked_up() -> None:
    """Looking up another machine's name is refused; a reserved name has no address."""
    loop = asyncio.get_running_loop()
    with pytest.raises(sockets.BlockedConnectionError):
        await loop.getaddrinfo("example.com", 80)
    assert sockets.attempts == ["socket.getaddrinfo example.com"]
    sockets.attempts.clear()
    with pytest.raises(socket.gaierror):
        await loop.getaddrinfo("nowhere.invalid", 80)
    assert sockets.attempts == []


def test_this_machine_is_allowed(tmp_path: Path) -> None:
    """Loopback addresses and names, and Unix sockets, work."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
    assert sockets.attempts == []
