"""Encrypt texts for one user, and decrypt those of this and of an earlier server."""

import asyncio
import base64
import binascii
import hashlib
from typing import Final
from uuid import UUID

from alcove.foundation.settings import Secret
from alcove.foundation.vault import InvalidCiphertext, Vault, VaultError, is_ciphertext

_PURPOSE: Final = "encryption function"
_EARLIER_ROUNDS: Final = 100_000
"""What the earlier server used; nothing is encrypted with this key any more."""
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class InvalidText(Exception):
    """A text to decrypt is none that this server or an earlier one has encrypted for this user."""


class KeysNotConfigured(Exception):
    """The keys with which a text was encrypted are not configured."""


class TextEncryption:
    """Encrypts with AES-256-GCM: a new key per text, under the master key of the server.

    A ciphertext names its format and the id of its master key, and only the user for whom it was made can decrypt it.
    """

    def __init__(self, vault: Vault, *, earlier_key: Secret, earlier_salt: Secret) -> None:
        self._vault = vault
        self._key = earlier_key
        self._salt = earlier_salt
        self._lock = asyncio.Lock()
        self._derived: bytes | None = None

    async def encrypt(self, text: str, *, user_id: UUID) -> str:
        """Return the ciphertext of a text; KeysNotConfigured."""
        try:
            return await asyncio.to_thread(self._vault.encrypt, text.encode(), context=(_PURPOSE, str(user_id)))
        except VaultError as error:
            raise KeysNotConfigured from error

    async def decrypt(self, ciphertext: str, *, user_id: UUID) -> str:
        """Return the text; InvalidText, KeysNotConfigured."""
        try:
            if is_ciphertext(ciphertext):
                return await self._decrypt_own(ciphertext, user_id=user_id)
            return await self._decrypt_earlier(ciphertext)
        except UnicodeDecodeError as error:
            raise InvalidText from error

    async def _decrypt_own(self, ciphertext: str, *, user_id: UUID) -> str:
        try:
            plain = await asyncio.to_thread(self._vault.decrypt, ciphertext, context=(_PURPOSE, str(user_id)))
        except InvalidCiphertext as error:
            raise InvalidText from error
        except VaultError as error:
            raise KeysNotConfigured from error
        return plain.decode()

    async def _decrypt_earlier(self, ciphertext: str) -> str:
        """Decrypt base64 of a nonce and AES-256-GCM's output, with a key that all users shared."""
        try:
            content = base64.b64decode(ciphertext, validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidText from error
        if len(content) < _NONCE_BYTES + _TAG_BYTES:
            raise InvalidText
        if not self._key:
            raise KeysNotConfigured
        key = await self._earlier_key()
        return (await asyncio.to_thread(_decrypt, content, key)).decode()

    async def _earlier_key(self) -> bytes:
        async with self._lock:
            if self._derived is None:
                key, salt = self._key.reveal().encode(), self._salt.reveal().encode()
                self._derived = await asyncio.to_thread(hashlib.pbkdf2_hmac, "sha256", key, salt, _EARLIER_ROUNDS)
            return self._derived


def _decrypt(content: bytes, key: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - large library
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], None)
    except InvalidTag:
        raise InvalidText from None
