"""The master keys: their ids, and the private file that holds them."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from alcove.foundation.settings import create_private_file, lock_private_file, write_private_file
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
    fingerprint_secret: bytes | None = None
    """The key of fingerprints; None in a file from before the first rotation, where it follows from the oldest key."""

    @property
    def current(self) -> MasterKey:
        """The key that encrypts."""
        return max(self.keys, key=lambda key: key.version)

    @property
    def fingerprint_key(self) -> bytes:
        """The key of fingerprints, which no rotation changes."""
        oldest = min(self.keys, key=lambda key: key.version)
        return self.fingerprint_secret or hmac.digest(oldest.secret, b"alcove vault fingerprints", "sha256")

    def find(self, key_id: str) -> MasterKey | None:
        """Return the key with an id, None if it is missing."""
        return next((key for key in self.keys if key.id == key_id), None)


class _StoredKey(msgspec.Struct, frozen=True):
    version: int
    key: str


class _StoredKeys(msgspec.Struct, frozen=True, omit_defaults=True):
    keys: list[_StoredKey]
    fingerprint_key: str | None = None


class MasterKeyFile:
    """The file of the master keys; it is created with a first key when something is encrypted.

    A process reads it again when another one has changed it, so that all encrypt with the newest key.
    """

    def __init__(self, path: Path, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.path = path
        self._random_bytes = random_bytes
        self._loaded: MasterKeys | None = None
        self._seen: tuple[int, int, int] | None = None

    def current(self) -> MasterKey:
        """Return the key to encrypt with; the file is created if it does not exist. MasterKeysUnusable."""
        return self._keys().current

    def fingerprint_key(self) -> bytes:
        """Return the key of fingerprints; the file is created if it does not exist. MasterKeysUnusable."""
        return self._keys().fingerprint_key

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

    def list(self) -> Sequence[MasterKey]:
        """Return all keys, the newest first; none where the file does not exist. MasterKeysUnusable."""
        keys = self._load()
        return sorted(keys.keys, key=lambda key: key.version, reverse=True) if keys else ()

    def rotate(self) -> MasterKey:
        """Add a key of the next version, which encrypts from now on; MasterKeysUnusable.

        It is on the disk before it encrypts anything. The earlier keys stay until they are retired.
        """
        if self._load() is None:
            return self.current()

        def add(keys: MasterKeys) -> tuple[MasterKey, ...]:
            new = MasterKey(version=keys.current.version + 1, secret=self._random_bytes(KEY_BYTES))
            return (new, *keys.keys)

        return self._change(add).current

    def retire(self, key_id: str) -> None:
        """Remove an earlier key: what it encrypted can never be read again. MasterKeyMissing, ValueError."""

        def remove(keys: MasterKeys) -> tuple[MasterKey, ...]:
            if keys.find(key_id) is None:
                raise MasterKeyMissing(key_id)
            if keys.current.id == key_id:
                raise ValueError("the current master key cannot be retired")
            return tuple(key for key in keys.keys if key.id != key_id)

        self._change(remove)

    def _change(self, change: Callable[[MasterKeys], tuple[MasterKey, ...]]) -> MasterKeys:
        try:
            with lock_private_file(self.path):
                keys = self._load()
                if keys is None:
                    raise self._refuse(FileNotFoundError(f"{self.path} does not exist"))
                changed = MasterKeys(change(keys), fingerprint_secret=keys.fingerprint_key)
                write_private_file(self.path, _encode(changed))
        except OSError as error:
            raise self._refuse(error) from error
        self._loaded = changed
        return changed

    def _keys(self) -> MasterKeys:
        """Return the keys as they are in the file now; those that are known when it cannot be read."""
        seen = self._read_signature()
        if self._loaded is None or seen != self._seen:
            try:
                self._loaded = self._load() or self._loaded or self._create()
            except MasterKeysUnusable:
                if self._loaded is None:
                    raise
            self._seen = seen
        return self._loaded

    def _read_signature(self) -> tuple[int, int, int] | None:
        """Return what changes with every write of the file, None without one."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

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
    secret = keys.fingerprint_secret
    content = _StoredKeys(stored, base64.b64encode(secret).decode() if secret else None)
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _decode(content: bytes) -> MasterKeys:
    """Return the keys in a file; ValueError, with no part of a key in its text."""
    try:
        stored = msgspec.json.decode(content, type=_StoredKeys)
        keys = tuple(MasterKey(version=item.version, secret=base64.b64decode(item.key)) for item in stored.keys)
        fingerprint_key = base64.b64decode(stored.fingerprint_key) if stored.fingerprint_key else None
    except (msgspec.DecodeError, binascii.Error):
        raise ValueError("it is not a file of master keys") from None
    if not keys or any(len(key.secret) != KEY_BYTES for key in keys):
        raise ValueError(f"it has no key of {KEY_BYTES} bytes, or another one")
    return MasterKeys(keys, fingerprint_key)
