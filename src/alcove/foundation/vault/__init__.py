"""Encryption of secrets that are stored: an envelope per secret, under master keys in the data directory.

`cryptography` is loaded by the first encryption or decryption, never at the start of a process.
"""

from alcove.foundation.vault.columns import SecretColumn
from alcove.foundation.vault.errors import (
    InvalidCiphertext,
    MasterKeyInUse,
    MasterKeyMissing,
    MasterKeysUnusable,
    VaultError,
)
from alcove.foundation.vault.master_keys import MasterKey, MasterKeyFile, MasterKeys
from alcove.foundation.vault.rotation import MasterKeyState, RotationReport, SecretRotation
from alcove.foundation.vault.settings import VaultSettings
from alcove.foundation.vault.vault import Vault, is_ciphertext, open_vault, read_key_id

__all__ = [
    "InvalidCiphertext",
    "MasterKey",
    "MasterKeyFile",
    "MasterKeyInUse",
    "MasterKeyMissing",
    "MasterKeyState",
    "MasterKeys",
    "MasterKeysUnusable",
    "RotationReport",
    "SecretColumn",
    "SecretRotation",
    "Vault",
    "VaultError",
    "VaultSettings",
    "is_ciphertext",
    "open_vault",
    "read_key_id",
]
