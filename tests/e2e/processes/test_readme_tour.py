"""The commands of the README's tours work beside a running demonstration, as they are written there."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable

import pytest

from alcove.main.apps import APPS
from arch.tree import ROOT
from support.processes import AlcoveProcess
from support.world import World

TOUR = re.compile(r"^## Tour of .*?(?=^## )", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ \.venv/bin/alcove (.*)$", re.MULTILINE)


def tour_commands() -> list[list[str]]:
    """Return the arguments of the tours' commands, without those of apps that are not in this tree."""
    text = "".join(TOUR.findall((ROOT / "README.md").read_text()))
    found = [shlex.split(line, comments=True) for line in COMMAND.findall(text)]
    here = {app.name for app in APPS} | {"doctor"}
    return [arguments for arguments in found if arguments[0] in here]


def run(world: World, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in the home folder of a world."""
    return subprocess.run(
        [sys.executable, "-m", "alcove", *arguments], env={**world.env, **environ}, cwd=world.home, text=True,
        capture_output=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.slow
def test_the_tours_work_beside_a_demonstration(world: World, start: Callable[..., AlcoveProcess]) -> None:
    """Each command ends well, uses the demonstration's data, says so, and leaves the ordinary data directory alone."""
    demo = start("serve", "--demo", fresh=True).wait_ready()
    commands = tour_commands()
    assert commands
    for arguments in commands:
        result = run(world, *arguments)
        assert result.returncode == 0, (arguments, result.stdout, result.stderr, demo.output)
        assert "using the demonstration that runs on http" in result.stderr
    assert sorted(path.name for path in (world.home / "data").iterdir()) == ["demo"]


@pytest.mark.slow
def test_other_data_is_never_mistaken_for_a_demonstration(world: World, start: Callable[..., AlcoveProcess]) -> None:
    """Beside data of one's own, with a configured database, and after its end, no command uses a demonstration."""
    demo = start("serve", "--demo", fresh=True).wait_ready()
    configured = run(world, "doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert "demonstration" not in configured.stderr
    named = run(world, "doctor", "--data-dir", str(world.home / "data" / "demo"))
    assert "using the demonstration" in named.stderr
    (world.home / "data" / "backups").mkdir()
    beside = run(world, "doctor")
    assert "a demonstration runs, too: set ALCOVE_DATA_DIR=" in beside.stderr
    assert "using the demonstration" not in beside.stderr
    assert demo.stop() == 0
    assert "demonstration" not in run(world, "doctor", ALCOVE_DATA_DIR=str(world.home / "data" / "demo")).stderr
