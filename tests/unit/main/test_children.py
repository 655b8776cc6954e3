"""Restarting child processes, with real processes and a simulated clock."""

import asyncio
import os
from pathlib import Path

import pytest

from alcove.foundation.cli import UNCONFIGURED, USAGE, CommandError
from alcove.main.supervisor.children import MAX_CRASHES, Child
from support.clock import FakeClock


def new_child(*arguments: str, clock: FakeClock, **settings: str) -> tuple[Child, int]:
    """Return a child and the write end of its lifeline."""
    lifeline, write_end = os.pipe()
    environ = {**os.environ, **settings}
    return Child("api", arguments, environ=environ, lifeline=lifeline, clock=clock), write_end


async def test_a_child_that_cannot_start_is_not_restarted() -> None:
    """After a wrong setting or wrong usage the child is not restarted; its exit code is raised."""
    for arguments, settings, code in ((("api",), {"PORT": "no"}, UNCONFIGURED), (("nothing",), {}, USAGE)):
        child, write_end = new_child(*arguments, clock=FakeClock(), **settings)
        with pytest.raises(CommandError) as caught:
            await child.keep_running()
        os.close(write_end)
        assert caught.value.code == code


async def test_a_crashing_child_is_restarted_five_times_with_growing_pauses(tmp_path: Path) -> None:
    """The pauses grow with each crash, and after the fifth one CommandError is raised."""
    clock = FakeClock()
    # There is no database at this DSN, so each start fails with exit code 1.
    settings = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "ALCOVE_DATA_DIR": str(tmp_path)}
    child, write_end = new_child("worker", clock=clock, **settings)
    with pytest.raises(CommandError, match=f"exited {MAX_CRASHES} times in a row"):
        await child.keep_running()
    os.close(write_end)
    assert clock.monotonic() == pytest.approx(0.2 + 0.4 + 0.8 + 1.6)


async def test_terminate_without_a_process() -> None:
    """Terminating a child that was never started returns at once."""
    child, write_end = new_child("api", clock=FakeClock())
    await asyncio.wait_for(child.terminate(grace=1), 60)
    os.close(write_end)
