"""Export, rescore, purge and import from the command line, compared with the server's responses."""

import csv
import errno
import json
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from e2e.records.cli.conftest import Cli
from integration.records.legacy.older_database import DJANGO
from support.processes import PYTHON, run_alcove
from support.refusing_mount import build_refusing_mount, refuse_calls

COMMANDS = ("scrape", "cancel", "status", "stats", "test", "auth", "export", "import-legacy", "rescore", "purge")
FILL = """
INSERT INTO discogs_seller (id, name, currency) VALUES (1, 'a', 'USD'), (2, 'b', 'EUR');
INSERT INTO discogs_record (id, discogs_id, artist, title, format, label, wants, haves, added, genres, styles,
    suggested_price, year)
SELECT n, n, CASE n WHEN 1 THEN '=cmd|"x"' ELSE 'Artist ' || n END, E'Two\r\nlines, "quoted"', 'LP', 'L', 100, 50,
    now(), '["Jazz"]', '[]', '', 1971 FROM generate_series(1, 5200) AS n;
INSERT INTO discogs_listing
    (seller_id, record_id, record_price, media_condition, score, kept, evaluated, predicted_keeper)
SELECT 1, id, 25.99, 'Mint (M)', 0, false, false, false FROM discogs_record;
"""


@pytest.fixture
def filled(cli: Cli) -> Iterator[psycopg.Connection]:
    """Yield a connection to the command line's database with 5200 offers."""
    with psycopg.connect(cli.env["DATABASE_URL"], options="-c search_path=records", autocommit=True) as connection:
        connection.execute(FILL)
        yield connection


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli: Cli, command: str) -> None:
    """--help prints the usage and exits with 0."""
    result = cli(command, "--help")
    assert result.returncode == 0
    assert f"Usage: alcove records {command}" in result.stdout


