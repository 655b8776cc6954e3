"""Load the keys from the settings and the data directory, and make them at the first start."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from alcove.apps.study.keys.model import (
    ProjectKeys,
    claims_service_role,
    derive_keys,
    find_weakness,
    fingerprint,
    public_key,
)
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.settings import (
    Configuration,
    SettingError,
    create_private_file,
    lock_private_file,
    write_private_file,
)
from alcove.foundation.telemetry import get_logger

FILE: Final = Path("study") / "keys.json"
"""Below the data directory."""
CHECK_INTERVAL: Final = 1.0
"""Seconds after which a process looks whether the keys have changed."""

SigningKeySet: TypeAlias = Sequence[Mapping[str, Any]]

log = get_logger("alcove.study")


class StoredKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the file; without `jwt_secret` the secret is in STUDY_JWT_SECRET."""

    fingerprint: str
    created_at: int
    jwt_secret: str | None = None
    signing_keys: tuple[dict[str, Any], ...] = ()


class JsonWebKeySet(msgspec.Struct, frozen=True, kw_only=True):
    """A set of keys as other programs publish it."""

    keys: tuple[dict[str, Any], ...]


class KeyStore:
    """The keys of this server: those in the settings, else those in the data directory."""

    def __init__(
        self,
        settings: StudySettings,
        *,
        data_dir: Path,
        clock: Clock,
        make_secret: Callable[[], str] = lambda: secrets.token_urlsafe(48),
    ) -> None:
        self._configured = settings.study_jwt_secret.reveal()
        self._trusted_file = settings.study_trusted_jwks
        self.file = data_dir / FILE
        self._clock = clock
        self._make_secret = make_secret
        self._keys: ProjectKeys | None = None
        self._version: object = None
        self._checked_until = 0.0

    @property
    def keys(self) -> ProjectKeys:
        """The keys, made and stored on first use; SettingError when the file cannot be used, OSError.

        When the file changes they are another object. One that cannot be used then is logged, and the keys stay.
        """
        now = self._clock.monotonic()
        if self._keys is None:
            self._keys, self._version = self._read_keys(), self._read_version()
            self._checked_until = now + CHECK_INTERVAL
        elif now >= self._checked_until:
            self._checked_until = now + CHECK_INTERVAL
            self._keys = self._reload(self._keys)
        return self._keys

    def change_signing_keys(self, change: Callable[[SigningKeySet], SigningKeySet]) -> None:
        """Change the JSON Web Keys that sign and verify tokens besides the secret; SettingError, OSError.

        `change` gets those of the file as they are now: no other process changes them meanwhile.
        """
        with lock_private_file(self.file):
            stored = self.load_or_create()
            keys = tuple(dict(key) for key in change(stored.signing_keys))
            changed = msgspec.structs.replace(stored, signing_keys=keys)
            write_private_file(self.file, msgspec.json.format(msgspec.json.encode(changed), indent=2))
        self._keys = None

    def _reload(self, keys: ProjectKeys) -> ProjectKeys:
        version = self._read_version()
        if version == self._version:
            return keys
        try:
            keys = self._read_keys()
        except (SettingError, OSError) as error:
            log.error("keys_not_reloaded", reason=str(error))  # noqa: TRY400 - no traceback needed
        self._version = version
        return keys

    def _read_version(self) -> object:
        """Return what changes when a file of keys is written."""
        files = [self.file, *([self._trusted_file] if self._trusted_file else [])]
        versions: list[object] = []
        for file in files:
            with suppress(OSError):
                status = file.stat()
                versions.append((status.st_mtime_ns, status.st_ino, status.st_size))
        return versions

    def _read_keys(self) -> ProjectKeys:
        stored = self.load_or_create()
        secret = self._configured or stored.jwt_secret
        if not secret:
            raise SettingError(
                f"STUDY_JWT_SECRET is not set, but the keys in {self.file} were made with one: set it again, or remove"
                " the file to make new keys"
            )
        return derive_keys(
            secret,
            created_at=stored.created_at,
            signing_keys=stored.signing_keys,
            trusted_keys=read_trusted_keys(self._trusted_file) if self._trusted_file else (),
        )

    def load_or_create(self) -> StoredKeys:
        """Return the content of the file, which is created if it does not exist; SettingError, OSError."""
        stored = self._load()
        if stored is None:
            create_private_file(self.file, msgspec.json.format(msgspec.json.encode(self._create()), indent=2))
            # Another process may have been first: what is in the file counts.
            stored = self._load()
        if stored is None:
            raise SettingError(f"{self.file} was removed while it was read: start again")
        return stored

    def has_other_secret(self) -> bool:
        """Return whether STUDY_JWT_SECRET is not the secret with which the stored keys were made."""
        return bool(self._configured) and self.load_or_create().fingerprint != fingerprint(self._configured)

    def _create(self) -> StoredKeys:
        secret = self._configured or self._make_secret()
        return StoredKeys(
            fingerprint=fingerprint(secret),
            created_at=int(self._clock.now().timestamp()),
            jwt_secret=None if self._configured else secret,
        )

    def _load(self) -> StoredKeys | None:
        try:
            return msgspec.json.decode(self.file.read_bytes(), type=StoredKeys)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError as error:
            raise SettingError(
                f"{self.file} is not a file of keys ({error}): restore it from a backup, or remove it to make new keys"
            ) from error


