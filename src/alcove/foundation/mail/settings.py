"""Where mail goes, and whom it is from."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Meta

from alcove.foundation.settings import Secret, SettingError, is_loopback

TlsMode: TypeAlias = Literal["starttls", "tls", "none"]
_MODES: Final[tuple[TlsMode, ...]] = get_args(TlsMode)
_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_URL: Final = "smtp://user:password@host:587 or smtps://user:password@host:465"
_LOCAL_SENDER: Final = "Alcove <alcove@localhost>"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """The server that takes our mail, and how to sign in to it."""

    host: str
    port: int
    tls: TlsMode
    user: str = ""
    password: Secret = field(default=Secret(), repr=False)


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The SMTP server that takes mail; while none is set, mail is kept in files."""

    mail_url: Annotated[
        Secret,
        Meta(description=f"{_URL}; wins over the settings below. `?tls=none` is for servers without encryption."),
    ] = Secret()
    mail_host: Annotated[str | None, Meta(description="Host of the SMTP server.")] = None
    mail_port: (
        Annotated[int, Meta(ge=1, le=65535, description="Its port; when not set, 587, 465 or 25 by MAIL_TLS.")] | None
    ) = None
    mail_user: Annotated[str, Meta(description="User to sign in as; nobody signs in when not set.")] = ""
    mail_password: Annotated[Secret, Meta(description="Password of that user.")] = Secret()
    mail_tls: Annotated[
        TlsMode, Meta(description="starttls: encrypt after the greeting; tls: from the first byte; none: never.")
    ] = "starttls"
    mail_ca: Annotated[
        Path | None, Meta(description="File of certificates (PEM) to believe besides this machine's own.")
    ] = None
    mail_from: Annotated[
        str, Meta(description="Whom mail is from, such as `Alcove <alcove@example.org>`; needed with an SMTP server.")
    ] = ""
    mail_hourly_limit: Annotated[
        int, Meta(ge=1, le=10_000, description="Most mails to one address within an hour.")
    ] = 20

    def __post_init__(self) -> None:
        server = self.server()
        if server is not None and not self.mail_from:
            raise SettingError("MAIL_FROM is not set: expected an address, such as Alcove <alcove@example.org>")
        if server is not None and server.tls == "none" and server.user and not is_loopback(server.host):
            raise SettingError(
                "MAIL_TLS is none, and the password would cross the network readable: expected starttls or tls"
            )
        self.sender()

    def server(self) -> SmtpServer | None:
        """Return the SMTP server, or None when mail is kept in files; SettingError."""
        if self.mail_url:
            return _parse_url(self.mail_url.reveal())
        if not self.mail_host:
            return None
        port = self.mail_port or _PORTS[self.mail_tls]
        return SmtpServer(
            host=self.mail_host, port=port, tls=self.mail_tls, user=self.mail_user, password=self.mail_password
        )

    def sender(self) -> Address:
        """Return whom mail is from; SettingError."""
        name, address = parseaddr(self.mail_from or _LOCAL_SENDER)
        try:
            sender = Address(display_name=name, addr_spec=address)
        except (ValueError, IndexError):
            sender = Address()
        if not sender.username or not sender.domain or not sender.addr_spec.isascii():
            raise SettingError(f"MAIL_FROM is {self.mail_from[:80]!r}: expected an address, such as alcove@example.org")
        return sender


def _parse_url(text: str) -> SmtpServer:
    wrong = SettingError(f"MAIL_URL has a value that is not allowed: expected {_URL}")
    try:
        parts = urlsplit(text)
        port = parts.port
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise wrong from None
    mode = options.pop("tls", "tls" if parts.scheme == "smtps" else "starttls")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or mode not in _MODES or options:
        raise wrong
    if parts.path not in ("", "/") or parts.fragment or (parts.scheme == "smtps" and mode != "tls"):
        raise wrong
    return SmtpServer(
        host=parts.hostname,
        port=port or _PORTS[mode],
        tls=mode,
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
    )
