"""Addresses to listen on, and ports that are in use."""

import socket
from collections.abc import Iterator

import pytest

from alcove.foundation.cli import CONFLICT, CommandError
from alcove.main.ports import base_url, claim_port, is_free, listen_addresses


@pytest.fixture
def occupied() -> Iterator[socket.socket]:
    """Yield a socket that listens on 127.0.0.1."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


def test_a_port_in_use_is_refused(occupied: socket.socket) -> None:
    """A port with a listener is refused, even when the listener would share it."""
    occupied.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    port = occupied.getsockname()[1]
    assert not is_free("127.0.0.1", port)
    with pytest.raises(CommandError, match=f"port {port} is in use") as caught:
        claim_port("127.0.0.1", port, timeout=0)
    assert caught.value.code == CONFLICT


def test_waits_until_the_port_is_free(occupied: socket.socket) -> None:
    """A port that becomes free during the wait is claimed."""
    port = occupied.getsockname()[1]
    waits: list[float] = []

    def close_listener(seconds: float) -> None:
        waits.append(seconds)
        occupied.close()

    assert claim_port("127.0.0.1", port, timeout=5, sleep=close_listener)[0] == "127.0.0.1"
    assert len(waits) == 1


def test_an_address_of_another_machine_is_refused() -> None:
    """An address this machine does not have is refused with the system's reason."""
    with pytest.raises(CommandError, match=r"cannot listen on 192\.0\.2\.1"):
        claim_port("192.0.2.1", 1, timeout=0)


def test_both_loopback_addresses_are_used() -> None:
    """127.0.0.1 and localhost mean 127.0.0.1 and, if it exists, ::1; other hosts are used unchanged."""
    assert listen_addresses("localhost")[0] == "127.0.0.1"
    assert listen_addresses("127.0.0.1") in (["127.0.0.1"], ["127.0.0.1", "::1"])
    assert listen_addresses("[::1]") == ["::1"]
    assert listen_addresses("127.0.0.2") == ["127.0.0.2"]


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://localhost:80"),  # noqa: S104 - not bound
        ("::", "http://localhost:80"),
        ("::1", "http://[::1]:80"),
    ],
)
def test_base_url(host: str, url: str) -> None:
    """The URL works in a browser on this machine."""
    assert base_url(host, 80) == url
