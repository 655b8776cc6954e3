"""The sign-in policy follows from the settings; short tokens are rejected."""

from typing import Any

import pytest

from alcove.foundation.identity import IdentitySettings, SignInPolicy
from alcove.foundation.settings import Secret, SettingError, load_settings


@pytest.mark.parametrize(
    ("environ", "mode"),
    [
        ({}, None),
        ({"AUTH_MODE": "none", "CWA_DB_PATH": "/x"}, "none"),
        ({"CWA_DB_PATH": "/auth/app.db", "BUILTIN_USERNAME": "me"}, "cwa"),
        ({"BUILTIN_USERNAME": "me"}, "builtin"),
        ({"BUILTIN_PASSWORD_HASH": "scrypt:..."}, "builtin"),
        ({"AUTH_MODE": "accounts"}, "accounts"),
        ({"ALCOVE_PROXY_USER_HEADER": "Remote-User"}, "accounts"),
    ],
)
def test_the_sign_in_mode(environ: dict[str, str], mode: str | None) -> None:
    """An explicit mode wins; otherwise it follows from the configuration, even if incomplete."""
    assert load_settings(IdentitySettings, environ=environ).mode == mode


@pytest.mark.parametrize(
    "environ",
    [
        {"AUTH_MODE": "ldap"},
        {"ALCOVE_PROXY_USER_HEADER": "Remote User"},
        {"ALCOVE_PUBLIC_URL": "alcove.example"},
        {"BUILTIN_USERNAME": "x" * 65},
    ],
)
def test_invalid_values_are_rejected(environ: dict[str, str]) -> None:
    """The error names the setting."""
    with pytest.raises(SettingError, match=next(iter(environ))):
        load_settings(IdentitySettings, environ=environ)


def test_the_owners_password_can_be_in_a_file(tmp_path: Any) -> None:
    """ALCOVE_OWNER_PASSWORD_FILE is read once, without its trailing newline."""
    file = tmp_path / "password"
    file.write_text("a long enough password\n")
    loaded = load_settings(IdentitySettings, environ={"ALCOVE_OWNER_PASSWORD_FILE": str(file)})
    assert loaded.alcove_owner_password == Secret("a long enough password")


def test_a_short_token_is_rejected_on_an_open_address() -> None:
    """19 characters are too few on an open address; on loopback any token is accepted."""
    SignInPolicy(open_address=False, server_token=Secret("short"))
    SignInPolicy(open_address=True, server_token=Secret("t" * 20))
    SignInPolicy(open_address=True)
    with pytest.raises(SettingError, match="at least 20"):
        SignInPolicy(open_address=True, server_token=Secret("t" * 19))
