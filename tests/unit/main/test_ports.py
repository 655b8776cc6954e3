"""Which addresses are listened on."""

import socket
from collections.abc import Iterator

import pytest

from alcove.foundation.cli import CONFLICT, CommandError
from alcove.main.ports import addresses, base_url, claim, is_free


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """Hold a port on the usual loopback."""
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        yield stranger


def test_port_of_a_stranger_is_refused(taken: socket.socket) -> None:
    """A port with a listener is refused by its number, even when that listener would share it."""
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    port = taken.getsockname()[1]
    assert not is_free("127.0.0.1", port)
    with pytest.raises(CommandError, match=f"port {port} is in use") as refused:
        claim("127.0.0.1", port, patience=0)
    assert refused.value.code == CONFLICT


def test_port_of_a_leaving_predecessor_is_awaited(taken: socket.socket) -> None:
    """A port that becomes free while waiting is taken."""
    port = taken.getsockname()[1]
    waits: list[float] = []

    def leave(seconds: float) -> None:
        waits.append(seconds)
        taken.close()

    assert claim("127.0.0.1", port, patience=5, sleep=leave)[0] == "127.0.0.1"
    assert len(waits) == 1


def test_address_of_another_machine_is_refused() -> None:
    """An address this machine does not have is refused with the system's reason."""
    with pytest.raises(CommandError, match=r"cannot listen on 192\.0\.2\.1"):
        claim("192.0.2.1", 1, patience=0)


def test_loopback_names_stand_for_both_loopbacks() -> None:
    """The usual names mean 127.0.0.1 and, where it exists, ::1; other hosts mean themselves."""
    assert addresses("localhost")[0] == "127.0.0.1"
    assert addresses("127.0.0.1") in (["127.0.0.1"], ["127.0.0.1", "::1"])
    assert addresses("[::1]") == ["::1"]
    assert addresses("127.0.0.2") == ["127.0.0.2"]


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://localhost:80"),  # noqa: S104 - not bound
        ("::", "http://localhost:80"),
        ("::1", "http://[::1]:80"),
    ],
)
def test_address_to_open(host: str, url: str) -> None:
    """The printed address is one that a browser on this machine can open."""
    assert base_url(host, 80) == url
