"""Rotation of data keys and of the master key while other processes read and write, and are killed."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.lock import LockHeld, Locks, PostgresLockStore
from alcove.foundation.vault import (
    MasterKeyInUse,
    MasterKeyMissing,
    RotationReport,
    Vault,
    VaultSettings,
    open_vault,
    read_key_id,
)
from alcove.foundation.vault.rotation import LOCK
from integration.vault import rotating_process
from integration.vault.rotating_process import build_rotation

ROWS = 250
TABLE = """
CREATE TABLE public.test_secret (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), owner uuid, name text NOT NULL, secret text NOT NULL)
"""


def context_of(name: str) -> tuple[str, ...]:
    """Return the context of a secret without an owner."""
    return ("test", "", name)


async def fill(pool: Pool, vault: Vault, *, rows: int = ROWS) -> None:
    """Store secrets that say what their plaintext is."""
    await pool.execute(TABLE)
    secrets = [(f"n{n}", vault.encrypt(f"s{n}".encode(), context=context_of(f"n{n}"))) for n in range(rows)]
    await pool.executemany("INSERT INTO public.test_secret (name, secret) VALUES ($1, $2)", secrets)


async def read_all(pool: Pool, data_dir: Path) -> dict[str, str]:
    """Decrypt all secrets as a process that has just started, and return their ciphertexts."""
    vault = open_vault(VaultSettings(), data_dir=data_dir)
    rows = await pool.fetch("SELECT name, secret FROM public.test_secret")
    for name, secret in rows:
        assert vault.decrypt(secret, context=context_of(name)) == f"s{name[1:]}".encode()
    return dict(rows)


async def test_a_rotation_encrypts_all_secrets_again(pool: Pool, tmp_path: Path) -> None:
    """Master keys go up; contents stay unless data keys are renewed; a running process reads and writes on."""
    running = open_vault(VaultSettings(), data_dir=tmp_path)
    await fill(pool, running)
    rotation = build_rotation(pool, tmp_path)
    before = await read_all(pool, tmp_path)
    wrapped = await rotation.rotate()
    after = await read_all(pool, tmp_path)
    assert (wrapped.encrypted, wrapped.damaged, wrapped.missing) == (ROWS, 0, {})
    assert {read_key_id(secret) for secret in after.values()} == {wrapped.key_id}
    assert wrapped.key_id.startswith("2-")
    for name, secret in after.items():
        assert secret.split(".")[3:] == before[name].split(".")[3:]
        assert secret.split(".")[2] != before[name].split(".")[2]
    assert running.decrypt(after["n0"], context=context_of("n0")) == b"s0"
    assert read_key_id(running.encrypt(b"new", context=("x",))) == wrapped.key_id
    renewed = await rotation.rotate(renews_data_keys=True)
    last = await read_all(pool, tmp_path)
    assert (renewed.encrypted, renewed.key_id[:2]) == (ROWS, "3-")
    assert all(secret.split(".")[4] != after[name].split(".")[4] for name, secret in last.items())
    assert (await rotation.encrypt_again()).encrypted == 0
    assert [(key.key_id[:2], key.is_current, key.secrets) for key in await rotation.list_keys()] == [
        ("3-", True, ROWS), ("2-", False, 0), ("1-", False, 0),
    ]  # fmt: skip


async def test_fingerprints_stay_and_depend_on_the_owner(pool: Pool, tmp_path: Path) -> None:
    """The same secret has one fingerprint through all rotations and retirements, and another for each context."""
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    first = vault.fingerprint(b"a key", context=("owner",))
    assert (
        len({first, vault.fingerprint(b"a key", context=("other",)), vault.fingerprint(b"k", context=("owner",))}) == 3
    )
    await pool.execute(TABLE)
    rotation = build_rotation(pool, tmp_path)
    [old] = vault.master_keys.list()
    await rotation.rotate()
    await rotation.retire(old.id)
    assert open_vault(VaultSettings(), data_dir=tmp_path).fingerprint(b"a key", context=("owner",)) == first
    assert vault.fingerprint(b"a key", context=("owner",)) == first


async def test_a_key_in_use_is_not_retired(pool: Pool, tmp_path: Path) -> None:
    """A master key leaves the file only when no stored secret is under it and it does not encrypt."""
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    await fill(pool, vault, rows=3)
    rotation = build_rotation(pool, tmp_path)
    [first] = vault.master_keys.list()
    with pytest.raises(MasterKeyInUse, match="3 stored secrets"):
        await rotation.retire(first.id)
    await rotation.rotate()
    [second, _] = vault.master_keys.list()
    with pytest.raises(MasterKeyInUse):
        await rotation.retire(second.id)
    with pytest.raises(MasterKeyMissing):
        await rotation.retire("9-00000000")
    await rotation.retire(first.id)
    assert vault.master_keys.list() == [second]
    await read_all(pool, tmp_path)


async def test_lost_keys_and_damaged_secrets_stop_nothing(pool: Pool, tmp_path: Path) -> None:
    """Secrets of a missing master key are counted by its id, damaged ones stay as they are, and the rest is done."""
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    await fill(pool, vault, rows=3)
    foreign = open_vault(VaultSettings(), data_dir=tmp_path / "elsewhere")
    lost = foreign.encrypt(b"lost", context=context_of("lost"))
    damaged = vault.encrypt(b"moved", context=context_of("another name"))
    for name, secret in (("lost", lost), ("moved", damaged), ("plain", "not encrypted")):
        await pool.execute("INSERT INTO public.test_secret (name, secret) VALUES ($1, $2)", name, secret)
    rotation = build_rotation(pool, tmp_path)
    report = await rotation.rotate()
    assert (report.encrypted, report.damaged, report.missing) == (3, 1, {read_key_id(lost): 1})
    assert await rotation.find_missing_keys() == [read_key_id(lost)]
    [missing] = [key for key in await rotation.list_keys() if key.is_missing]
    assert (missing.key_id, missing.secrets) == (read_key_id(lost), 1)
    kept = dict(
        await pool.fetch("SELECT name, secret FROM public.test_secret WHERE name IN ('lost', 'moved', 'plain')")
    )
    assert kept == {"lost": lost, "moved": damaged, "plain": "not encrypted"}


async def test_a_secret_that_changes_meanwhile_wins(pool: Pool, tmp_path: Path) -> None:
    """A writer that stores secrets during rotations never loses one to them."""
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    await fill(pool, vault, rows=150)
    rotation = build_rotation(pool, tmp_path)
    written: dict[str, str] = {}

    async def write() -> None:
        rng = random.Random(16)  # noqa: S311 - which secrets change
        for number in range(300):
            name = f"n{rng.randrange(150)}"
            written[name] = f"w{number}"
            secret = vault.encrypt(written[name].encode(), context=context_of(name))
            await pool.execute("UPDATE public.test_secret SET secret = $2 WHERE name = $1", name, secret)

    writer = asyncio.create_task(write())
    while not writer.done():
        await rotation.rotate()
    await writer
    for name, secret in await pool.fetch("SELECT name, secret FROM public.test_secret"):
        assert vault.decrypt(secret, context=context_of(name)).decode() == written.get(name, f"s{name[1:]}")


async def test_one_process_rotates_at_a_time(pool: Pool, tmp_path: Path) -> None:
    """While one holds the lock, another rotation is refused before it makes a key."""
    vault = open_vault(VaultSettings(), data_dir=tmp_path)
    await fill(pool, vault, rows=1)
    async with Locks(PostgresLockStore(pool), clock=SystemClock()).hold(LOCK):
        with pytest.raises(LockHeld):
            await build_rotation(pool, tmp_path).rotate()
    assert len(vault.master_keys.list()) == 1


@pytest.mark.slow
async def test_killed_at_any_moment_everything_stays_readable(pool: Pool, dsn: str, tmp_path: Path) -> None:
    """A process that rotates is killed 20 times at random: each time all is readable, and the next one goes on."""
    await fill(pool, open_vault(VaultSettings(), data_dir=tmp_path))
    rng = random.Random(20)  # noqa: S311 - when processes are killed
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    command = [sys.executable, "-m", rotating_process.__name__, dsn, str(tmp_path)]
    key_ids = set()
    for _ in range(20):
        process = await asyncio.create_subprocess_exec(*command, env=environ, stdout=PIPE)
        assert process.stdout is not None
        for _ in range(rng.randrange(1, 12)):
            await process.stdout.readline()
        for _ in range(rng.randrange(2000)):
            os.getpid()
        process.kill()
        await process.wait()
        key_ids |= {read_key_id(secret) for secret in (await read_all(pool, tmp_path)).values()}
    assert len(key_ids) > 10
    report = await _finish(pool, tmp_path)
    assert (report.damaged, report.missing) == (0, {})
    assert {read_key_id(secret) for secret in (await read_all(pool, tmp_path)).values()} == {report.key_id}


async def _finish(pool: Pool, data_dir: Path) -> RotationReport:
    while True:
        try:
            return await build_rotation(pool, data_dir).encrypt_again()
        except LockHeld:
            await asyncio.sleep(rotating_process.LEASE / 10)
