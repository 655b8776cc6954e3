"""The rules of clearances: whose cookies they are, where they are sent, and what a challenge looks like."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.sources.solver import Cookie, Unsolved
from alcove.apps.books.sources.solver.challenge import is_challenge
from alcove.apps.books.sources.solver.clearance import make_clearance, site_of
from alcove.foundation.settings import Secret

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = "https://www.shop.co.uk/opds"


def cookie(name: str = "a", value: str = "v", *, domain: str = ".shop.co.uk", **more: object) -> Cookie:
    """Return a cookie of the shop."""
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
def test_a_site_is_a_scheme_and_a_registrable_domain(url: str, site: tuple[str, str]) -> None:
    """Public suffixes are no sites; addresses and local names stand for themselves."""
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("sent", "url", "fits"),
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
def test_cookies_go_where_they_belong(sent: Cookie, url: str, *, fits: bool) -> None:
    """Domain, path, encryption and end decide."""
    assert sent.fits(url, now=NOW) == fits


def test_foreign_and_broken_cookies_are_left_out() -> None:
    """Cookies of other sites, of public suffixes, dead ones and those that would break a header are not kept."""
    found = make_clearance(
        PAGE,
        [
            cookie("good"),
            cookie("foreign", domain=".evil.example"),
            cookie("wide", domain=".co.uk"),
            cookie("dead", expires=NOW),
            cookie("bad name"),
            cookie("split", "a\r\nSet-Cookie: b"),
            cookie("more", "a; b=c"),
        ],
        user_agent="Browser/1",
        now=NOW,
    )
    assert found.headers(PAGE, now=NOW) == {"Cookie": "good=v", "User-Agent": "Browser/1"}
    assert found.headers("https://evil.example/", now=NOW) == {}


@pytest.mark.parametrize("agent", ["", "a\r\nX: y", "ü", "x" * 513])
def test_a_user_agent_must_be_one(agent: str) -> None:
    """What cannot stand in a header is no User-Agent."""
    with pytest.raises(Unsolved):
        make_clearance(PAGE, [cookie()], user_agent=agent, now=NOW)


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
def test_the_first_cookie_that_counts_ends_it(cookies: list[Cookie], minutes: int) -> None:
    """The guard's own cookies decide, else all that have an end, else half an hour; a day at most."""
    found = make_clearance(PAGE, cookies, user_agent="Browser/1", now=NOW)
    assert found.expires_at == NOW + timedelta(minutes=minutes)
    assert found.headers(PAGE, now=found.expires_at) == {}


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
def test_challenges_have_marks(status: int, headers: dict[str, str], body: bytes, *, challenge: bool) -> None:
    """Status and marks together make a challenge."""
    assert is_challenge(status, headers=headers, body=body) == challenge


@given(st.binary(max_size=2000), st.integers(100, 599))
def test_any_body_can_be_looked_at(body: bytes, status: int) -> None:
    """No body breaks the look."""
    assert is_challenge(status, headers={}, body=body) in (True, False)
