"""A process that rotates the master key again and again, for tests that kill it. It prints a line before each step."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool, open_pool
from alcove.foundation.lock import LockHeld, Locks, PostgresLockStore
from alcove.foundation.vault import SecretColumn, SecretRotation, VaultSettings, open_vault

LEASE = 0.3
COLUMN = SecretColumn(table="public.test_secret", column="secret", purpose="test", context=("owner", "name"))


def build_rotation(pool: Pool, data_dir: Path) -> SecretRotation:
    """Return the rotation of the table of the tests."""
    vault = open_vault(VaultSettings(), data_dir=data_dir)
    locks = Locks(PostgresLockStore(pool), clock=SystemClock())
    return SecretRotation(pool, vault=vault, columns=[COLUMN], locks=locks, lease_seconds=LEASE)


async def main(dsn: str, data_dir: str) -> None:
    """Rotate until the process is killed."""
    pool = await open_pool(dsn, size=2)
    rotation = build_rotation(pool, Path(data_dir))

    def announce() -> None:
        sys.stdout.write("step\n")
        sys.stdout.flush()

    for number in count():
        try:
            await rotation.rotate(renews_data_keys=number % 2 == 1, checkpoint=announce)
        except LockHeld:
            # The lease of the process that was killed before has not expired yet.
            await asyncio.sleep(LEASE / 10)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
