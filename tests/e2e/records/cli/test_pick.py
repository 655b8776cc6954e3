"""The record of the day from the command line."""

import math
from collections.abc import Iterator

import psycopg
import pytest

from e2e.records.cli.conftest import Cli

FILL = """
INSERT INTO discogs_seller (id, name, currency) VALUES (1, 'a', 'USD');
INSERT INTO discogs_record (id, discogs_id, artist, title, format, label, wants, haves, genres, styles)
SELECT n, n, 'Artist ' || n, CASE n WHEN 12 THEN '[red]Title[/]' ELSE 'Title ' || n END, 'LP', 'L', 90 + n, 50,
    '["Jazz"]', '[]' FROM generate_series(1, 12) AS n;
INSERT INTO discogs_listing (seller_id, record_id, record_price, media_condition)
SELECT 1, id, 10 + id, 'Mint (M)' FROM discogs_record;
"""
ROW = "SELECT id, date::text, listing_id, seed, selection_method FROM discogs_recordoftheday ORDER BY date, id"


@pytest.fixture
def shelf(cli: Cli) -> Iterator[psycopg.Connection]:
    """Yield a connection to the command line's database with twelve offers."""
    with psycopg.connect(cli.env["DATABASE_URL"], options="-c search_path=records", autocommit=True) as connection:
        connection.execute(FILL)
        yield connection


@pytest.mark.slow
def test_a_dry_run_selects_the_record_of_the_real_run(cli: Cli, shelf: psycopg.Connection) -> None:
    """--dry-run stores nothing, and with the same seed the real run stores the same record."""
    first = cli.json("pick", "--dry-run", "--seed", "7")
    assert cli.json("pick", "--dry-run", "--seed", "7") == first
    assert shelf.execute(ROW).fetchall() == []
    assert (first["seed"], first["dry_run"], first["id"], first["total_candidates"]) == (7, True, None, 12)
    chances = [row["selection_probability"] for row in first["candidates"]]
    assert chances == sorted(chances, reverse=True)
    assert math.fsum(chances) == pytest.approx(1)
    assert first["name"] in {row["name"] for row in first["candidates"] if row["listing_id"] == first["listing_id"]}

    real = cli.json("pick", "--seed", "7")
    (row,) = shelf.execute(ROW).fetchall()
    assert row == (real["id"], real["date"], first["listing_id"], 7, "thermodynamic_boltzmann")
    assert {**real, "id": None, "dry_run": True} == first

    another = cli.json("pick")
    (row,) = shelf.execute(ROW).fetchall()
    assert row[0] == another["id"] > real["id"]
    assert row[2] == another["listing_id"] != real["listing_id"]
    assert another["total_candidates"] == 11


def test_another_day(cli: Cli, shelf: psycopg.Connection) -> None:
    """--date picks for that day and does not change others; at a terminal the table is shown."""
    result = cli("pick", "--date", "2031-05-01", "--seed", "3")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["listing", "score", "S", "F", "p", "record"]
    assert len(lines) == 1 + 12 + 2
    assert any("[red]Title[/]" in line for line in lines)
    ((_, day, listing, seed, _),) = shelf.execute(ROW).fetchall()
    assert (day, seed) == ("2031-05-01", 3)
    assert f"(listing {listing}) is the record of 2031-05-01" in lines[-2]
    assert lines[-1].startswith("seed 3, T = ")


@pytest.mark.usefixtures("shelf")
def test_a_day_too_early_is_rejected(cli: Cli) -> None:
    """A day without a month before it is rejected in one line, and so is the last day before 1970."""
    for day in ("0001-01-01", "1969-12-31"):
        ended = cli("pick", "--dry-run", "--date", day)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "too early" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert cli.json("pick", "--dry-run", "--date", "1970-01-01")["date"] == "1970-01-01"


def test_without_offers_the_command_exits_with_a_conflict(cli: Cli) -> None:
    """Without offers the command reports it and exits with the code of a conflict."""
    result = cli("pick", "--dry-run")
    assert (result.returncode, result.stdout) == (3, "")
    assert "No offer for sale has a price and a score above 0.5." in result.stderr


@pytest.mark.parametrize(
    "arguments", [("--seed", "-1"), ("--seed", "x"), ("--date", "2026-02-30"), ("--date", "today")]
)
def test_wrong_usage(cli: Cli, arguments: tuple[str, str]) -> None:
    """An invalid seed or an invalid day is wrong usage."""
    assert cli("pick", "--dry-run", *arguments).returncode == 2
