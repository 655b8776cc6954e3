"""Clearances: which cookies are kept, where they are sent, when they expire; and how challenges are detected."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.sources.solver import ChallengeNotSolved, Cookie
from alcove.apps.books.sources.solver.challenge import is_challenge
from alcove.apps.books.sources.solver.clearance import make_clearance, site_of
from alcove.foundation.settings import Secret

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = "https://www.shop.co.uk/opds"


def cookie(name: str = "a", value: str = "v", *, domain: str = ".shop.co.uk", **more: object) -> Cookie:
    """Return a cookie of the site."""
    return Cookie(name=name, value=Secret(value), domain=domain, **more)  # type: ignore[arg-type] # a cookie's fields


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.shop.co.uk/x", ("https", "shop.co.uk")),
        ("http://a.b.example.org:8080/", ("http", "example.org")),
        ("https://me.github.io/", ("https", "me.github.io")),
        ("http://127.0.0.1:80/", ("http", "127.0.0.1")),
        ("http://[::1]/", ("http", "::1")),
        ("http://nas/", ("http", "nas")),
        ("https://EXAMPLE.org./", ("https", "example.org")),
    ],
)
def test_site_is_scheme_and_registrable_domain(url: str, site: tuple[str, str]) -> None:
    """Public suffixes are not sites; IP addresses and local names are sites of their own."""
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("sent", "url", "matches"),
    [
        (cookie(), "https://shop.co.uk/", True),
        (cookie(), "https://deep.www.shop.co.uk/", True),
        (cookie(), "https://notshop.co.uk/", False),
        (cookie(domain="www.shop.co.uk"), "https://www.shop.co.uk/x", True),
        (cookie(domain="www.shop.co.uk"), "https://files.shop.co.uk/", False),
        (cookie(path="/opds"), "https://shop.co.uk/opds/a", True),
        (cookie(path="/opds"), "https://shop.co.uk/opdsx", False),
        (cookie(secure=True), "http://shop.co.uk/", False),
        (cookie(expires=NOW), "https://shop.co.uk/", False),
    ],
)
def test_cookie_matches_url(sent: Cookie, url: str, *, matches: bool) -> None:
    """Domain, path, `secure` and the expiry decide."""
    assert sent.matches(url, now=NOW) == matches


def test_unusable_cookies_are_dropped() -> None:
    """Cookies of other sites, of public suffixes, expired ones and those that would break a header are dropped."""
    clearance = make_clearance(
        PAGE,
        [
            cookie("good"),
            cookie("foreign", domain=".evil.example"),
            cookie("wide", domain=".co.uk"),
            cookie("expired", expires=NOW),
            cookie("bad name"),
            cookie("split", "a\r\nSet-Cookie: b"),
            cookie("more", "a; b=c"),
        ],
        user_agent="Browser/1",
        now=NOW,
    )
    assert clearance.headers(PAGE, now=NOW) == {"Cookie": "good=v", "User-Agent": "Browser/1"}
    assert clearance.headers("https://evil.example/", now=NOW) == {}


@pytest.mark.parametrize("user_agent", ["", "a\r\nX: y", "ü", "x" * 513])
def test_invalid_user_agent_is_rejected(user_agent: str) -> None:
    """A User-Agent that cannot be sent in a header is rejected."""
    with pytest.raises(ChallengeNotSolved):
        make_clearance(PAGE, [cookie()], user_agent=user_agent, now=NOW)


@pytest.mark.parametrize(
    ("cookies", "minutes"),
    [
        ([cookie()], 30),
        ([cookie(expires=NOW + timedelta(minutes=10))], 10),
        ([cookie(expires=NOW + timedelta(days=400))], 24 * 60),
        ([cookie(expires=NOW + timedelta(minutes=5)), cookie("cf_clearance", expires=NOW + timedelta(minutes=50))], 50),
        ([cookie("__ddg1", expires=NOW + timedelta(hours=1)), cookie("__ddg2", expires=NOW + timedelta(hours=2))], 60),
    ],
)
def test_clearance_expiry(cookies: list[Cookie], minutes: int) -> None:
    """The first expiry of the challenge's cookies counts, else that of all cookies, else 30 minutes; a day at most."""
    clearance = make_clearance(PAGE, cookies, user_agent="Browser/1", now=NOW)
    assert clearance.expires_at == NOW + timedelta(minutes=minutes)
    assert clearance.headers(PAGE, now=clearance.expires_at) == {}


@pytest.mark.parametrize(
    ("status", "headers", "body", "challenge"),
    [
        (403, {}, b"<title>Just a moment...</title>", True),
        (503, {}, b"please VERIFY you are human", True),
        (403, {}, b"Verifying you are human. This may take a few seconds", True),
        (403, {}, b'<a href="https://www.cloudflare.com/products/turnstile/">', True),
        (403, {}, b"<script src=/cdn-cgi/challenge-platform/h/b></script>", True),
        (403, {}, b"<title>DDoS-Guard</title>", True),
        (403, {"cf-mitigated": "challenge"}, b"", True),
        (403, {}, b"you need an account", False),
        (200, {}, b"just a moment", False),
        (404, {"cf-mitigated": "challenge"}, b"just a moment", False),
        (503, {}, b"\xff\xfe down for maintenance", False),
    ],
)
def test_is_challenge(status: int, headers: dict[str, str], body: bytes, *, challenge: bool) -> None:
    """A response is a challenge by its status together with a marker."""
    assert is_challenge(status, headers=headers, body=body) == challenge


@given(st.binary(max_size=2000), st.integers(100, 599))
def test_is_challenge_accepts_any_body(body: bytes, status: int) -> None:
    """No body makes the detection fail."""
    assert is_challenge(status, headers={}, body=body) in (True, False)
