"""Addresses of destinations: checked when they are stored, encrypted by the vault, shown without secrets."""

import re
import secrets
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from alcove.foundation.fetch import FetchError, Forbidden, InvalidRequest, Network
from alcove.foundation.notify.errors import InvalidDestination
from alcove.foundation.notify.model import DestinationChannel
from alcove.foundation.vault import Vault

MAX_ADDRESS: Final = 2000
MIN_KEY, MAX_KEY = 16, 256
_APPRISE: Final = re.compile(r"([a-z][a-z0-9+.-]{0,31})://\S+")
_NO_HTTP: Final = frozenset(
    {
        "dbus", "file", "glib", "gnome", "growl", "irc", "ircs", "kde", "macosx", "mailto", "mailtos", "mqtt", "mqtts",
        "qt", "rsyslog", "smpp", "smpps", "syslog", "windows", "xmpp", "xmpps",
    }
)  # fmt: skip
"""Services of Apprise that use no HTTP, so that no rule of this server would apply to them."""


class DestinationSecret(msgspec.Struct, frozen=True):
    """The address of a destination and, for a webhook, the key of its signatures."""

    address: str
    signing_key: str = ""

    def __repr__(self) -> str:
        return "DestinationSecret(...)"


def encrypt_secret(vault: Vault, secret: DestinationSecret, *, account_id: UUID, destination_id: UUID) -> str:
    """Return the ciphertext to store; VaultError."""
    return vault.encrypt(msgspec.json.encode(secret), context=_context(account_id, destination_id))


def decrypt_secret(vault: Vault, ciphertext: str, *, account_id: UUID, destination_id: UUID) -> DestinationSecret:
    """Return the address of a stored destination; VaultError."""
    plaintext = vault.decrypt(ciphertext, context=_context(account_id, destination_id))
    return msgspec.json.decode(plaintext, type=DestinationSecret)


def generate_signing_key() -> str:
    """Return a new key for the signatures of a webhook."""
    return secrets.token_urlsafe(32)


async def check_address(
    channel: DestinationChannel, address: str, *, network: Network, allow_private: Collection[str]
) -> str:
    """Return the part of an address that is no secret; InvalidDestination."""
    if not address.isprintable() or " " in address or not 0 < len(address) <= MAX_ADDRESS or not _is_unicode(address):
        raise InvalidDestination(f"The address is a URL of at most {MAX_ADDRESS} characters.")
    if channel == "apprise":
        return _check_apprise(address)
    await _check_webhook(address, network=network, allow_private=allow_private)
    parts = urlsplit(address)
    # The path of a webhook is often a secret, such as those of chat services.
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}/…"


def _check_apprise(address: str) -> str:
    match = _APPRISE.fullmatch(address)
    if match is None:
        raise InvalidDestination("The address is one of Apprise, such as ntfys://host/topic.")
    scheme = match[1]
    if scheme in _NO_HTTP:
        raise InvalidDestination(
            f"{scheme}:// does not use HTTP, so that this server cannot limit where it connects to."
        )
    return f"{scheme}://…"


async def _check_webhook(address: str, *, network: Network, allow_private: Collection[str]) -> None:
    try:
        await network.check(address, allow_private=allow_private)
    except (Forbidden, InvalidRequest, ValueError) as error:
        text = str(error) if isinstance(error, FetchError) else "it is no valid URL"
        raise InvalidDestination(f"The address cannot be called: {text}.") from None
    except FetchError:
        # A name that does not resolve now may do so later.
        return


def check_signing_key(key: str) -> str:
    """Return a signing key that an account has chosen; InvalidDestination."""
    if not MIN_KEY <= len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        raise InvalidDestination(f"The secret has {MIN_KEY} to {MAX_KEY} printable ASCII characters.")
    return key


def _context(account_id: UUID, destination_id: UUID) -> tuple[str, ...]:
    return ("notification destination", str(account_id), str(destination_id))


def _is_unicode(text: str) -> bool:
    return text.encode("utf-8", "replace").decode() == text
