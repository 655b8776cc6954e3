"""The master keys: their ids, and the private file that holds them."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from alcove.foundation.settings import create_private_file
from alcove.foundation.telemetry import get_logger
from alcove.foundation.vault.errors import MasterKeyMissing, MasterKeysUnusable

KEY_BYTES: Final = 32

log = get_logger("alcove.vault")


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKey:
    """A 256-bit key; `version` counts up with each rotation."""

    version: int
    secret: bytes

    @property
    def id(self) -> str:
        """The version and a fingerprint, such as `2-9f86d081`; without it the first keys of all servers look alike."""
        fingerprint = hashlib.sha256(b"alcove master key\0" + self.secret).hexdigest()[:8]
        return f"{self.version}-{fingerprint}"

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """All master keys; the one of the highest version encrypts, the others only decrypt."""

    keys: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        """The key that encrypts."""
        return max(self.keys, key=lambda key: key.version)

    def find(self, key_id: str) -> MasterKey | None:
        """Return the key with an id, None if it is missing."""
        return next((key for key in self.keys if key.id == key_id), None)


class _StoredKey(msgspec.Struct, frozen=True):
    version: int
    key: str


class _StoredKeys(msgspec.Struct, frozen=True):
    keys: list[_StoredKey]


class MasterKeyFile:
    """The file of the master keys; it is created with a first key when something is encrypted."""

    def __init__(self, path: Path, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.path = path
        self._random_bytes = random_bytes
        self._loaded: MasterKeys | None = None

    def current(self) -> MasterKey:
        """Return the key to encrypt with; the file is created if it does not exist. MasterKeysUnusable."""
        keys = self._loaded or self._load() or self._create()
        self._loaded = keys
        return keys.current

    def find(self, key_id: str) -> MasterKey:
        """Return the key to decrypt with; MasterKeyMissing, MasterKeysUnusable."""
        key = self._loaded.find(key_id) if self._loaded is not None else None
        if key is None:
            # Another process may have added it.
            self._loaded = self._load() or self._loaded
            key = self._loaded.find(key_id) if self._loaded is not None else None
        if key is None:
            raise MasterKeyMissing(key_id)
        return key

    def _create(self) -> MasterKeys:
        keys = MasterKeys((MasterKey(version=1, secret=self._random_bytes(KEY_BYTES)),))
        try:
            create_private_file(self.path, _encode(keys))
        except OSError as error:
            raise self._refuse(error) from error
        # Another process may have been first: what is in the file counts.
        stored = self._load()
        if stored is None:
            raise self._refuse(FileNotFoundError(f"{self.path} was removed while it was read"))
        return stored

    def _load(self) -> MasterKeys | None:
        try:
            return _decode(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self._refuse(error) from error

    def _refuse(self, error: Exception) -> MasterKeysUnusable:
        log.error("master_keys_unusable", file=str(self.path), reason=str(error))
        return MasterKeysUnusable()


def _encode(keys: MasterKeys) -> bytes:
    stored = [_StoredKey(key.version, base64.b64encode(key.secret).decode()) for key in keys.keys]
    return msgspec.json.format(msgspec.json.encode(_StoredKeys(stored)), indent=2) + b"\n"


def _decode(content: bytes) -> MasterKeys:
    """Return the keys in a file; ValueError, with no part of a key in its text."""
    try:
        stored = msgspec.json.decode(content, type=_StoredKeys)
        keys = tuple(MasterKey(version=item.version, secret=base64.b64decode(item.key)) for item in stored.keys)
    except (msgspec.DecodeError, binascii.Error):
        raise ValueError("it is not a file of master keys") from None
    if not keys or any(len(key.secret) != KEY_BYTES for key in keys):
        raise ValueError(f"it has no key of {KEY_BYTES} bytes, or another one")
    return MasterKeys(keys)
