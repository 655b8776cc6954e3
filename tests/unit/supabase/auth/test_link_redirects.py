"""Targets of links: only the site and what the configuration allows."""

from dataclasses import replace

import pytest

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.links import add_fragment, add_query, choose_redirect, is_allowed_redirect

CONFIG = AuthConfig(
    site_url="https://site.example/app",
    external_url="https://api.example/auth/v1",
    issuer="https://api.example/auth/v1",
    uri_allow_list=(
        "https://*.preview.example/**",
        "https://exact.example/back",
        "com.app.mobile://**",
        "https://{one,two}.example/[a-c]?",
        "broken[",
    ),
)


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/",
        "http://site.example:8080/other?mode=reset-password#top",
        "https://a.preview.example/deep/path.html",
        "https://exact.example/back",
        "https://exact.example/back#fragment",
        "com.app.mobile://callback/x",
        "https://two.example/bz",
        "https://api.example/auth/v1/set-password",
    ],
)
def test_allowed_targets_are_kept(url: str) -> None:
    """A target on the site's host, or one that matches a pattern, is used."""
    assert choose_redirect(CONFIG, url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/relative",
        "//site.example/",
        "https://evil.example/",
        "https://site.example.evil.example/",
        "https://site.example@evil.example/",
        "https://user:password@site.example/",
        "https://evil.example\\@site.example/",
        "https://evil.example/#https://site.example/",
        "https://a.b.preview.example/",
        "https://exact.example/back/more",
        "https://exact.example/back?x=1",
        "https://three.example/bz",
        "https://two.example/d1",
        "https://two.example/b/",
        "javascript://site.example/%0aalert(1)",
        "java\nscript://site.example/",
        "https://site.example/\r\nSet-Cookie: a=b",
        "https://3232235777/",
        "https://0x7f000001?.preview.example/",
        "https://evil?.preview.example/",
        "https://[2001:db8::1]?.preview.example/",
        "https://evil%2eexample%2f.preview.example/",
        "https:evil.example/",
        "https:///evil.example/",
        "http://localhost:3000/",
        "http://127.0.0.1:3000/",
        "https://[::1/",
        "https://site.example:port/",
        "https://site.example/" + "x" * 3000,
    ],
)
def test_other_targets_are_replaced_by_the_site(url: str) -> None:
    """Whatever is not allowed leads to the site."""
    assert choose_redirect(CONFIG, url) == CONFIG.site_url


def test_loopback_is_allowed_on_any_port_where_configured() -> None:
    """Development servers get their links, and other hosts do not."""
    config = replace(CONFIG, allows_loopback_redirects=True)
    urls = ("http://localhost:3000/a", "http://127.0.0.1:5173", "http://[::1]:80/", "https://localhost")
    assert [choose_redirect(config, url) for url in urls] == list(urls)
    assert not is_allowed_redirect(config, "http://localhost.evil.example/")
    assert not is_allowed_redirect(config, "ftp://localhost/")


def test_a_site_without_a_host_allows_no_target_without_a_host() -> None:
    """Browsers read `https:evil.example` as `https://evil.example`."""
    config = replace(CONFIG, site_url="com.app.mobile:/")
    assert not is_allowed_redirect(config, "https:evil.example")
    assert not is_allowed_redirect(config, "https:///evil.example")


def test_the_referrer_is_second() -> None:
    """A referrer on the site counts when no allowed target is named."""
    assert (
        choose_redirect(CONFIG, "https://evil.example", referrer="https://site.example/x") == "https://site.example/x"
    )
    assert choose_redirect(CONFIG, "", referrer="https://evil.example/x") == CONFIG.site_url


def test_a_pattern_for_everything_allows_no_scripts() -> None:
    """`**` allows every address, but not text that a browser runs."""
    config = replace(CONFIG, uri_allow_list=("**",))
    assert is_allowed_redirect(config, "myapp:callback")
    assert not is_allowed_redirect(config, "javascript:alert(1)")
    assert not is_allowed_redirect(config, "data:text/html,x")


def test_parameters_are_added_where_they_belong() -> None:
    """A fragment is replaced, a query is kept, and both are encoded like forms."""
    url = "https://site.example/a?x=1&code=old#top"
    assert add_fragment(url, {"b": "2 3", "a": "&"}) == "https://site.example/a?x=1&code=old#a=%26&b=2+3&sb="
    assert add_query(url, {"code": "new"}) == "https://site.example/a?x=1&code=new#top"
    assert choose_redirect(CONFIG, "https://site.example/ü") == "https://site.example/%C3%BC"
