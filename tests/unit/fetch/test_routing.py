"""Which addresses go through a proxy, and which bypass it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.fetch.addresses import is_local_name
from alcove.foundation.fetch.proxies import Bypass


@pytest.mark.parametrize(
    ("entry", "host", "port", "covered"),
    [
        ("example.org", "example.org", 80, True),
        ("example.org", "www.example.org", 80, True),
        (".example.org", "example.org", 80, True),
        ("*.example.org", "www.example.org", 80, True),
        ("example.org", "EXAMPLE.org.", 80, True),
        ("example.org", "notexample.org", 80, False),
        ("example.org", "example.org.evil.net", 80, False),
        ("example.org:8080", "example.org", 8080, True),
        ("example.org:8080", "example.org", 80, False),
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, False),
        ("93.184.216.34", "93.184.216.34", 443, True),
        ("93.184.216.34:80", "93.184.216.34", 443, False),
        ("2620:fe::/32", "2620:fe::9", 443, True),
        ("[2620:fe::9]:443", "2620:fe::9", 443, True),
        ("[2620:fe::9]:443", "2620:fe::9", 80, False),
        ("*", "anything.example", 80, True),
        ("a.example b.example", "b.example", 80, True),
        ("", "example.org", 80, False),
    ],
)
def test_no_proxy_is_read_as_usual(entry: str, host: str, port: int, *, covered: bool) -> None:
    """Names match subdomains, networks their addresses, and a port restricts an entry."""
    assert Bypass([entry]).matches(host, port) == covered


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_stand_in_no_proxy(entry: str, host: str) -> None:
    """Arbitrary entries and hosts are handled."""
    assert Bypass([entry]).matches(host, 80) in (True, False)


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("localhost", True),
        ("flaresolverr", True),
        ("nas.local", True),
        ("nas.home.arpa.", True),
        ("NAS.Internal", True),
        ("example.org", False),
        ("local.example.org", False),
        ("mylocal", True),
        ("evil.notlocal", False),
        ("::1", False),
    ],
)
def test_local_names_are_known(name: str, *, local: bool) -> None:
    """Single labels and the domains that are never public count as local."""
    assert is_local_name(name) == local
