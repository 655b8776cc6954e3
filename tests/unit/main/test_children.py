"""Keeping a child process alive, with real processes and a clock moved by hand."""

import asyncio
import os
from pathlib import Path

import pytest

from alcove.foundation.cli import UNCONFIGURED, USAGE, CommandError
from alcove.main.supervisor.children import MOST_QUICK_DEATHS, Child
from support.clock import FakeClock


def child(*arguments: str, clock: FakeClock, **settings: str) -> tuple[Child, int]:
    """Make a child and the end of its lifeline that a parent would hold."""
    lifeline, held = os.pipe()
    environ = {**os.environ, **settings}
    return Child("api", arguments, environ=environ, lifeline=lifeline, clock=clock), held


async def test_child_that_cannot_start_is_not_tried_again() -> None:
    """A wrong setting or wrong usage ends the keeping at the first death, with the child's own exit code."""
    for arguments, settings, code in ((("api",), {"PORT": "no"}, UNCONFIGURED), (("nothing",), {}, USAGE)):
        kept, held = child(*arguments, clock=FakeClock(), **settings)
        with pytest.raises(CommandError) as refused:
            await kept.keep()
        os.close(held)
        assert refused.value.code == code


async def test_child_that_dies_quickly_is_tried_five_times_with_growing_pauses(tmp_path: Path) -> None:
    """Deaths in a row wait longer each time, and after the fifth the keeper gives up."""
    clock = FakeClock()
    # Nothing listens at this database, so each start fails with the ordinary exit code.
    settings = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "ALCOVE_DATA_DIR": str(tmp_path)}
    kept, held = child("worker", clock=clock, **settings)
    with pytest.raises(CommandError, match=f"died {MOST_QUICK_DEATHS} times in a row"):
        await kept.keep()
    os.close(held)
    assert clock.monotonic() == pytest.approx(0.2 + 0.4 + 0.8 + 1.6)


async def test_ending_a_child_that_never_started_is_nothing() -> None:
    """A child that was never spawned ends at once."""
    kept, held = child("api", clock=FakeClock())
    await asyncio.wait_for(kept.end(within=1), 1)
    os.close(held)
