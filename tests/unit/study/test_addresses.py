"""The addresses that `server-host` stands for."""

import pytest

from alcove.apps.study.addresses import ANY_IPV4, reachable_address, resolve_host
from alcove.foundation.cli import CommandError


@pytest.mark.parametrize(
    ("host", "first", "reachable"),
    [
        ("!4", ANY_IPV4, "127.0.0.1"),
        ("*4", ANY_IPV4, "127.0.0.1"),
        ("*", ANY_IPV4, "127.0.0.1"),
        ("!6", "::", "::1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1", "::1"),
    ],
)
def test_hosts(host: str, first: str, reachable: str) -> None:
    """PostgREST's special names are any address of their family; an IP address is itself."""
    addresses = resolve_host(host)
    assert addresses[0] == first
    assert reachable_address(addresses) == reachable


def test_only_one_family() -> None:
    """`!4` and `!6` listen on nothing else."""
    assert list(resolve_host("!4")) == [ANY_IPV4]
    assert list(resolve_host("!6")) == ["::"]


def test_names() -> None:
    """A name is looked up; one that cannot be ends the start with its reason."""
    assert set(resolve_host("localhost")) <= {"127.0.0.1", "::1"}
    with pytest.raises(CommandError, match="has no address"):
        resolve_host("a..b")
