"""Checks of host names and origins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.errors import UnknownHost
from alcove.foundation.settings import ServerSettings
from alcove.foundation.web.origin_guard import OriginGuard, is_same_origin, split_host

LOCAL = OriginGuard(ServerSettings())
SIGNED = OriginGuard(ServerSettings(), is_required=lambda: True)

names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,5})?", fullmatch=True)
ports = st.integers(1, 65535)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "[::1]", "localhost.:8000"]
)
def test_loopback_names_are_accepted(host: str) -> None:
    """Every loopback name, with any port, is accepted."""
    LOCAL.check_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "", " ", "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example",
        "evil-localhost", "localhost@evil.example", "localhost:8000@evil.example", "localhost/evil",
        "localhost:x", "localhost:", "::1",
        "[::1", "[::1]evil", "127.0.0.2", "localhost\0", "localhost, evil.example",
    ],
)  # fmt: skip
def test_other_names_are_rejected(host: str) -> None:
    """A foreign name for this server, or a malformed one, is rejected."""
    with pytest.raises(UnknownHost):
        LOCAL.check_host(host)


def test_configured_names_are_accepted_and_sign_in_allows_all() -> None:
    """ALCOVE_ALLOWED_HOSTS adds names, with or without a port; with required sign-in any name is accepted."""
    guards = OriginGuard(ServerSettings(alcove_allowed_hosts=("Alcove.lan", "other:81", "fd00::1")))
    for host in ("alcove.lan:8000", "other", "other:99", "[fd00::1]:8000"):
        guards.check_host(host)
    SIGNED.check_host("anything.example:1234")
    with pytest.raises(UnknownHost):
        SIGNED.check_host("two words")


@settings(derandomize=True, max_examples=200)
@given(host=st.text(max_size=60))
def test_any_text_is_a_known_name_or_refused(host: str) -> None:
    """Arbitrary Host headers are rejected, except the three loopback names."""
    try:
        LOCAL.check_host(host)
    except UnknownHost:
        return
    parts = split_host(host)
    assert parts is not None
    assert parts[0] in {"localhost", "127.0.0.1", "::1"}


@settings(derandomize=True, max_examples=200)
@given(name=names, port=ports, scheme=st.sampled_from(["http", "https"]))
def test_a_page_of_the_same_address_is_same_origin(name: str, port: int, scheme: str) -> None:
    """Origins with the same scheme, host and port are the same; all others are not."""
    host = f"{name}:{port}"
    assert is_same_origin(f"{scheme}://{host}", scheme=scheme, host=host)
    assert is_same_origin(f"{scheme}://{host}".upper(), scheme=scheme, host=host)
    assert not is_same_origin(f"{scheme}://{host}", scheme="https" if scheme == "http" else "http", host=host)
    assert not is_same_origin(f"{scheme}://{name}:{port % 65535 + 1}", scheme=scheme, host=host)
    assert not is_same_origin(f"{scheme}://x{name}:{port}", scheme=scheme, host=host)
    assert not is_same_origin(f"{scheme}://{host}@evil", scheme=scheme, host=host)


def test_default_ports_may_be_left_out() -> None:
    """http://h equals h:80, and https://h equals h:443."""
    assert is_same_origin("http://h", scheme="http", host="h:80")
    assert is_same_origin("https://h:443", scheme="https", host="h")
    assert not is_same_origin("http://h", scheme="http", host="h:443")
