"""Trainings and models from the command line."""

import asyncio
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from alcove.foundation.database import close_pool, open_pool
from e2e.records.cli.conftest import Cli
from e2e.records.cli.test_scrape import query_number
from integration.records.taste.simulated_owner import fill_shelf, judge
from support.terminal import find_python_literals
from support.until import until


@pytest.fixture
def learned(cli: Cli) -> Cli:
    """Return the command line with 120 offers, 40 of which are judged."""

    async def fill() -> None:
        pool = await open_pool(cli.env["DATABASE_URL"], size=2)
        await fill_shelf(pool, count=120)
        await judge(pool, count=40)
        await close_pool(pool)

    asyncio.run(fill())
    return cli


@pytest.mark.slow
def test_without_a_model_the_commands_say_what_is_missing(cli: Cli) -> None:
    """The table says what is missing, there is nothing to plot, and a training exits with 1."""
    assert cli.json("models")["trained"] is False
    assert "No model is in use: 0 of 20 verdicts" in cli("models").stdout
    assert cli("models", "--plot", "plot.svg").returncode == 1
    result = cli("train")
    assert result.returncode == 1
    assert "0 of 20 verdicts needed" in result.stdout


def test_without_a_worker_the_command_trains(learned: Cli, tmp_path: Path) -> None:
    """The command trains, prints the model, its rivals and its reasons, and plots them without scripts."""
    training = learned.json("train")
    assert (training["trained"], training["labels"]) == (True, 40)
    assert training["current"]["recommender"] in {rival["name"] for rival in training["rivals"]}
    assert query_number(learned, "SELECT count(*) FROM discogs_prediction WHERE model_id IS NULL") == 0
    plot = tmp_path / "rivals.svg"
    output = learned("models", "--plot", str(plot))
    assert output.returncode == 0, output.stderr
    assert re.search(r"^In use: .*, accuracy [\d.]+% on held-out verdicts", output.stdout, re.MULTILINE)
    reliability = r"^Fewer than 50 verdicts: (of \d+ held-out offers .* \d+ were kept|no held-out offer)"
    assert re.search(reliability, output.stdout, re.MULTILINE)
    for rival in training["rivals"]:
        assert re.search(f"^{rival['title']} +[\\d. ]+$", output.stdout, re.MULTILINE)
    assert is_self_contained(plot)
    assert learned("models", "--plot", str(tmp_path / "nowhere" / "x.svg")).returncode == 1


def is_self_contained(plot: Path) -> bool:
    """Return whether an SVG has no scripts and no external references."""
    text = plot.read_text()
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}  # noqa: S314 - our own file
    outside = re.findall(r"(?:href|src)\s*=\s*[\"'](?!#)|url\((?!#)|@import", text)
    return not tags & {"script", "foreignObject", "image"} and not outside


@pytest.mark.slow
def test_output_has_no_python_literals(learned: Cli) -> None:
    """No command prints a value as a Python literal at a terminal."""
    commands = (
        ("scrape", "--user", "nina-vogel"), ("status", "--all"), ("stats",), ("test",), ("models",), ("rescore",),
        ("pick", "--dry-run"), ("purge", "--older-than", "9", "--dry-run"),
    )  # fmt: skip
    output = {command: learned(*command) for command in commands}
    assert {command: result.stderr for command, result in output.items() if result.returncode != 0} == {}
    assert {
        command: training for command, result in output.items() if (training := find_python_literals(result.stdout))
    } == {}


@pytest.mark.slow
def test_a_running_worker_trains(learned: Cli) -> None:
    """With a worker the command waits for it; a second training with the same verdicts does nothing."""
    learned.start("worker")
    until(lambda: query_number(learned, "SELECT count(*) FROM jobs.procrastinate_workers") == 1)
    assert learned.json("train")["trained"] is True
    assert learned.json("train")["trained"] is True
    assert query_number(learned, "SELECT count(*) FROM discogs_training") == 1


@pytest.mark.slow
def test_a_worker_of_other_queues_does_not_train(learned: Cli) -> None:
    """Beside a worker of other queues the command trains by itself without waiting."""
    program = [sys.executable, "-m", "support.worker_program", "integration.jobs.worker_tasks"]
    path = os.pathsep.join(folder for folder in sys.path if folder)
    # The command sends heartbeats less often than a worker of the tests.
    env = {**learned.env, "PYTHONPATH": path, "STALLED_S": "60"}
    with subprocess.Popen([*program, learned.env["DATABASE_URL"], "scraping"], env=env) as scraping:
        try:
            until(lambda: query_number(learned, "SELECT count(*) FROM jobs.procrastinate_workers") == 1)
            assert learned.json("train", "--wait", "250")["trained"] is True
        finally:
            scraping.terminate()


@pytest.mark.slow
def test_verdicts_of_one_kind_are_the_reason(learned: Cli) -> None:
    """If all verdicts are skips, the command exits with 1 and the reason."""
    query_number(learned, "WITH u AS (UPDATE discogs_listing SET kept = false RETURNING 1) SELECT count(*) FROM u")
    result = learned("train")
    assert result.returncode == 1
    assert "says skip" in result.stdout


def test_an_unknown_recommender_is_rejected_at_once(cli: Cli) -> None:
    """A wrong ML_RECOMMENDER exits with 4 and lists the valid names."""
    result = cli("train", ML_RECOMMENDER="oracle")
    assert result.returncode == 4
    assert "ML_RECOMMENDER" in result.stderr
