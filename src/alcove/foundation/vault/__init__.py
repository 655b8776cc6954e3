"""Encryption of secrets that are stored: an envelope per secret, under master keys in the data directory.

`cryptography` is loaded by the first encryption or decryption, never at the start of a process.
"""

from alcove.foundation.vault.errors import InvalidCiphertext, MasterKeyMissing, MasterKeysUnusable, VaultError
from alcove.foundation.vault.master_keys import MasterKey, MasterKeyFile, MasterKeys
from alcove.foundation.vault.settings import VaultSettings
from alcove.foundation.vault.vault import Vault, is_ciphertext, open_vault

__all__ = [
    "InvalidCiphertext",
    "MasterKey",
    "MasterKeyFile",
    "MasterKeyMissing",
    "MasterKeys",
    "MasterKeysUnusable",
    "Vault",
    "VaultError",
    "VaultSettings",
    "is_ciphertext",
    "open_vault",
]
