"""Errors of encryption and decryption; no text has a key or a plaintext in it."""

from collections.abc import Mapping
from typing import ClassVar

from alcove.foundation.errors import RETRY_LATER, AppError


class VaultError(AppError):
    """A secret cannot be encrypted or decrypted, until the owner of the server has repaired something."""

    status = 503
    code = "vault_error"
    default_headers: ClassVar[Mapping[str, str]] = RETRY_LATER


class MasterKeyMissing(VaultError):
    """The secret was encrypted with a master key that this server does not have; the message says which one."""

    code = "master_key_missing"

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"The master key {key_id} is missing on this server, so that this secret cannot be read: restore the file"
            " with the master keys from a backup of the data directory"
        )
        self.key_id = key_id


class MasterKeysUnusable(VaultError):
    """The file with the master keys cannot be read or written; the log says why."""

    code = "master_keys_unusable"

    def __init__(self) -> None:
        super().__init__("The file with the master keys cannot be used: see the log of the server")


class MasterKeyInUse(VaultError):
    """A master key cannot be retired, because stored secrets are under it or because it encrypts."""

    status = 409
    code = "master_key_in_use"
    default_headers: ClassVar[Mapping[str, str]] = {}


class InvalidCiphertext(VaultError):
    """The text is no ciphertext, was changed, or belongs to another context."""

    code = "ciphertext_invalid"

    def __init__(self) -> None:
        super().__init__(
            "The stored secret cannot be decrypted: it was changed, or it belongs to another owner or name"
        )
