"""The keys of other services in the vault: stored, listed without the key, renewed, deleted, and read by the server."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from alcove.apps.study.ai_setting_checks import PROVIDER_NAMES, SYNONYMS, find_provider
from alcove.apps.study.vault import store
from alcove.apps.study.vault.model import (
    MAX_KEYS,
    KeyNotFound,
    NewKey,
    Origin,
    RenewedKeys,
    StoredKey,
    TooManyKeys,
    build_context,
    build_fingerprint_context,
    is_ai_key,
)
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import SecurityKind, get_logger, report_security
from alcove.foundation.vault import Vault, VaultError

_AI_PROVIDERS: Final = (*PROVIDER_NAMES, *SYNONYMS)

log = get_logger("alcove.study")


class VaultKeys:
    """The keys of accounts, and those of the server, whose `owner` is None. No method returns a key to a caller."""

    def __init__(self, pool: Pool, *, vault: Vault, clock: Clock) -> None:
        self._pool = pool
        self._vault = vault
        self._clock = clock

    async def list(self, owner: UUID | None) -> bytes:
        """Return the keys of an owner as JSON, without the keys themselves."""
        return await store.list_keys(self._pool, owner, now=self._clock.now())

    async def find(self, owner: UUID | None, name: str) -> bytes:
        """Return what is known of a key as JSON; KeyNotFound."""
        found = await store.find_key(self._pool, owner, name=name, now=self._clock.now())
        if found is None:
            raise KeyNotFound
        return found

    async def put(self, new: NewKey, *, origin: Origin) -> bool:
        """Store a key, and return whether it replaced one of the same name; TooManyKeys, VaultError."""
        ciphertext, fingerprint = await asyncio.to_thread(self._encrypt, new)
        try:
            return await store.store_key(self._pool, new, ciphertext=ciphertext, fingerprint=fingerprint, origin=origin)
        except asyncpg.InvalidParameterValueError:
            raise TooManyKeys(f"The vault stores {MAX_KEYS} keys of one owner: delete one first.") from None

    async def delete(self, owner: UUID | None, name: str, *, origin: Origin) -> None:
        """Delete a key; KeyNotFound."""
        if not await store.delete_key(self._pool, owner, name=name, origin=origin):
            raise KeyNotFound

    async def renew(self, owner: UUID | None, *, name: str | None = None, origin: Origin) -> RenewedKeys:
        """Renew the data keys of an owner's keys, or of one; all or none. KeyNotFound, MasterKeysUnusable.

        Keys that cannot be decrypted stay as they are.
        """
        async with transaction(self._pool) as connection:
            keys = await store.lock_keys(connection, owner, name=name)
            if name is not None and not keys:
                raise KeyNotFound
            renewed = await asyncio.to_thread(self._renew_all, keys, owner)
            await store.renew_keys(connection, renewed)
            names = tuple(key.name for key in keys if key.id in renewed)
            await store.log_access(connection, owner, action="rotate", names=names, origin=origin)
        return RenewedKeys(names=names, unreadable=tuple(key.name for key in keys if key.id not in renewed))

    async def read_ai_keys(self, account_id: UUID, *, purpose: str) -> Mapping[str, Sequence[Secret]]:
        """Return an account's own keys of AI providers by provider, for one purpose, which the audit names.

        Expired ones are left out, and with a warning in the log those that cannot be decrypted.
        """
        keys = await store.use_keys(
            self._pool, account_id, providers=_AI_PROVIDERS, purpose=purpose, now=self._clock.now()
        )
        found: dict[str, list[Secret]] = {}
        for key in keys:
            report_security(SecurityKind.VAULT_READ, account=account_id, purpose=purpose)
            provider, secret = find_provider(key.provider or ""), await self._read(key, account_id)
            if provider is not None and secret is not None:
                found.setdefault(provider, []).append(secret)
        return found

    async def log_read(self, owner: UUID | None, name: str, *, purpose: str) -> None:
        """Add to the audit that a key was read."""
        report_security(SecurityKind.VAULT_READ, account=owner, purpose=purpose)
        await store.log_access(self._pool, owner, action="read", names=[name], purpose=purpose, origin=Origin())

    async def read_log(self, owner: UUID | None, *, limit: int) -> Sequence[Mapping[str, Any]]:
        """Return the newest entries of an owner's audit."""
        return await store.read_log(self._pool, owner, limit=limit)

    async def _read(self, key: StoredKey, owner: UUID) -> Secret | None:
        try:
            plain = await asyncio.to_thread(self._vault.decrypt, key.ciphertext, context=build_context(owner, key.name))
            text = plain.decode()
        except (VaultError, UnicodeDecodeError) as error:
            _report_unreadable(key, error)
            return None
        return Secret(text) if is_ai_key(text) else None

    def _encrypt(self, new: NewKey) -> tuple[str, str]:
        value = new.value.encode()
        ciphertext = self._vault.encrypt(value, context=build_context(new.owner, new.name))
        return ciphertext, self._vault.fingerprint(value, context=build_fingerprint_context(new.owner))

    def _renew_all(self, keys: Sequence[StoredKey], owner: UUID | None) -> Mapping[UUID, str]:
        renewed = {}
        for key in keys:
            try:
                renewed[key.id] = self._vault.renew(key.ciphertext, context=build_context(owner, key.name))
            except VaultError as error:
                _report_unreadable(key, error)
        return renewed


def _report_unreadable(key: StoredKey, error: Exception) -> None:
    report_security(SecurityKind.VAULT_UNREADABLE, subject=str(key.id))
    log.warning("vault_key_unreadable", key=str(key.id), reason=str(error))