def read_trusted_keys(file: Path) -> Sequence[Mapping[str, Any]]:
    """Return the public keys in a JSON Web Key Set; SettingError when it has none, or a shared secret."""
    try:
        document = msgspec.json.decode(file.read_bytes(), type=JsonWebKeySet)
    except (OSError, msgspec.DecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingError(f"STUDY_TRUSTED_JWKS names a file that cannot be used: {file}: {reason}") from error
    keys = [public_key(key) for key in document.keys]
    if not keys or any(key.get("kty") not in ("EC", "RSA", "OKP") for key in keys):
        raise SettingError(f"STUDY_TRUSTED_JWKS names a file without public keys only: {file}")
    return keys


def check_settings(configuration: Configuration) -> None:
    """Refuse a weak secret, anon keys that claim more, and keys and lists that cannot be used; SettingError."""
    settings = configuration.load(StudySettings)
    secret = settings.study_jwt_secret.reveal()
    weakness = find_weakness(secret) if secret else ""
    if weakness:
        raise SettingError(
            f"STUDY_JWT_SECRET {weakness}: set random text, such as the output of `openssl rand -hex 32`"
        )
    if any(claims_service_role(key) for key in settings.study_anon_keys):
        raise SettingError("STUDY_ANON_KEYS has a key of the role service_role in it: list anon keys only")
    store = KeyStore(settings, data_dir=configuration.data_dir, clock=SystemClock())
    if settings.study_trusted_jwks:
        read_trusted_keys(settings.study_trusted_jwks)
    breach_list = settings.study_password_breach_list
    if breach_list and not breach_list.is_file():
        raise SettingError(f"STUDY_PASSWORD_BREACH_LIST names no file: {breach_list}")
    if store.file.exists():
        _ = store.keys


def create_keys(configuration: Configuration) -> None:
    """Make the keys at the first start of a server, and log where they are."""
    settings, clock = configuration.load(StudySettings), SystemClock()
    store = KeyStore(settings, data_dir=configuration.data_dir, clock=clock)
    if not store.file.exists():
        store.load_or_create()
        log.info("keys_created", file=str(store.file), show="alcove study keys")


def find_mismatch(store: KeyStore) -> str:
    """Return why programs may have keys that are refused, '' if nothing is wrong; SettingError, OSError."""
    if store.has_other_secret():
        return (
            f"STUDY_JWT_SECRET is not the secret with which the keys in {store.file} were made: programs that have"
            " those are refused. Pass on the keys of `alcove study keys`, and remove the file"
        )
    _ = store.keys
    return ""
