"""`alcove notify`, and notifications of a running server."""

import asyncio
import json
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from support.notify_world import notify_world, receiver
from support.processes import environment, run_alcove


@pytest.fixture
def cli_env(dsn: str, tmp_path: Path) -> dict[str, str]:
    """Return the environment of commands on the test's database."""
    return environment(tmp_path, DATABASE_URL=dsn, ALCOVE_DATA_DIR=str(tmp_path / "data"))


async def run(env: dict[str, str], *arguments: str, code: int = 0) -> str:
    """Run `alcove notify ...` and return its output."""
    completed = await asyncio.to_thread(run_alcove, "notify", *arguments, env=env)
    assert completed.returncode == code, completed.stderr
    assert "Traceback" not in completed.stderr
    return completed.stdout if code == 0 else completed.stderr


async def test_operators_list_test_and_repeat_deliveries(
    dsn: str, pool: Pool, cli_env: dict[str, str], tmp_path: Path
) -> None:
    """The commands show deliveries with their errors, send a test to an account, and repeat what was given up."""
    assert await run(cli_env, "list") == "no deliveries\n"
    async with (
        receiver(500) as hook,
        notify_world(dsn, pool=pool, data_dir=tmp_path / "data") as world,
        world.person("ann", shop="member") as ann,
        world.worker(attempts=1),
    ):
        await ann.add_webhook(f"{hook.address}/hidden", label="Grüße [x]")
        assert (await run(cli_env, "test", "ann@EXAMPLE.org")).startswith("1 queued")
        dead = await ann.wait_for_delivery("dead")
        shown = await run(cli_env, "list", "--state", "dead")
        assert all(text in shown for text in ("Grüße [x]", "dead", "status 500"))
        assert "hidden" not in shown
        (line,) = json.loads(await run(cli_env, "list", "--json"))
        assert (line["id"], line["state"], line["attempts"]) == (dead["id"], "dead", 1)
        assert await run(cli_env, "retry", dead["id"]) == "1 queued\n"
        await ann.wait_for_delivery("sent")
        assert await run(cli_env, "retry") == "0 queued\n"
        assert "no delivery with this id" in await run(cli_env, "retry", dead["id"], code=1)
        assert "is not the id" in await run(cli_env, "retry", "x", code=1)
        assert "there is no account" in await run(cli_env, "test", "nobody", code=1)
