"""Scrapes from the command line: in the command's process without a worker, by a worker if one is alive."""

import signal

import psycopg
import pytest

from e2e.records.cli.conftest import Cli
from fixtures.simulators.faults import Faults
from support.until import until


def query_number(cli: Cli, sql: str) -> int:
    """Return a number from the database."""
    with psycopg.connect(cli.env["DATABASE_URL"], options="-c search_path=records") as connection:
        row = connection.execute(sql).fetchone()
        assert row is not None
        return int(row[0])


def test_without_a_worker_the_command_scrapes(cli: Cli) -> None:
    """The scrape prints its counts and five samples; the next one finds nothing new."""
    (first,) = cli.json("scrape", "--user", "martha_keys")["scrapes"]
    assert (first["state"], first["seller"], first["seen"], first["complete"]) == ("done", "martha_keys", 120, True)
    assert first["new"] == first["kept"] == query_number(cli, "SELECT count(*) FROM discogs_listing") > 5
    assert len(first["samples"]) == 5
    assert first["more"] == first["kept"] - 5
    assert set(first["samples"][0]) == {"artist", "title", "condition", "price"}
    (second,) = cli.json("scrape", "--user", "martha_keys")["scrapes"]
    assert (second["state"], second["new"], second["stop_reason"]) == ("done", 0, "known")


def test_several_sellers_are_printed_as_text(cli: Cli) -> None:
    """Each seller has its counts and samples with grade and price."""
    result = cli("scrape", "--user", "martha_keys", "--user", "nina-vogel", "--full")
    assert result.returncode == 0, result.stderr
    assert "martha_keys: done\n  120 offers seen, " in result.stdout
    assert "nina-vogel: done\n  12 offers seen, " in result.stdout
    assert ") - $" in result.stdout
    assert "... and " in result.stdout
    assert "alcove serve" in result.stderr


def test_a_running_worker_does_the_work(cli: Cli) -> None:
    """With a worker the command only follows the scrape."""
    cli.start("worker")
    until(lambda: query_number(cli, "SELECT count(*) FROM jobs.procrastinate_workers") == 1)
    result = cli("scrape", "--user", "nina-vogel")
    assert result.returncode == 0, result.stderr
    assert "nina-vogel: done" in result.stdout
    assert "alcove serve" not in result.stderr


def test_a_worker_uses_its_own_credentials(cli: Cli) -> None:
    """A shell without credentials is enough while a worker that has some is alive."""
    cli.start("worker")
    until(lambda: query_number(cli, "SELECT count(*) FROM jobs.procrastinate_workers") == 1)
    result = cli("scrape", "--user", "nina-vogel", DISCOGS_USER_TOKEN="")
    assert result.returncode == 0, result.stderr
    assert "nina-vogel: done" in result.stdout


def test_a_scrape_can_be_requested_and_followed_later(cli: Cli) -> None:
    """--no-wait leaves it queued, a second request is a conflict, another mode too, and it can be followed."""
    (requested,) = cli.json("scrape", "--user", "nina-vogel", "--no-wait")["scrapes"]
    assert (requested["state"], requested["samples"]) == ("queued", [])
    assert_error = cli("scrape", "--user", "NINA-vogel", "--no-wait")
    assert assert_error.returncode == 3
    assert "already under way" in assert_error.stderr
    assert cli("scrape", "--user", "nina-vogel", "--full").returncode == 3
    joined = cli("scrape", "--user", "nina-vogel")
    assert joined.returncode == 0
    assert "following it" in joined.stderr
    assert query_number(cli, "SELECT count(*) FROM discogs_scrape") == 1


def test_a_full_scrape_is_followed_by_who_asks_for_new_offers(cli: Cli) -> None:
    """A queued full scrape reads all new offers, too, so a scrape of new offers follows it."""
    assert cli("scrape", "--user", "nina-vogel", "--full", "--no-wait").returncode == 0
    joined = cli("scrape", "--user", "nina-vogel")
    assert joined.returncode == 0, joined.stderr
    assert "following it" in joined.stderr
    assert query_number(cli, "SELECT count(*) FROM discogs_scrape") == 1


def test_a_queued_scrape_can_be_cancelled(cli: Cli) -> None:
    """Cancel ends it, status shows it, and afterwards there is nothing to cancel."""
    assert cli("scrape", "--user", "nina-vogel", "--no-wait").returncode == 0
    assert cli.json("cancel", "--user", "Nina-Vogel") == {"cancelled": ["Nina-Vogel"]}
    (status,) = cli.json("status", "--user", "nina-vogel")["scrapes"]
    assert status["state"] == "cancelled"
    assert "cancelled" in cli("status", "--all").stdout
    assert cli("cancel", "--user", "nina-vogel").returncode == 1


@pytest.mark.slow
def test_an_interrupted_scrape_continues(cli: Cli) -> None:
    """Ctrl-C without a terminal leaves it queued; the same command continues, without duplicates."""
    cli.simulator.faults.configure(Faults(only="/users/", latency_s=0.3))
    running = cli.start("records", "scrape", "--user", "warehouse")
    pages = "SELECT coalesce(max(page), 0) FROM discogs_scrape"
    until(lambda: query_number(cli, pages) >= 2, describe=lambda: running.output)
    assert running.stop(number=signal.SIGINT) == 130
    assert "continues it" in running.output
    assert 2 <= query_number(cli, pages) < 12
    cli.simulator.faults.configure(Faults())
    (status,) = cli.json("scrape", "--user", "warehouse")["scrapes"]
    assert (status["state"], status["page"], status["seen"], status["complete"]) == ("done", 12, 1200, True)
    assert status["new"] == query_number(cli, "SELECT count(*) FROM discogs_listing")
    assert query_number(cli, "SELECT count(*) FROM discogs_scrape") == 1


def test_each_kind_of_failure_has_its_exit_code(cli: Cli) -> None:
    """1 for an unknown seller, 2 for a missing or invalid name, 4 without credentials or with wrong ones."""
    unknown = cli("scrape", "--user", "nobody_here")
    assert unknown.returncode == 1
    assert "no seller called nobody_here" in unknown.stderr
    assert cli("scrape", "--user", "nina-vogel", "--user", "a/b").returncode == 2
    assert query_number(cli, "SELECT count(*) FROM discogs_scrape WHERE seller = 'nina-vogel'") == 0
    assert cli("scrape").returncode == 2
    missing = cli("scrape", "--user", "nina-vogel", DISCOGS_USER_TOKEN="")
    assert missing.returncode == 4
    assert "DISCOGS_USER_TOKEN" in missing.stderr
    assert cli("scrape", "--user", "nina-vogel", DISCOGS_USER_TOKEN="wrong").returncode == 4
    assert cli("status", "--user", "never").returncode == 1
    assert cli("status").returncode == 2


def test_status_without_scrapes(cli: Cli) -> None:
    """Before the first scrape the status says that there is none."""
    assert cli.json("status", "--all") == {"scrapes": []}
    assert "nothing has been scraped yet" in cli("status", "--all").stdout
