"""Parsing of the session cookie and the Authorization header."""

import base64

import pytest

from alcove.foundation.identity import (
    address_network,
    parse_basic_auth,
    parse_bearer_token,
    parse_session_cookie,
    set_cookie,
)


@pytest.mark.parametrize(
    ("header", "session"),
    [
        ("alcove_session=abc", "abc"),
        ('x=1; alcove_session="abc"; y=2', "abc"),
        ("alcove_sessions=abc; xalcove_session=def", ""),
        ("", ""),
        ("alcove_session", ""),
        ("alcove_session=" + "a" * 300, "a" * 200),
        ("x" * 9000 + "; alcove_session=abc", ""),
    ],
)
def test_the_session_in_a_cookie_header(header: str, session: str) -> None:
    """Only this cookie is read, without quotes, up to a maximum length."""
    assert parse_session_cookie(header) == session


@pytest.mark.parametrize(
    ("scheme", "secure", "is_secure"),
    [("https", "auto", True), ("http", "auto", False), ("http", "true", True), ("https", "false", False)],
)
def test_cookie_attributes_follow_the_settings(scheme: str, secure: str, *, is_secure: bool) -> None:
    """`auto` follows the request; the cookie is HttpOnly and SameSite=Lax."""
    header = set_cookie("abc", scheme=scheme, secure=secure)  # type: ignore[arg-type]
    assert header == "alcove_session=abc; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if is_secure else "")


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic /w==", "Digest x", "", "Bearer abc"])
def test_an_invalid_basic_header_is_empty(header: str) -> None:
    """Malformed base64, text that is not UTF-8, and other schemes."""
    assert parse_basic_auth(header) == ("", "")


def test_unicode_names_and_passwords() -> None:
    """The first colon separates name and password; UTF-8 is supported."""
    encoded = base64.b64encode("ännchen:pass:wörd".encode()).decode()
    assert parse_basic_auth(f"bAsIc {encoded}") == ("ännchen", "pass:wörd")
    assert parse_bearer_token("bearer  abc ") == "abc"
    assert parse_bearer_token(f"Basic {encoded}") == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    """The /64 network for IPv6, the address itself for IPv4."""
    assert address_network(address) == network
