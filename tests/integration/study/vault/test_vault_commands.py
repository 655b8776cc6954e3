"""`alcove study vault` and `alcove study client`, on a database with rows, as an operator uses them."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from alcove.foundation.vault import VaultSettings, open_vault
from integration.study.callers import add_account
from support.processes import environment, run_alcove

SECRET = "sk-never-shown"
pytestmark = pytest.mark.slow


class Vault:
    """Runs commands; no output of one ever has the key in it."""

    def __init__(self, dsn: str, data_dir: Path, folder: Path) -> None:
        self.dsn = dsn
        self.data_dir = data_dir
        self._env = environment(folder, ALCOVE_DATA_DIR=str(data_dir), DATABASE_URL=dsn)

    def run(self, *arguments: str, stdin: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command, which ends with this code."""
        ended = run_alcove("study", *arguments, env=self._env, stdin=stdin)
        assert ended.returncode == code, ended.stdout + ended.stderr
        assert SECRET not in ended.stdout + ended.stderr
        return ended

    def json(self, *arguments: str) -> Any:
        """Return what a command prints as JSON."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def execute(self, sql: str, *args: object) -> list[Any]:
        """Run a statement as the owner of the database."""

        async def run() -> list[Any]:
            connection = await asyncpg.connect(self.dsn)
            try:
                return list(await connection.fetch(sql, *args))
            finally:
                await connection.close()

        return asyncio.run(run())

    def add_account(self, email: str) -> None:
        """Add an account."""

        async def add() -> None:
            connection = await asyncpg.connect(self.dsn)
            try:
                await add_account(connection, email=email)
            finally:
                await connection.close()

        asyncio.run(add())


@pytest.fixture
def vault(dsn: str, tmp_path: Path) -> Vault:
    """Return the commands on a database of the test's own."""
    return Vault(dsn, tmp_path / "data", tmp_path)


def test_keys_are_stored_rotated_and_audited(vault: Vault) -> None:
    """Keys come from standard input; a rotation changes master and data keys; a lost master key is named."""
    vault.add_account("ada@example.org")
    vault.run("vault", "put", "openai", "--provider", "openai", stdin=f"{SECRET}\n")
    vault.run("vault", "put", "mine", "--account", "ada@example.org", "--days", "30", stdin=f"{SECRET}2\n")
    [own] = vault.json("vault", "list", "--account", "ada@example.org")["keys"]
    assert (own["key_name"], own["key_version"], own["expires_at"] is None) == ("mine", 1, False)
    assert [key["key_name"] for key in vault.json("vault", "list")["keys"]] == ["openai"]
    rotated = vault.json("vault", "rotate", "--data-keys")
    assert (rotated["encrypted"], rotated["missing"]) == (2, {})
    states = vault.json("vault", "status")["master_keys"]
    assert [(state["state"], state["secrets"]) for state in states] == [("encrypts", 2), ("decrypts", 0)]
    vault.run("vault", "retire", states[0]["master_key"], "--yes", code=3)
    vault.run("vault", "retire", states[1]["master_key"], "--yes")
    [(ciphertext, user_id)] = vault.execute("SELECT ciphertext, user_id FROM public.api_vault WHERE key_name = 'mine'")
    opened = open_vault(VaultSettings(), data_dir=vault.data_dir)
    assert opened.decrypt(ciphertext, context=("api key", str(user_id), "mine")).decode() == f"{SECRET}2"
    (vault.data_dir / "vault" / "master-keys.json").unlink()
    vault.run("vault", "put", "another", stdin=f"{SECRET}\n")
    lost = {state["master_key"]: state for state in vault.json("vault", "status")["master_keys"]}
    assert lost[rotated["master_key"]]["state"] == "missing"
    report = vault.json("vault", "rotate", "--continue")
    assert report["missing"] == {rotated["master_key"]: 2}
    text = vault.run("vault", "rotate").stdout
    assert f"the master key is missing of 2 under {rotated['master_key']}" in text
    vault.run("vault", "remove", "openai")
    vault.run("vault", "remove", "openai", code=1)
    actions = [entry["action"] for entry in vault.json("vault", "log")["entries"]]
    assert actions == ["delete", "store", "store"]


def test_programs_are_registered(vault: Vault) -> None:
    """The key is printed once; lists have everything else."""
    vault.add_account("ada@example.org")
    added = vault.json("client", "add", "nightly export", "--account", "ada@example.org")
    assert len(added["key"]) == 43
    listed = vault.run("client", "list", "--account", "ada@example.org").stdout
    assert added["id"] in listed
    assert added["key"] not in listed
    vault.run("client", "add", "nightly export", "--account", "ada@example.org", code=2)
    vault.run("client", "remove", added["id"], "--account", "ada@example.org")
    vault.run("client", "remove", "none", "--account", "ada@example.org", code=2)
    assert vault.json("client", "list", "--account", "ada@example.org")["clients"] == []