def test_the_export_is_the_csv_of_the_server(cli: Cli, filled: psycopg.Connection, tmp_path: Path) -> None:
    """5000 offers, newest first, formulas escaped and texts quoted; --all exports every one."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o640)
    assert cli.json("export", "--output", str(target)) == {"file": str(target), "offers": 5000}
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    content = target.read_bytes()
    rows = list(csv.DictReader(content.decode().splitlines(keepends=True)))
    assert [int(row["Listing ID"]) for row in rows] == list(range(5200, 200, -1))
    assert rows[0]["Record Title"] == 'Two\r\nlines, "quoted"'
    assert (rows[0]["Record Price"], rows[0]["Score"], rows[0]["Kept"]) == ("25.99", "22.86", "false")
    result = cli("export", "--all", "-o", "-")
    all_offers = list(csv.DictReader(result.stdout.splitlines(keepends=True)))
    assert len(all_offers) == 5200
    assert all_offers[-1]["Record Artist"] == '\'=cmd|"x"'
    assert not list(tmp_path.glob(".out.csv*"))
    assert filled.execute("SELECT count(*) FROM discogs_listing").fetchone() == (5200,)


def test_an_export_that_cannot_be_written_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    """A missing folder exits with 1 and a reason; --json on standard output is wrong usage."""
    result = cli("export", "-o", str(tmp_path / "nowhere" / "out.csv"))
    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert cli("export", "-o", "-", "--json").returncode == 2


def test_an_export_to_a_mount_without_permissions(cli: Cli, tmp_path: Path) -> None:
    """On a mount that refuses chmod, the export is written with the permissions of the mount."""
    folder = tmp_path / "share"
    folder.mkdir()
    environ = refuse_calls(build_refusing_mount(tmp_path), folder=folder, refused={"mode": errno.EPERM})
    result = cli("export", "-o", str(folder / "out.csv"), **environ)
    assert result.returncode == 0, result.stderr
    assert [path.name for path in folder.iterdir()] == ["out.csv"]


def test_a_closed_pipe_is_not_an_error(cli: Cli, filled: psycopg.Connection) -> None:  # noqa: ARG001
    """`export -o - | head -1` ends without an error message."""
    env = {**cli.env, "PY": PYTHON[0]}
    result = shell('"$PY" -m alcove records export --all -o - | head -1; echo "${PIPESTATUS[0]}"', env=env)
    assert result[0].startswith("Listing ID,")
    assert result[1] == "0"


def shell(script: str, *, env: dict[str, str]) -> list[str]:
    """Run a line of bash and return its output, including standard error."""
    result = subprocess.run(
        ["bash", "-c", f"{{ {script}; }} 2>&1"], env=env, capture_output=True, text=True, check=False
    )
    return result.stdout.splitlines()


@pytest.mark.slow
def test_rescore_repairs_computed_values(cli: Cli, filled: psycopg.Connection) -> None:
    """Scores, stored responses, counters and terms are correct again; a second run changes nothing."""
    wire = "SELECT md5(string_agg(wire || line || score, '' ORDER BY id)) FROM discogs_listing"
    terms = "SELECT kind, value, uses FROM discogs_term ORDER BY kind, value"
    before = filled.execute(wire).fetchone(), filled.execute(terms).fetchall()
    with filled.transaction():
        filled.execute("ALTER TABLE discogs_listing DISABLE TRIGGER USER")
        filled.execute("UPDATE discogs_listing SET score = 1, wire = '{}' WHERE id <= 700")
        filled.execute("ALTER TABLE discogs_listing ENABLE TRIGGER USER")
        filled.execute("UPDATE discogs_counter SET listings = 7")
        filled.execute("UPDATE discogs_term SET uses = 1")
    assert cli.json("rescore") == {"records": 5200, "offers": 5200, "changed": 700}
    assert (filled.execute(wire).fetchone(), filled.execute(terms).fetchall()) == before
    assert filled.execute("SELECT listings FROM discogs_counter").fetchone() == (5200,)
    assert cli.json("rescore")["changed"] == 0


def test_purge_deletes_only_old_offers_without_verdicts_and_picks(cli: Cli, filled: psycopg.Connection) -> None:
    """Only delisted, long unseen, never judged and never picked offers are deleted; others with an option."""
    filled.execute("""
        UPDATE discogs_listing SET status = 'Delisted', last_seen = now() - interval '90 days' WHERE id <= 5;
        UPDATE discogs_listing SET evaluated = true WHERE id = 1;
        UPDATE discogs_listing SET last_seen = now() - interval '10 days' WHERE id = 2;
        UPDATE discogs_listing SET last_seen = now() - interval '90 days', discogs_listing_id = 77 WHERE id = 6;
        INSERT INTO discogs_recordoftheday (date, listing_id, model_score, entropy_measure, system_temperature)
            VALUES ('2025-06-01', 3, 1, 0, 0);
        INSERT INTO discogs_scrape (seller, mode, state) VALUES ('a', 'new', 'done');
        INSERT INTO discogs_history (seller, listing_id, scrape_id, last_seen)
            SELECT 'a', listing, 1, now() - age * interval '1 day'
            FROM (VALUES (77, 90), (78, 90), (79, 1)) AS h (listing, age);
    """)
    preview = {"offers": 2, "history": 1, "dry_run": True}
    assert cli.json("purge", "--older-than", "30", "--dry-run") == preview
    assert cli.json("purge", "--older-than", "30") == {**preview, "dry_run": False}
    remaining_ids = filled.execute("SELECT id FROM discogs_listing WHERE id <= 6 ORDER BY id").fetchall()
    assert remaining_ids == [(1,), (2,), (3,), (6,)]
    assert filled.execute("SELECT listing_id FROM discogs_history ORDER BY 1").fetchall() == [(77,), (79,)]
    assert cli.json("purge", "--older-than", "30", "--evaluated")["offers"] == 1
    assert cli("purge", "--older-than", "0").returncode == 2
    assert cli("purge").returncode == 2


def test_an_older_database_is_imported(cli: Cli, empty_dsn: str) -> None:
    """--from or the environment names it; the counts are printed; a second import finds nothing new."""
    with psycopg.connect(empty_dsn) as old:
        old.execute(DJANGO + FILL)
    first = cli.json("import-legacy", "--from", empty_dsn)
    assert first["offers"] == {"read": 5200, "added": 5200, "changed": 0}
    second = cli("import-legacy", ALCOVE_IMPORT_FROM=empty_dsn)
    assert second.returncode == 0
    assert re.search(r"^offers +5200 +0 +0 *$", second.stdout, re.MULTILINE)
    assert cli.json("import-legacy") == {"adopted": {"sellers": 2, "records": 5200, "listings": 5200}}


def test_an_invalid_import_is_rejected(cli: Cli, empty_dsn: str) -> None:
    """The database itself is a conflict; one without the tables, or unreachable, fails with a reason."""
    same = cli("import-legacy", "--from", cli.env["DATABASE_URL"])
    assert same.returncode == 3
    assert "is this one" in same.stderr
    other = cli("import-legacy", "--from", empty_dsn)
    assert other.returncode == 1
    assert "discogs_listing" in other.stderr
    unreachable = cli("import-legacy", "--from", "postgresql://me:hunter2@127.0.0.1:1/x")
    assert unreachable.returncode == 1
    assert "hunter2" not in unreachable.stderr + unreachable.stdout


def test_an_older_database_is_migrated_in_place(cli: Cli, empty_dsn: str) -> None:
    """With the older database as DATABASE_URL it is migrated in place, and reported."""
    with psycopg.connect(empty_dsn) as old:
        old.execute(DJANGO + FILL)
    result = run_alcove("records", "import-legacy", "--json", env={**cli.env, "DATABASE_URL": empty_dsn})
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {"adopted": {"sellers": 2, "records": 5200, "listings": 5200}}
