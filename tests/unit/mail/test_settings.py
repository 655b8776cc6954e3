"""The SMTP server, from one URL or separate settings."""

import pytest

from alcove.foundation.mail import MailSettings
from alcove.foundation.mail.settings import SmtpServer
from alcove.foundation.settings import Secret, SettingError, load_settings

FROM = {"MAIL_FROM": "Alcove <alcove@example.org>"}


def server(**environ: str) -> SmtpServer | None:
    """Return the SMTP server of settings."""
    return load_settings(MailSettings, environ={**FROM, **environ}).server()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"MAIL_URL": "smtp://mail.example.org"}, ("mail.example.org", 587, "starttls", "", "")),
        ({"MAIL_URL": "smtps://a%40b:p%3Aw@mail.example.org"}, ("mail.example.org", 465, "tls", "a@b", "p:w")),
        ({"MAIL_URL": "smtp://[::1]:2525/?tls=none"}, ("::1", 2525, "none", "", "")),
        ({"MAIL_URL": "smtp://a", "MAIL_HOST": "b"}, ("a", 587, "starttls", "", "")),
        ({"MAIL_HOST": "b", "MAIL_TLS": "tls"}, ("b", 465, "tls", "", "")),
        (
            {"MAIL_HOST": "b", "MAIL_PORT": "26", "MAIL_USER": "u"},
            ("b", 26, "starttls", "u", ""),
        ),
    ],
)
def test_servers(environ: dict[str, str], expected: tuple[str, int, str, str, str]) -> None:
    """MAIL_URL overrides the other settings; default ports follow the TLS mode; percent escapes are decoded."""
    smtp_server = server(**environ)
    assert smtp_server is not None
    assert (
        smtp_server.host,
        smtp_server.port,
        smtp_server.tls,
        smtp_server.user,
        smtp_server.password.reveal(),
    ) == expected


def test_without_a_server_mail_is_written_to_files() -> None:
    """Without settings there is a sender for files, and no server."""
    settings = load_settings(MailSettings, environ={})
    assert settings.server() is None
    assert str(settings.sender()) == "Alcove <alcove@localhost>"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"MAIL_URL": "http://mail.example.org"}, "MAIL_URL is invalid"),
        ({"MAIL_URL": "smtp://"}, "MAIL_URL is invalid"),
        ({"MAIL_URL": "smtp://a:b:c@d:e"}, "MAIL_URL is invalid"),
        ({"MAIL_URL": "smtp://a?tls=maybe"}, "MAIL_URL is invalid"),
        ({"MAIL_URL": "smtp://a?verify=no"}, "MAIL_URL is invalid"),
        ({"MAIL_URL": "smtps://a?tls=none"}, "MAIL_URL is invalid"),
        ({"MAIL_URL": "smtp://a/path"}, "MAIL_URL is invalid"),
        ({"MAIL_HOST": "a", "MAIL_FROM": ""}, "MAIL_FROM is not set"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM is 'nobody'"),
        ({"MAIL_FROM": "änn@example.org"}, "MAIL_FROM is"),
        ({"MAIL_URL": "smtp://user:secret@mail.example.org?tls=none"}, "the password would be sent unencrypted"),
        ({"MAIL_TLS": "ssl"}, "MAIL_TLS is 'ssl'"),
        ({"MAIL_PORT": "0"}, "MAIL_PORT is '0'"),
    ],
)
def test_invalid_settings_are_rejected(environ: dict[str, str], words: str) -> None:
    """An invalid setting is named at startup, without its password."""
    with pytest.raises(SettingError, match=words) as refused:
        server(**environ)
    assert "secret" not in str(refused.value)


def test_a_password_over_loopback_needs_no_encryption() -> None:
    """A relay on this machine may be used without encryption."""
    smtp_server = server(MAIL_URL="smtp://user:secret@127.0.0.1?tls=none")
    assert smtp_server == SmtpServer(host="127.0.0.1", port=25, tls="none", user="user", password=Secret("secret"))
    assert "secret" not in repr(smtp_server)
