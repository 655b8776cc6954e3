"""Network settings: combinations and contradictions."""

from typing import Any

import pytest

from alcove.foundation.settings import NameServer, NetworkSettings, SettingError, load_settings
from alcove.foundation.settings.secret import Secret


def read(**environ: str) -> NetworkSettings:
    """Return the settings of an environment."""
    return load_settings(NetworkSettings, environ=environ)


@pytest.mark.parametrize(
    ("environ", "mode", "proxies"),
    [
        ({}, "none", {}),
        ({"HTTP_PROXY": "http://p:3128"}, "http", {"http": "http://p:3128", "https": "http://p:3128"}),
        ({"HTTP_PROXY": "p:3128"}, "http", {"http": "http://p:3128", "https": "http://p:3128"}),
        ({"HTTPS_PROXY": "https://p"}, "http", {"https": "https://p:443"}),
        ({"HTTP_PROXY": "http://a", "HTTPS_PROXY": "http://b/"}, "http", {"http": "http://a:80", "https": "http://b:80"}),
        ({"HTTP_PROXY": "http://a", "PROXY_MODE": "none"}, "none", {}),
        ({"SOCKS5_PROXY": "socks5://p"}, "socks5", {"http": "socks5h://p:1080", "https": "socks5h://p:1080"}),
        (
            {"SOCKS5_PROXY": "[fd00::1]:9050", "HTTP_PROXY": "http://a", "PROXY_MODE": "SOCKS5"},
            "socks5",
            {"http": "socks5h://[fd00::1]:9050", "https": "socks5h://[fd00::1]:9050"},
        ),
        ({"USING_TOR": "yes"}, "socks5", {"http": "socks5h://tor:9050", "https": "socks5h://tor:9050"}),
        (
            {"USING_TOR": "y", "HTTP_PROXY": "http://a", "SOCKS5_PROXY": "onion:9150", "CUSTOM_DNS": "nonsense"},
            "socks5",
            {"http": "socks5h://onion:9150", "https": "socks5h://onion:9150"},
        ),
    ],
)  # fmt: skip
def test_the_proxy_mode_follows_from_the_settings(environ: dict[str, str], mode: str, proxies: dict[str, str]) -> None:
    """The mode follows from the addresses when it is not set."""
    settings = read(**environ)
    assert settings.mode == mode
    assert {scheme: proxy.url for scheme, proxy in settings.proxies().items()} == proxies


def test_user_and_password_are_not_printed() -> None:
    """Percent-encoding is decoded; no text of the settings has the password."""
    settings = read(HTTP_PROXY="http://me%40home:p%3Aass%2Fword@proxy.example:3128")
    proxy = settings.proxies()["http"]
    assert (proxy.username, proxy.password) == ("me@home", Secret("p:ass/word"))
    text = f"{settings!r} {proxy!r} {proxy} {proxy.url}"
    assert not any(word in text for word in ("ass", "word@", "me@home", "me%40"))


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"PROXY_MODE": "http"}, "PROXY_MODE is http and neither HTTP_PROXY nor HTTPS_PROXY is set"),
        ({"PROXY_MODE": "socks5", "HTTP_PROXY": "http://a"}, "PROXY_MODE is socks5 and SOCKS5_PROXY is not set"),
        ({"PROXY_MODE": "tor"}, "PROXY_MODE is 'tor': expected one of http, none, socks5"),
        ({"USING_TOR": "1", "PROXY_MODE": "http", "HTTP_PROXY": "a"}, "USING_TOR and PROXY_MODE=http exclude each"),
        ({"USING_TOR": "1", "PROXY_MODE": "none"}, "USING_TOR and PROXY_MODE=none exclude each other"),
        ({"USING_TOR": "maybe"}, "USING_TOR is 'maybe': expected true or false"),
        ({"HTTP_PROXY": "socks5://me:hidden@a"}, "HTTP_PROXY has a value that is not allowed: expected http://user:"),
        ({"HTTPS_PROXY": "http://me:hidden@a:x"}, "HTTPS_PROXY has a value that is not allowed"),
        ({"SOCKS5_PROXY": "socks4://hidden"}, "SOCKS5_PROXY has a value that is not allowed: expected socks5h://user:"),
        ({"SOCKS5_PROXY": "socks5h://hidden/path"}, "SOCKS5_PROXY has a value that is not allowed"),
        ({"HTTP_PROXY": "http://"}, "HTTP_PROXY has a value that is not allowed"),
        ({"SOCKS5_PROXY": f"socks5h://{'u' * 256}:hidden@a"}, "SOCKS5_PROXY has a value that is not allowed"),
        ({"USE_DOH": "true"}, "USE_DOH needs CUSTOM_DNS to be one of auto, google, quad9, cloudflare, opendns"),
        ({"USE_DOH": "true", "CUSTOM_DNS": "9.9.9.9"}, "USE_DOH needs CUSTOM_DNS to be one of"),
        ({"CUSTOM_DNS": "clouds"}, "CUSTOM_DNS is 'clouds': expected system, auto, manual, google"),
        ({"CUSTOM_DNS": "manual"}, "CUSTOM_DNS is manual and CUSTOM_DNS_MANUAL is not set"),
        ({"CUSTOM_DNS": "manual", "CUSTOM_DNS_MANUAL": "dns.example"}, "CUSTOM_DNS_MANUAL is 'dns.example': expected"),
        ({"CUSTOM_DNS": "1.1.1.1,1.1.1.1:0"}, "CUSTOM_DNS is '1.1.1.1,1.1.1.1:0': expected"),
        ({"CUSTOM_DNS": "1.1.1.1:99999"}, "CUSTOM_DNS is"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_by_name(environ: dict[str, str], message: str) -> None:
    """The error has the variable and the allowed values, but nothing that may be a password."""
    with pytest.raises(SettingError) as caught:
        read(**environ)
    assert message in str(caught.value)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "word", "servers"),
    [
        ({}, "system", ()),
        ({"CUSTOM_DNS": " "}, "system", ()),
        ({"CUSTOM_DNS": "Cloudflare", "USE_DOH": "yes"}, "cloudflare", ()),
        ({"CUSTOM_DNS": "auto", "USE_DOH": "t"}, "auto", ()),
        ({"CUSTOM_DNS": "1.1.1.1, 2620:fe::fe"}, "manual", (("1.1.1.1", 53), ("2620:fe::fe", 53))),
        (
            {"CUSTOM_DNS": "manual", "CUSTOM_DNS_MANUAL": "192.168.1.1:5353,[fd00::1]:5353,[fd00::2]"},
            "manual",
            (("192.168.1.1", 5353), ("fd00::1", 5353), ("fd00::2", 53)),
        ),
    ],
)
def test_custom_dns_is_a_mode_or_addresses(environ: dict[str, str], word: str, servers: Any) -> None:
    """CUSTOM_DNS is a mode, or a list of addresses with optional ports."""
    settings = read(**environ)
    assert settings.dns == word
    assert settings.name_servers() == tuple(NameServer(*server) for server in servers)


def test_the_environment_of_an_older_program_is_accepted() -> None:
    """The variables of older programs have the same meaning."""
    settings = read(
        AA_BASE_URL="auto", CUSTOM_DNS="cloudflare", USE_DOH="yes", HTTP_PROXY="", HTTPS_PROXY="", USING_TOR="false"
    )
    assert (settings.dns, settings.use_doh, settings.mode) == ("cloudflare", True, "none")
