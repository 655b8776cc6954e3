"""The server's own settings and the address of the database."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.settings import (
    DatabaseSettings,
    Secret,
    ServerSettings,
    SettingError,
    data_dir,
    describe,
    is_loopback,
    load,
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


def test_defaults_are_safe() -> None:
    """Without any setting the server listens on loopback, for known pages, with the embedded database."""
    server = load(ServerSettings, environ={})
    assert (server.host, server.port) == ("127.0.0.1", 8000)
    assert "http://localhost:5173" in server.cors_origins
    assert "http://127.0.0.1:4173" in server.cors_origins
    assert not server.alcove_token
    assert load(DatabaseSettings, environ={}).dsn() is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])  # noqa: S104 - what is refused
def test_an_open_address_needs_a_token_that_nobody_guesses(host: str) -> None:
    """A token of less than 20 characters is refused where others can try it, with both ways out."""
    with pytest.raises(SettingError, match=r"set a longer random text, or set HOST to 127\.0\.0\.1"):
        load(ServerSettings, environ={"HOST": host, "ALCOVE_TOKEN": "t" * 19})
    assert load(ServerSettings, environ={"HOST": host, "ALCOVE_TOKEN": "t" * 20}).host == host
    assert load(ServerSettings, environ={"HOST": host}).host == host
    assert load(ServerSettings, environ={"ALCOVE_TOKEN": "t"}).alcove_token


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_loopback_needs_no_token(host: str) -> None:
    """Every spelling of this machine is loopback."""
    assert is_loopback(host)
    assert load(ServerSettings, environ={"HOST": host}).host == host


@pytest.mark.parametrize("origins", ["*", "localhost:5173", "http://a/b", "http://localhost:5173/", "http://*.a"])
def test_origins_are_exact(origins: str) -> None:
    """Wildcards, paths and bare hosts are no origins."""
    with pytest.raises(
        SettingError, match=r"CORS_ORIGINS is .*expected a comma-separated list, each an origin such as"
    ):
        load(ServerSettings, environ={"CORS_ORIGINS": origins})


@pytest.mark.parametrize(("port", "fine"), [("0", False), ("1", True), ("65535", True), ("65536", False)])
def test_ports_are_bounded(port: str, *, fine: bool) -> None:
    """A port is a number from 1 to 65535."""
    if fine:
        assert load(ServerSettings, environ={"PORT": port}).port == int(port)
    else:
        with pytest.raises(SettingError, match=f"PORT is '{port}': expected a whole number from 1 to 65535"):
            load(ServerSettings, environ={"PORT": port})


def test_the_data_directory_is_given_or_the_platforms(tmp_path: Path) -> None:
    """ALCOVE_DATA_DIR decides; without it the platform's place for user data."""
    assert data_dir(load(ServerSettings, environ={"ALCOVE_DATA_DIR": str(tmp_path)})) == tmp_path
    assert data_dir(load(ServerSettings, environ={})).name == "alcove"


@pytest.mark.parametrize("environ", [{"DB_HOST": "db"}, {"DB_USER": "u"}, {"DB_NAME": "n"}, {"DB_PASSWORD": "p"}])
def test_any_part_of_an_address_means_an_external_database(environ: dict[str, str]) -> None:
    """One of DB_HOST, DB_USER, DB_NAME, DB_PASSWORD is enough; the rest has the old defaults."""
    dsn = load(DatabaseSettings, environ=environ).dsn()
    assert dsn is not None
    parts = urlsplit(dsn)
    assert parts.hostname == environ.get("DB_HOST", "localhost")
    assert parts.port == 5432
    assert parts.username == environ.get("DB_USER", "app")
    assert parts.path == "/" + environ.get("DB_NAME", "alcove")
    assert parse_qs(parts.query) == {"sslmode": ["disable"]}


def test_a_port_or_ssl_mode_alone_does_not_leave_the_embedded_database() -> None:
    """DB_PORT and DB_SSLMODE only refine an external database."""
    assert load(DatabaseSettings, environ={"DB_PORT": "6000", "DB_SSLMODE": "require"}).dsn() is None


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "TRUSTED_PROXIES has 'proxy'"),
        ({"URL_BASE": "books"}, "URL_BASE is 'books'"),
    ],
)
def test_what_no_proxy_can_be_is_refused(environ: dict[str, str], words: str) -> None:
    """Proxies are addresses or networks, and the path in front begins with a slash; the error names the variable."""
    with pytest.raises(SettingError, match=words):
        load(ServerSettings, environ=environ)


def test_database_url_wins() -> None:
    """DATABASE_URL is taken as it is and wins over DB_*."""
    url = "postgres://u:p@h/n?sslmode=require"
    assert load(DatabaseSettings, environ={"DATABASE_URL": url, "DB_HOST": "other"}).dsn() == url


def test_a_foreign_database_url_is_refused_unseen() -> None:
    """Another scheme is refused without showing the URL, which may hold a password."""
    with pytest.raises(SettingError) as caught:
        load(DatabaseSettings, environ={"DATABASE_URL": "mysql://u:pw1234@h/n"})
    assert "DATABASE_URL" in str(caught.value)
    assert "pw1234" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "netloc_end", "options"),
    [
        ("/var/run/pg", "@", {"sslmode": ["disable"], "host": ["/var/run/pg"], "port": ["5432"]}),
        ("::1", "@[::1]:5432", {"sslmode": ["disable"]}),
        ("db.example.org", "@db.example.org:5432", {"sslmode": ["disable"]}),
    ],
)
def test_hosts_of_every_kind(host: str, netloc_end: str, options: dict[str, list[str]]) -> None:
    """Names, IPv6 addresses and socket folders each get the form that PostgreSQL clients read."""
    parts = urlsplit(DatabaseSettings(db_host=host).dsn() or "")
    assert parts.netloc.endswith(netloc_end)
    assert parse_qs(parts.query) == options


@settings(derandomize=True, max_examples=100)
@given(user=words, password=words, name=words)
def test_login_and_name_survive_quoting(user: str, password: str, name: str) -> None:
    """Whatever characters user, password and name have, the DSN gives them back."""
    made = DatabaseSettings(db_user=user, db_password=Secret(password), db_name=name).dsn()
    assert made is not None
    parts = urlsplit(made)
    assert unquote(parts.username or "") == user
    assert unquote(parts.password or "") == password
    assert unquote(parts.path[1:]) == name
    assert parts.hostname == "localhost"


def test_every_setting_is_explained() -> None:
    """No setting of the server or the database lacks a meaning."""
    for kind in (ServerSettings, DatabaseSettings):
        for doc in describe(kind):
            assert doc.meaning, doc.name
            assert doc.allowed, doc.name
