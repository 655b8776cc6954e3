"""Restarting child processes, with real processes and a simulated clock."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from alcove.foundation.cli import UNCONFIGURED, USAGE, CommandError
from alcove.main.supervisor.children import MAX_CRASHES, RESTART_PAUSE, Child
from support.clock import FakeClock
from support.until import until_async


def new_child(
    *arguments: str, clock: FakeClock, settings: Mapping[str, str], fail_fast: bool = False
) -> tuple[Child, int]:
    """Return a child and the write end of its lifeline."""
    lifeline, write_end = os.pipe()
    environ = {**os.environ, **settings}
    return Child("api", arguments, environ=environ, lifeline=lifeline, clock=clock, fail_fast=fail_fast), write_end


async def test_a_child_that_cannot_start_is_not_restarted() -> None:
    """After a wrong setting or wrong usage the child is not restarted; its exit code is raised."""
    for arguments, settings, code in ((("api",), {"PORT": "no"}, UNCONFIGURED), (("nothing",), {}, USAGE)):
        child, write_end = new_child(*arguments, clock=FakeClock(), settings=settings)
        with pytest.raises(CommandError) as caught:
            await child.keep_running()
        os.close(write_end)
        assert caught.value.code == code


async def test_a_setting_that_has_become_wrong_is_waited_for(tmp_path: Path) -> None:
    """A child that has run before is started until its settings are right again: the others run with earlier values."""
    clock, settings = FakeClock(), {"ALCOVE_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}
    child, write_end = new_child("worker", "--fail-fast", clock=clock, settings=settings)
    running = asyncio.create_task(child.keep_running())
    await until_async(lambda: clock.monotonic() > 0 or running.done())
    (tmp_path / "alcove.toml").write_text('log_level = "loud"\n')
    before = clock.monotonic()
    await until_async(lambda: clock.monotonic() > before + 2 or running.done())
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await child.terminate(grace=5)
    os.close(write_end)


async def test_a_crashing_child_is_restarted_with_growing_pauses(tmp_path: Path) -> None:
    """The pauses grow with each crash, up to a limit; with `fail_fast` the fifth crash raises CommandError."""
    clock = FakeClock()
    # There is no database at this DSN, so each start fails with exit code 1.
    settings = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "ALCOVE_DATA_DIR": str(tmp_path)}
    child, write_end = new_child("worker", "--fail-fast", clock=clock, fail_fast=True, settings=settings)
    with pytest.raises(CommandError, match=f"exited {MAX_CRASHES} times in a row"):
        await child.keep_running()
    os.close(write_end)
    assert clock.monotonic() == pytest.approx(0.2 + 0.4 + 0.8 + 1.6)


async def test_a_crashing_child_is_restarted_for_ever(tmp_path: Path) -> None:
    """Without `fail_fast` the supervisor never gives up, and pauses at most 15 s."""
    clock = FakeClock()
    settings = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "ALCOVE_DATA_DIR": str(tmp_path)}
    child, write_end = new_child("worker", "--fail-fast", clock=clock, settings=settings)
    running = asyncio.create_task(child.keep_running())
    longest = sum(RESTART_PAUSE(crashes) for crashes in range(1, MAX_CRASHES + 3))
    await until_async(lambda: clock.monotonic() >= longest or running.done())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await child.terminate(grace=5)
    os.close(write_end)
    assert [RESTART_PAUSE(crashes) for crashes in (1, 2, 50)] == [0.2, 0.4, 15.0]


async def test_terminate_without_a_process() -> None:
    """Terminating a child that was never started returns at once."""
    child, write_end = new_child("api", clock=FakeClock(), settings={})
    await asyncio.wait_for(child.terminate(grace=1), 60)
    os.close(write_end)
