"""Environments of the older programs."""

from pathlib import Path

import pytest

from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings.legacy import apply_aliases, find_ignored
from alcove.foundation.identity import IdentitySettings
from alcove.foundation.settings import NetworkSettings, ServerSettings, SettingError, load_settings

OLD = {
    "FLASK_HOST": "192.168.1.5",
    "FLASK_PORT": "8084",
    "CWA_DB_PATH": "/auth/app.db",
    "APP_ENV": "prod",
    "LOG_LEVEL": "INFO",
    "ENABLE_LOGGING": "true",
    "LOG_ROOT": "/var/log/",
    "DOCKERMODE": "true",
    "TZ": "Europe/Berlin",
    "UID": "1000",
    "GID": "100",
    "PUID": "1000",
    "PGID": "1000",
    "UMASK": "0022",
    "CONFIG_DIR": "/config",
    "INGEST_DIR": "/cwa-book-ingest",
    "USE_BOOK_TITLE": "yes",
    "MAX_RETRY": "10",
    "SUPPORTED_FORMATS": "epub, MOBI ,azw3",
    "BOOK_LANGUAGE": "en,de",
    "CUSTOM_DNS": "cloudflare",
    "USE_DOH": "yes",
    "AA_BASE_URL": "auto",
    "AA_DONATOR_KEY": "a-secret-key",
    "AA_DEFAULT_SORT": "newest",
    "AA_CONTENT_TYPE_ROUTING": "on",
    "AA_CONTENT_TYPE_DIR_FICTION": "/books/fiction",
    "INGEST_DIR_MAGAZINE": "/books/magazines",
    "PROWLARR_API_KEY": "another-secret",
    "IRC_SERVER": "",
    "USE_CF_BYPASS": "true",
    "BYPASS_RELEASE_INACTIVE_MIN": "5",
}


def test_a_legacy_environment_is_read() -> None:
    """Every variable has its old meaning, under its old name or the new one."""
    environ = apply_aliases(OLD)
    books = load_settings(BooksSettings, environ=environ)
    assert (books.flask_host, books.flask_port) == ("192.168.1.5", 8084)
    assert load_settings(IdentitySettings, environ=environ).mode == "cwa"
    assert books.ingest(Path("/data")) == Path("/cwa-book-ingest")
    assert (books.use_book_title, books.max_retry, books.book_language) == (True, 10, ("en", "de"))
    assert [format_.lower() for format_ in books.supported_formats] == ["epub", "mobi", "azw3"]
    assert (books.default_sort, books.content_type_routing) == ("newest", True)
    assert books.content_type_dir_fiction == Path("/books/fiction")
    assert books.content_type_dir_magazine == Path("/books/magazines")
    network = load_settings(NetworkSettings, environ=environ)
    assert (network.custom_dns, network.use_doh) == ("cloudflare", True)
    assert load_settings(ServerSettings, environ=environ).alcove_data_dir == Path("/config")


def test_ignored_variables_are_listed() -> None:
    """One notice lists the names of ignored variables, without their values."""
    assert find_ignored(OLD) == ["AA_BASE_URL", "AA_DONATOR_KEY", "BYPASS_RELEASE_INACTIVE_MIN", "PROWLARR_API_KEY"]


def test_the_current_name_wins() -> None:
    """If a setting has both names, the current one counts, unless it is empty."""
    assert apply_aliases({"CONFIG_DIR": "/old", "ALCOVE_DATA_DIR": "/new"})["ALCOVE_DATA_DIR"] == "/new"
    assert apply_aliases({"CONFIG_DIR": "/old", "ALCOVE_DATA_DIR": " "})["ALCOVE_DATA_DIR"] == "/old"
    renamed = apply_aliases(OLD)
    assert apply_aliases(renamed) == renamed


@pytest.mark.parametrize(
    ("environ", "mode"),
    [
        ({}, None),
        ({"AUTH_MODE": "none", "CWA_DB_PATH": "/auth/app.db"}, "none"),
        ({"CWA_DB_PATH": "/auth/app.db"}, "cwa"),
        ({"CWA_DB_PATH": "/auth/app.db", "BUILTIN_USERNAME": "me"}, "cwa"),
        ({"BUILTIN_USERNAME": "me"}, "builtin"),
        ({"BUILTIN_PASSWORD_HASH": "scrypt:1:1:1$a$b"}, "builtin"),
        ({"AUTH_MODE": "CWA"}, "cwa"),
        ({"AUTH_MODE": "accounts"}, "accounts"),
    ],
)
def test_which_callers_must_sign_in(environ: dict[str, str], mode: str | None) -> None:
    """Sign-in is on when it is configured, also incompletely; only AUTH_MODE=none switches it off."""
    assert load_settings(IdentitySettings, environ=environ).mode == mode


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"USE_CF_BYPASS": "perhaps"}, "USE_CF_BYPASS is 'perhaps'"),
        ({"FLASK_PORT": "http"}, "FLASK_PORT is 'http'"),
    ],
)
def test_invalid_settings_stop_the_start(environ: dict[str, str], message: str) -> None:
    """An invalid value raises an error that names the variable."""
    with pytest.raises(SettingError, match=message.replace(".", r"\.")):
        load_settings(BooksSettings, environ=environ)
    with pytest.raises(SettingError, match="AUTH_MODE is 'magic'"):
        load_settings(IdentitySettings, environ={"AUTH_MODE": "magic"})
