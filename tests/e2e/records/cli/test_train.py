"""What has been learnt, shown and asked for from the command line."""

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
    """Return the command line beside 120 offers, 40 of which are judged."""

    async def fill() -> None:
        pool = await open_pool(cli.env["DATABASE_URL"], size=2)
        await fill_shelf(pool, count=120)
        await judge(pool, count=40)
        await close_pool(pool)

    asyncio.run(fill())
    return cli


def test_nothing_learnt_yet_is_told(cli: Cli) -> None:
    """Without a model the table says what is missing, there is nothing to draw, and a training ends with 1."""
    assert cli.json("models")["trained"] is False
    assert "No model is in use: 0 of 20 verdicts" in cli("models").stdout
    assert cli("models", "--plot", "plot.svg").returncode == 1
    result = cli("train")
    assert result.returncode == 1
    assert "0 of 20 verdicts needed" in result.stdout


def test_a_training_without_a_worker_is_done_here(learned: Cli, tmp_path: Path) -> None:
    """The command learns by itself, tells the model, its rivals and its reasons, and draws them without any script."""
    training = learned.json("train")
    assert (training["trained"], training["labels"]) == (True, 40)
    assert training["current"]["recommender"] in {rival["name"] for rival in training["rivals"]}
    assert query_number(learned, "SELECT count(*) FROM discogs_prediction WHERE model_id IS NULL") == 0
    plot = tmp_path / "rivals.svg"
    output = learned("models", "--plot", str(plot))
    assert output.returncode == 0, output.stderr
    assert re.search(r"^In use: .*, accuracy [\d.]+% on held-out verdicts", output.stdout, re.MULTILINE)
    for rival in training["rivals"]:
        assert re.search(f"^{rival['title']} +[\\d. ]+$", output.stdout, re.MULTILINE)
    assert self_contained(plot)
    assert learned("models", "--plot", str(tmp_path / "nowhere" / "x.svg")).returncode == 1


def self_contained(plot: Path) -> bool:
    """Return whether a picture runs nothing and fetches nothing."""
    text = plot.read_text()
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}  # noqa: S314 - our own file
    outside = re.findall(r"(?:href|src)\s*=\s*[\"'](?!#)|url\((?!#)|@import", text)
    return not tags & {"script", "foreignObject", "image"} and not outside


def test_what_is_printed_is_for_people(learned: Cli) -> None:
    """No command for people prints a value as Python writes it."""
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
def test_a_running_worker_learns(learned: Cli) -> None:
    """With a worker alive the command waits for it; asking again for the same verdicts learns nothing twice."""
    learned.start("worker")
    until(lambda: query_number(learned, "SELECT count(*) FROM jobs.procrastinate_workers") == 1)
    assert learned.json("train")["trained"] is True
    assert learned.json("train")["trained"] is True
    assert query_number(learned, "SELECT count(*) FROM discogs_training") == 1


@pytest.mark.slow
def test_a_worker_that_only_scrapes_does_not_learn(learned: Cli) -> None:
    """Beside a worker that serves other queues the command learns by itself and does not wait for it."""
    program = [sys.executable, "-m", "support.worker_program", "integration.jobs.worker_tasks"]
    env = {**learned.env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen([*program, learned.env["DATABASE_URL"], "scraping"], env=env) as scraping:
        try:
            until(lambda: query_number(learned, "SELECT count(*) FROM jobs.procrastinate_workers") == 1)
            assert learned.json("train", "--wait", "60")["trained"] is True
        finally:
            scraping.terminate()


@pytest.mark.slow
def test_one_kind_of_verdict_is_told_as_the_reason(learned: Cli) -> None:
    """When every verdict says skip the command ends with 1 and says why."""
    query_number(learned, "WITH u AS (UPDATE discogs_listing SET kept = false RETURNING 1) SELECT count(*) FROM u")
    result = learned("train")
    assert result.returncode == 1
    assert "says skip" in result.stdout


def test_a_recommender_that_is_not_there_is_refused_at_once(cli: Cli) -> None:
    """A wrong ML_RECOMMENDER ends with 4 and names the right ones."""
    result = cli("train", ML_RECOMMENDER="oracle")
    assert result.returncode == 4
    assert "ML_RECOMMENDER" in result.stderr
