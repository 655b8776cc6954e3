"""Envelope encryption: every secret has a data key of its own, which a master key encrypts."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from alcove.foundation.vault.errors import InvalidCiphertext
from alcove.foundation.vault.master_keys import KEY_BYTES, MasterKey, MasterKeyFile
from alcove.foundation.vault.settings import VaultSettings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT: Final = "v1"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_WRAPPED_BYTES: Final = _NONCE_BYTES + KEY_BYTES + _TAG_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    """A parsed ciphertext: `v1.KEY_ID.WRAPPED_KEY.NONCE.CONTENT`, the last three in URL-safe base64.

    The wrapped key can be encrypted with another master key while the content stays as it is.
    """

    key_id: str
    wrapped_key: bytes
    nonce: bytes
    content: bytes

    def __str__(self) -> str:
        return ".".join((_FORMAT, self.key_id, *map(_encode, (self.wrapped_key, self.nonce, self.content))))


class Vault:
    """Encrypts secrets for storage, with AES-256-GCM."""

    def __init__(
        self, master_keys: MasterKeyFile, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._master_keys = master_keys
        self._random_bytes = random_bytes

    @property
    def master_keys(self) -> MasterKeyFile:
        """The file of the master keys."""
        return self._master_keys

    def encrypt(self, plaintext: bytes, *, context: tuple[str, ...]) -> str:
        """Return the ciphertext, a text in ASCII; MasterKeysUnusable.

        Only the same `context` decrypts it: the purpose and owner of the secret, such as
        `("api key", owner_id, "openai")`, so that it is useless in another row.
        """
        master = self._master_keys.current()
        data_key, nonce = self._random_bytes(KEY_BYTES), self._random_bytes(_NONCE_BYTES)
        wrapped = self._wrap(data_key, master, context=context)
        content = _cipher(data_key).encrypt(nonce, plaintext, _bind("content", *context))
        return str(_Envelope(key_id=master.id, wrapped_key=wrapped, nonce=nonce, content=content))

    def decrypt(self, ciphertext: str, *, context: tuple[str, ...]) -> bytes:
        """Return the plaintext; InvalidCiphertext, MasterKeyMissing, MasterKeysUnusable."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - large library

        envelope = _parse(ciphertext)
        data_key = self._unwrap(envelope, context=context)
        try:
            return _cipher(data_key).decrypt(envelope.nonce, envelope.content, _bind("content", *context))
        except InvalidTag:
            raise InvalidCiphertext from None

    def rewrap(self, ciphertext: str, *, context: tuple[str, ...]) -> str:
        """Return the secret under the current master key, with the same data key and content.

        InvalidCiphertext, MasterKeyMissing, MasterKeysUnusable.
        """
        envelope = _parse(ciphertext)
        data_key, master = self._unwrap(envelope, context=context), self._master_keys.current()
        return str(replace(envelope, key_id=master.id, wrapped_key=self._wrap(data_key, master, context=context)))

    def renew(self, ciphertext: str, *, context: tuple[str, ...]) -> str:
        """Return the secret with a new data key, under the current master key; errors as of `decrypt`."""
        return self.encrypt(self.decrypt(ciphertext, context=context), context=context)

    def fingerprint(self, plaintext: bytes, *, context: tuple[str, ...]) -> str:
        """Return 32 hexadecimal digits that identify a secret and do not reveal it; MasterKeysUnusable.

        The same secret has the same fingerprint in the same context only, and keeps it through rotations.
        """
        key = hmac.digest(self._master_keys.fingerprint_key(), _bind("fingerprint", *context), "sha256")
        return hmac.digest(key, plaintext, "sha256").hex()[:32]

    def _wrap(self, data_key: bytes, master: MasterKey, *, context: tuple[str, ...]) -> bytes:
        nonce = self._random_bytes(_NONCE_BYTES)
        return nonce + _cipher(master.secret).encrypt(nonce, data_key, _bind("key", master.id, *context))

    def _unwrap(self, envelope: _Envelope, *, context: tuple[str, ...]) -> bytes:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - large library

        master = self._master_keys.find(envelope.key_id)
        nonce, wrapped = envelope.wrapped_key[:_NONCE_BYTES], envelope.wrapped_key[_NONCE_BYTES:]
        try:
            return _cipher(master.secret).decrypt(nonce, wrapped, _bind("key", master.id, *context))
        except InvalidTag:
            raise InvalidCiphertext from None


def open_vault(settings: VaultSettings, *, data_dir: Path) -> Vault:
    """Return the vault of a server; the file with its master keys is read on first use."""
    return Vault(MasterKeyFile(settings.file(data_dir)))


def read_key_id(ciphertext: str) -> str:
    """Return the id of the master key of a ciphertext; InvalidCiphertext."""
    return _parse(ciphertext).key_id


def is_ciphertext(text: str) -> bool:
    """Return whether a text has the form of a ciphertext of a vault."""
    try:
        _parse(text)
    except InvalidCiphertext:
        return False
    return True


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - large library

    return AESGCM(key)


def _bind(*parts: str) -> bytes:
    """Return the associated data; as JSON no two lists of parts are the same bytes."""
    return msgspec.json.encode((_FORMAT, *parts))


def _parse(text: str) -> _Envelope:
    parts = text.split(".", 5)
    if len(parts) != 5 or parts[0] != _FORMAT:
        raise InvalidCiphertext
    try:
        wrapped_key, nonce, content = map(_decode, parts[2:])
    except (ValueError, binascii.Error):
        raise InvalidCiphertext from None
    if len(wrapped_key) != _WRAPPED_BYTES or len(nonce) != _NONCE_BYTES or len(content) < _TAG_BYTES:
        raise InvalidCiphertext
    return _Envelope(key_id=parts[1], wrapped_key=wrapped_key, nonce=nonce, content=content)


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
