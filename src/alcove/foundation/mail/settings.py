"""Settings of mail: SMTP server and sender."""

from dataclasses import dataclass, field
from email.errors import MessageError
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
    """The SMTP server and its credentials; `offered` upgrades to TLS if the server offers it."""

    host: str
    port: int
    tls: TlsMode | Literal["offered"]
    user: str = ""
    password: Secret = field(default=Secret(), repr=False)


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The SMTP server and the sender; without a server, mail is written to files."""

    mail_url: Annotated[
        Secret,
        Meta(description=f"{_URL}; overrides the settings below. `?tls=none` is for servers without encryption."),
    ] = Secret()
    mail_host: Annotated[str | None, Meta(description="Host of the SMTP server.")] = None
    mail_port: (
        Annotated[int, Meta(ge=1, le=65535, description="Its port; when not set, 587, 465 or 25 by MAIL_TLS.")] | None
    ) = None
    mail_user: Annotated[str, Meta(description="SMTP user; no authentication when not set.")] = ""
    mail_password: Annotated[Secret, Meta(description="Password of that user.")] = Secret()
    mail_tls: Annotated[
        TlsMode, Meta(description="starttls: upgrade to TLS; tls: TLS from the start; none: unencrypted.")
    ] = "starttls"
    mail_ca: Annotated[
        Path | None, Meta(description="PEM file of CA certificates to trust in addition to the system's.")
    ] = None
    mail_from: Annotated[
        str, Meta(description="Sender of mail, such as `Alcove <alcove@example.org>`; needed with an SMTP server.")
    ] = ""
    mail_hourly_limit: Annotated[
        int, Meta(ge=1, le=10_000, description="Maximum number of mails to one address per hour.")
    ] = 20

    def __post_init__(self) -> None:
        server = self.server()
        if server is not None and not self.mail_from:
            raise SettingError("MAIL_FROM is not set: expected an address, such as Alcove <alcove@example.org>")
        if server is not None and server.tls == "none" and server.user and not is_loopback(server.host):
            raise SettingError("MAIL_TLS is none, and the password would be sent unencrypted: expected starttls or tls")
        self.sender()

    def server(self) -> SmtpServer | None:
        """Return the SMTP server, None when mail is written to files; SettingError."""
        if self.mail_url:
            return _parse_url(self.mail_url.reveal())
        if not self.mail_host:
            return None
        port = self.mail_port or _PORTS[self.mail_tls]
        return SmtpServer(
            host=self.mail_host, port=port, tls=self.mail_tls, user=self.mail_user, password=self.mail_password
        )

    def sender(self) -> Address:
        """Return the sender address; SettingError."""
        name, address = parseaddr(self.mail_from or _LOCAL_SENDER)
        try:
            sender = Address(display_name=name, addr_spec=address)
        except (ValueError, IndexError, MessageError):
            sender = Address()
        if not sender.username or not sender.domain or not sender.addr_spec.isascii():
            raise SettingError(f"MAIL_FROM is {self.mail_from[:80]!r}: expected an address, such as alcove@example.org")
        return sender


def _parse_url(text: str) -> SmtpServer:
    invalid = SettingError(f"MAIL_URL is invalid: expected {_URL}")
    try:
        parts = urlsplit(text)
        port = parts.port
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise invalid from None
    mode = options.pop("tls", "tls" if parts.scheme == "smtps" else "starttls")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or mode not in _MODES or options:
        raise invalid
    if parts.path not in ("", "/") or parts.fragment or (parts.scheme == "smtps" and mode != "tls"):
        raise invalid
    return SmtpServer(
        host=parts.hostname,
        port=port or _PORTS[mode],
        tls=mode,
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
    )
