"""Rotation: encrypts stored secrets again under the current master key, in steps that each commit."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from alcove.foundation.database import Connection, Pool, transaction
from alcove.foundation.lock import LEASE_SECONDS, HeldLock, Locks, guard
from alcove.foundation.telemetry import get_logger
from alcove.foundation.vault import store
from alcove.foundation.vault.columns import KeyUse, SecretColumn, SecretRow, count_by_key
from alcove.foundation.vault.errors import InvalidCiphertext, MasterKeyInUse, MasterKeyMissing
from alcove.foundation.vault.vault import Vault

BATCH: Final = 100
LOCK: Final = "vault rotation"
_FIRST: Final = "00000000-0000-0000-0000-000000000000"

log = get_logger("alcove.vault")


def _continue() -> None:
    """Check nothing between two steps."""


@dataclass(slots=True)
class RotationReport:
    """What a rotation has done; `missing` counts secrets by the id of the master key that is not on this server."""

    key_id: str
    encrypted: int = 0
    damaged: int = 0
    missing: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKeyState:
    """A master key, on this server or only named by secrets, and how many secrets are under it."""

    key_id: str
    is_current: bool
    is_missing: bool
    secrets: int


class SecretRotation:
    """Encrypts the secrets of all columns again.

    It may be killed at any point: every secret is then under the new or the earlier master key, both are on the disk,
    and the next run goes on with what is left. One process at a time rotates.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        vault: Vault,
        columns: Sequence[SecretColumn],
        locks: Locks,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        """Take after how many seconds another process may go on with the rotation of one that was killed."""
        self._pool = pool
        self._lease_seconds = lease_seconds
        self._vault = vault
        self._columns = columns
        self._locks = locks

    async def rotate(
        self, *, renews_data_keys: bool = False, checkpoint: Callable[[], None] = _continue
    ) -> RotationReport:
        """Make a new master key, and encrypt all secrets under it; the errors of `encrypt_again`."""
        async with self._locks.hold(LOCK, seconds=self._lease_seconds) as held:
            await asyncio.to_thread(self._vault.master_keys.rotate)
            return await self._encrypt_all(held, renews_data_keys=renews_data_keys, checkpoint=checkpoint)

    async def encrypt_again(
        self, *, renews_data_keys: bool = False, checkpoint: Callable[[], None] = _continue
    ) -> RotationReport:
        """Encrypt the secrets that are under earlier master keys under the current one.

        By default only their data keys are encrypted again; `renews_data_keys` gives each secret a new one.
        `checkpoint` is called between two steps. LockHeld, LockLost, MasterKeysUnusable.
        """
        async with self._locks.hold(LOCK, seconds=self._lease_seconds) as held:
            return await self._encrypt_all(held, renews_data_keys=renews_data_keys, checkpoint=checkpoint)

    async def list_keys(self) -> Sequence[MasterKeyState]:
        """Return the master keys of this server and those that secrets name, the newest first; MasterKeysUnusable."""
        known = [key.id for key in await asyncio.to_thread(self._vault.master_keys.list)]
        counts = count_by_key(await self._count())
        return [
            MasterKeyState(
                key_id=key_id,
                is_current=key_id == known[0] if known else False,
                is_missing=key_id not in known,
                secrets=counts.get(key_id, 0),
            )
            for key_id in (*known, *sorted(set(counts) - set(known)))
        ]

    async def find_missing_keys(self) -> Sequence[str]:
        """Return the ids of master keys under which there are secrets, and which this server does not have."""
        known = {key.id for key in await asyncio.to_thread(self._vault.master_keys.list)}
        named = {key_id for column in self._columns for key_id in await store.list_key_ids(self._pool, column)}
        return sorted(named - known)

    async def retire(self, key_id: str) -> None:
        """Remove an earlier master key that no stored secret needs; MasterKeyInUse, MasterKeyMissing, LockHeld."""
        async with self._locks.hold(LOCK, seconds=self._lease_seconds):
            secrets = count_by_key(await self._count()).get(key_id, 0)
            if secrets:
                raise MasterKeyInUse(f"{secrets} stored secrets are under the master key {key_id}: rotate first")
            try:
                await asyncio.to_thread(self._vault.master_keys.retire, key_id)
            except ValueError:
                raise MasterKeyInUse(f"The master key {key_id} is the current one: rotate first") from None

    async def _count(self) -> Sequence[KeyUse]:
        return [use for column in self._columns for use in await store.count_secrets(self._pool, column)]

    async def _encrypt_all(
        self, held: HeldLock, *, renews_data_keys: bool, checkpoint: Callable[[], None]
    ) -> RotationReport:
        current = await asyncio.to_thread(self._vault.master_keys.current)
        report = RotationReport(current.id)
        for column in self._columns:
            run = _ColumnRun(self._vault, column=column, held=held, renews_data_keys=renews_data_keys)
            for key_id in await store.list_key_ids(self._pool, column):
                if key_id == current.id:
                    continue
                if await self._is_known(key_id):
                    await self._encrypt_column(run, key_id=key_id, checkpoint=checkpoint)
                else:
                    uses = await store.count_secrets(self._pool, column)
                    report.missing[key_id] = report.missing.get(key_id, 0) + count_by_key(uses).get(key_id, 0)
            report.encrypted += run.encrypted
            report.damaged += run.damaged
        log.info(
            "secrets_encrypted_again",
            key=report.key_id, secrets=report.encrypted, damaged=report.damaged, missing=report.missing,
        )  # fmt: skip
        return report

    async def _encrypt_column(self, run: "_ColumnRun", *, key_id: str, checkpoint: Callable[[], None]) -> None:
        after: str | None = _FIRST
        while after is not None:
            checkpoint()
            async with transaction(self._pool) as connection:
                after = await run.encrypt_batch(connection, key_id=key_id, after=after)

    async def _is_known(self, key_id: str) -> bool:
        try:
            await asyncio.to_thread(self._vault.master_keys.find, key_id)
        except MasterKeyMissing:
            return False
        return True


class _ColumnRun:
    """The rotation of one column."""

    def __init__(self, vault: Vault, *, column: SecretColumn, held: HeldLock, renews_data_keys: bool) -> None:
        self._convert = vault.renew if renews_data_keys else vault.rewrap
        self._renews_data_keys = renews_data_keys
        self._column = column
        self._held = held
        self.encrypted = 0
        self.damaged = 0

    async def encrypt_batch(self, connection: Connection, *, key_id: str, after: str) -> str | None:
        """Encrypt the next secrets again; return the key of the last row, None at the end. LockLost."""
        await guard(connection, self._held)
        rows = await store.read_secrets(connection, self._column, key_id=key_id, after=after, limit=BATCH)
        if not rows:
            return None
        changed = await asyncio.to_thread(self._convert_all, rows)
        changes = [(row, changed[row.id]) for row in rows if row.id in changed]
        self.damaged += len(rows) - len(changes)
        self.encrypted += await store.replace_secrets(
            connection, self._column, changes=changes, is_renewal=self._renews_data_keys
        )
        return rows[-1].id

    def _convert_all(self, rows: Sequence[SecretRow]) -> Mapping[str, str]:
        """Return the new ciphertexts by row; those that were changed outside of the server are left alone."""
        converted = {}
        for row in rows:
            try:
                converted[row.id] = self._convert(row.ciphertext, context=row.context)
            except InvalidCiphertext:
                log.warning("secret_damaged", table=self._column.table, row=row.id)
        return converted
