"""Server settings and the DSN of the database."""

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
    describe_settings,
    find_data_dir,
    is_loopback,
    load_settings,
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


def test_defaults_are_safe() -> None:
    """Without any setting the server listens on loopback, for known pages, with the embedded database."""
    server = load_settings(ServerSettings, environ={})
    assert (server.host, server.port) == ("127.0.0.1", 8000)
    assert "http://localhost:5173" in server.cors_origins
    assert "http://127.0.0.1:4173" in server.cors_origins
    assert not server.alcove_token
    assert load_settings(DatabaseSettings, environ={}).dsn() is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])  # noqa: S104 - what is refused
def test_a_public_address_needs_a_long_token(host: str) -> None:
    """With a public address a token of less than 20 characters is refused; the error has both solutions."""
    with pytest.raises(SettingError, match=r"set a longer random text, or set HOST to 127\.0\.0\.1"):
        load_settings(ServerSettings, environ={"HOST": host, "ALCOVE_TOKEN": "t" * 19})
    assert load_settings(ServerSettings, environ={"HOST": host, "ALCOVE_TOKEN": "t" * 20}).host == host
    assert load_settings(ServerSettings, environ={"HOST": host}).host == host
    assert load_settings(ServerSettings, environ={"ALCOVE_TOKEN": "t"}).alcove_token


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_loopback_needs_no_token(host: str) -> None:
    """All names of this machine are loopback."""
    assert is_loopback(host)
    assert load_settings(ServerSettings, environ={"HOST": host}).host == host


@pytest.mark.parametrize("origins", ["*", "localhost:5173", "http://a/b", "http://localhost:5173/", "http://*.a"])
def test_origins_are_exact(origins: str) -> None:
    """Wildcards, paths and host names are not origins."""
    with pytest.raises(
        SettingError, match=r"CORS_ORIGINS is .*expected a comma-separated list, each an origin such as"
    ):
        load_settings(ServerSettings, environ={"CORS_ORIGINS": origins})


@pytest.mark.parametrize(("port", "is_valid"), [("0", False), ("1", True), ("65535", True), ("65536", False)])
def test_ports_are_bounded(port: str, *, is_valid: bool) -> None:
    """A port is a number from 1 to 65535."""
    if is_valid:
        assert load_settings(ServerSettings, environ={"PORT": port}).port == int(port)
    else:
        with pytest.raises(SettingError, match=f"PORT is '{port}': expected a whole number from 1 to 65535"):
            load_settings(ServerSettings, environ={"PORT": port})


def test_the_data_directory_is_configured_or_the_platforms(tmp_path: Path) -> None:
    """ALCOVE_DATA_DIR is used, else the platform's directory for user data."""
    assert find_data_dir(load_settings(ServerSettings, environ={"ALCOVE_DATA_DIR": str(tmp_path)})).path == tmp_path
    assert find_data_dir(load_settings(ServerSettings, environ={})).path.name == "alcove"


@pytest.mark.parametrize("environ", [{"DB_HOST": "db"}, {"DB_USER": "u"}, {"DB_NAME": "n"}, {"DB_PASSWORD": "p"}])
def test_any_part_of_an_address_means_an_external_database(environ: dict[str, str]) -> None:
    """One of DB_HOST, DB_USER, DB_NAME and DB_PASSWORD is enough; the others have defaults."""
    dsn = load_settings(DatabaseSettings, environ=environ).dsn()
    assert dsn is not None
    parts = urlsplit(dsn)
    assert parts.hostname == environ.get("DB_HOST", "localhost")
    assert parts.port == 5432
    assert parts.username == environ.get("DB_USER", "app")
    assert parts.path == "/" + environ.get("DB_NAME", "alcove")
    assert parse_qs(parts.query) == {"sslmode": ["disable"]}


def test_a_port_or_ssl_mode_alone_keeps_the_embedded_database() -> None:
    """DB_PORT and DB_SSLMODE only refine an external database."""
    assert load_settings(DatabaseSettings, environ={"DB_PORT": "6000", "DB_SSLMODE": "require"}).dsn() is None


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "TRUSTED_PROXIES has 'proxy'"),
        ({"URL_BASE": "books"}, "URL_BASE is 'books'"),
    ],
)
def test_invalid_proxies_are_refused(environ: dict[str, str], words: str) -> None:
    """Proxies are addresses or networks, and URL_BASE begins with a slash; the error names the variable."""
    with pytest.raises(SettingError, match=words):
        load_settings(ServerSettings, environ=environ)


def test_database_url_wins() -> None:
    """DATABASE_URL is used unchanged and overrides DB_*."""
    url = "postgres://u:p@h/n?sslmode=require"
    assert load_settings(DatabaseSettings, environ={"DATABASE_URL": url, "DB_HOST": "other"}).dsn() == url


def test_another_database_scheme_is_refused() -> None:
    """Another scheme is refused; the error does not contain the URL, which may have a password."""
    with pytest.raises(SettingError) as caught:
        load_settings(DatabaseSettings, environ={"DATABASE_URL": "mysql://u:pw1234@h/n"})
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
    """Host names, IPv6 addresses and socket folders become valid DSNs."""
    parts = urlsplit(DatabaseSettings(db_host=host).dsn() or "")
    assert parts.netloc.endswith(netloc_end)
    assert parse_qs(parts.query) == options


@settings(derandomize=True, max_examples=100)
@given(user=words, password=words, name=words)
def test_login_and_name_survive_quoting(user: str, password: str, name: str) -> None:
    """User, password and database name with any characters are quoted in the DSN."""
    dsn = DatabaseSettings(db_user=user, db_password=Secret(password), db_name=name).dsn()
    assert dsn is not None
    parts = urlsplit(dsn)
    assert unquote(parts.username or "") == user
    assert unquote(parts.password or "") == password
    assert unquote(parts.path[1:]) == name
    assert parts.hostname == "localhost"


def test_every_setting_is_explained() -> None:
    """Every setting of the server and the database has a description."""
    for kind in (ServerSettings, DatabaseSettings):
        for doc in describe_settings(kind):
            assert doc.meaning, doc.name
            assert doc.allowed, doc.name
