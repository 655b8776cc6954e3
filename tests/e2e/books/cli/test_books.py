"""`alcove books` as used by people and by scripts."""

import asyncio
import re
import signal

import pytest

from alcove.apps.books.queue import holds
from alcove.foundation.database import connect
from alcove.simulators.opds.publications import SimBook
from e2e.books.cli.conftest import Cli
from support.processes import run_alcove
from support.terminal import find_python_literals
from support.until import until


def first_book(cli: Cli) -> SimBook:
    """Return the first book that the catalogue has as an EPUB."""
    return cli.simulator.publications[0]


def test_a_book_is_found_and_delivered_without_a_server(cli: Cli) -> None:
    """Search, info, get, queue and cancel work without a server; get runs its own worker."""
    book = first_book(cli)
    found = cli.json("search", book.title)
    found_book = next(entry for entry in found["books"] if entry["title"] == book.title)
    assert found["errors"] == {}
    assert "cover_url" not in found_book
    assert cli.json("info", found_book["id"])["title"] == book.title
    (got,) = cli.json("get", found_book["id"])["books"]
    assert got["status"] == "complete"
    (file,) = cli.ingest.iterdir()
    assert got["path"] == str(file)
    assert file.read_bytes() == cli.simulator.content(book, found_book["format"])
    outputs = cli("queue")
    assert book.title in outputs.stdout
    assert "complete" in outputs.stdout
    assert cli.json("cancel", found_book["id"]) == {found_book["id"]: "removed"}
    assert cli.json("queue") == {"books": []}
    assert file.exists()


def test_a_delivered_book_is_not_fetched_again_unless_asked(cli: Cli) -> None:
    """The same `get` again reports the delivered file and makes no second copy; `--again` makes one."""
    title = first_book(cli).title
    book_id = next(entry["id"] for entry in cli.json("search", title)["books"] if entry["title"] == title)
    (first,) = cli.json("get", book_id)["books"]
    (second,) = cli.json("get", book_id)["books"]
    assert (first["delivered_before"], second["delivered_before"]) == (False, True)
    assert (second["status"], second["path"]) == ("complete", first["path"])
    assert "--again fetches it again" in cli("get", book_id).stdout
    cli("cancel", book_id)
    (forgotten,) = cli.json("get", book_id)["books"]
    assert (forgotten["delivered_before"], forgotten["path"]) == (True, first["path"])
    (file,) = cli.ingest.iterdir()
    taken = file.rename(cli.ingest.with_name("taken"))
    (absent,) = cli.json("get", book_id)["books"]
    assert (absent["delivered_before"], absent["path"]) == (True, None)
    taken.rename(file)
    (third,) = cli.json("get", book_id, "--again")["books"]
    assert (third["status"], third["delivered_before"]) == ("complete", False)
    assert len(list(cli.ingest.iterdir())) == 2


async def hold_source(dsn: str) -> None:
    """Hold the catalogue, as a worker does that was told to wait."""
    connection = await connect(dsn)
    await holds.hold(connection, "opds-home", seconds=3600, message="Home asks to wait.")
    await connection.close()


def test_sources_and_doctor_show_a_pause(cli: Cli, dsn: str) -> None:
    """A catalogue that asked for a pause is shown with its end, and is not asked meanwhile."""
    title = first_book(cli).title
    book_id = next(entry["id"] for entry in cli.json("search", title)["books"] if entry["title"] == title)
    cli("get", book_id, "--no-wait")
    asyncio.run(hold_source(dsn))
    before = len(cli.simulator.requests.paths())
    (held,) = cli.json("sources", code=1)["sources"]
    assert (held["problem"], held["held_until"][-1]) == ("Home asks to wait.", "Z")
    assert "Home asks to wait." in cli("sources", "--no-ask").stdout
    checks = {entry["name"]: entry["detail"] for entry in cli.json("doctor", code=1)["checks"]}
    assert checks["opds-home"] == "Home asks to wait."
    assert checks["waiting"] == "1 book waits: Home asks to wait."
    assert len(cli.simulator.requests.paths()) == before


@pytest.mark.slow
def test_text_output(cli: Cli) -> None:
    """Text output contains no Python literals: lists have commas, and times have no microseconds."""
    book = first_book(cli)
    found_book = next(entry for entry in cli.json("search", book.title)["books"] if entry["title"] == book.title)
    cli("token", "add", "script", "--user", "somebody")
    cli("saved", "add", "Tales", "tale", "--author", "Ann", "--note")
    cli("get", found_book["id"], "--no-wait")
    commands = (
        ("search", book.title), ("info", found_book["id"]), ("token", "list"), ("saved", "list"), ("queue",),
        ("sources",),
        ("doctor",), ("get", found_book["id"]), ("cancel", found_book["id"]),
    )  # fmt: skip
    outputs = {command: cli(*command).stdout for command in commands}
    assert {command: found for command, text in outputs.items() if (found := find_python_literals(text))} == {}
    (authors,) = (line for line in outputs["info", found_book["id"]].splitlines() if line.startswith("authors"))
    assert authors.split(maxsplit=1)[1].strip() == ", ".join(found_book["authors"])
    assert re.search(r"\d\d:\d\d UTC", outputs["token", "list"])
    assert re.search(r"somebody +no", outputs["token", "list"])


def test_exit_codes_of_failures(cli: Cli) -> None:
    """Wrong usage exits with 2, missing or unreachable things with 1, invalid settings with 4; each prints one line."""
    for arguments, code, message in (
        (("search",), 2, "Say what to search for"),
        (("info", "../../etc"), 1, "not found"),
        (("cancel", "opds-home-none"), 1, "not found"),
        (("get",), 2, "ID"),
        (("get", "x", "--priority", "nine"), 2, "--priority"),
    ):
        done = cli(*arguments)
        assert done.returncode == code, done.stderr
        assert message in done.stderr
        assert "Traceback" not in done.stderr
    wrong = cli("queue", MAX_CONCURRENT_DOWNLOADS="many")
    assert wrong.returncode == 4
    assert "MAX_CONCURRENT_DOWNLOADS" in wrong.stderr


def test_a_failed_download_is_reported(cli: Cli) -> None:
    """When the file is an HTML page, get prints a readable error and exits with 1; the library stays empty."""
    book = first_book(cli)
    found_book = next(entry for entry in cli.json("search", book.title)["books"] if entry["title"] == book.title)
    cli.faults.only = "/files"
    cli.faults.next["html"] = 1000
    (got,) = cli.json("get", found_book["id"], code=1, MAX_RETRY="1")["books"]
    assert got["status"] == "error"
    assert got["status_message"]
    assert not list(cli.ingest.iterdir())


def find_first(cli: Cli) -> str:
    """Return the id of the first book."""
    title = first_book(cli).title
    found: str = next(entry["id"] for entry in cli.json("search", title)["books"] if entry["title"] == title)
    return found


@pytest.mark.slow
def test_a_book_that_is_delivered_after_ctrl_c(cli: Cli) -> None:
    """When a book is delivered while the command ends, it says so and exits with 0; a repeat makes no second copy."""
    book_id = find_first(cli)
    cli.faults.only, cli.faults.latency_s = "/files", 1.5
    running = cli.world.start("books", "get", book_id)
    until(lambda: any("/files" in path for path in cli.simulator.requests.paths()), describe=lambda: running.output)
    assert running.stop(number=signal.SIGINT) == 0, running.output
    (file,) = cli.ingest.iterdir()
    assert f"complete, {file}" in running.output
    assert "interrupted" not in running.output
    assert cli("get", book_id).returncode == 0
    assert list(cli.ingest.iterdir()) == [file]


@pytest.mark.slow
def test_a_book_that_is_not_delivered_after_ctrl_c(cli: Cli) -> None:
    """When the source is too slow, the command says that the book is queued; the same command continues it."""
    book_id = find_first(cli)
    cli.faults.only, cli.faults.latency_s = "/files", 20
    running = cli.world.start("books", "get", book_id)
    until(lambda: any("/files" in path for path in cli.simulator.requests.paths()), describe=lambda: running.output)
    assert running.stop(number=signal.SIGINT) == 130, running.output
    assert ": queued" in running.output
    assert "stay in the queue" in running.output
    cli.faults.latency_s = 0.0
    (got,) = cli.json("get", book_id)["books"]
    assert got["status"] == "complete"
    assert len(list(cli.ingest.iterdir())) == 1


def test_sources_and_doctor_report_failing_sources(cli: Cli) -> None:
    """Without failures the exit code is 0; a failing catalogue is named, and the exit code is 1."""
    (working,) = cli.json("sources")["sources"]
    assert (working["name"], working["problem"]) == ("opds-home", "")
    report = cli.json("doctor")
    assert report["healthy"]
    details = {entry["name"]: entry["detail"] for entry in report["checks"]}
    assert details["opds-home"] == "answers; has a search; 12 books in its first feeds"
    cli.faults.next["error"] = 1000
    (failing,) = cli.json("sources", code=1)["sources"]
    assert failing["problem"]
    checks = {entry["name"]: entry for entry in cli.json("doctor", code=1)["checks"]}
    assert not checks["opds-home"]["ok"]
    assert checks["ingest"]["ok"]


def test_tokens_and_saved_searches_are_kept(cli: Cli) -> None:
    """A token is shown once and never listed; a saved search is listed and removed by its number."""
    token = cli("token", "add", "script", "--admin").stdout.strip()
    assert len(token) > 40
    found_book = cli("token", "list", "--json").stdout
    assert "script" in found_book
    assert token not in found_book
    assert cli("token", "add", "script").returncode == 2
    assert cli("token", "remove", "script").returncode == 0
    assert cli("token", "remove", "script").returncode == 1
    number = cli("saved", "add", "Tales", "tale", "--author", "Ann").stdout.strip()
    (search,) = cli.json("saved", "list")["searches"]
    assert (str(search["id"]), search["query"], search["author"]) == (number, "tale", ["Ann"])
    assert cli("saved", "add", "Nothing").returncode == 2
    assert cli("saved", "remove", number).returncode == 0
    assert cli.json("saved", "list") == {"searches": []}


def test_a_password_becomes_a_hash_without_a_database(cli: Cli) -> None:
    """The hash of the password on standard input is printed; a short password is refused."""
    done = run_alcove("books", "password", env=cli.env, stdin="correct horse\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("$") == 2
    assert "horse" not in done.stdout + done.stderr
    assert run_alcove("books", "password", env=cli.env, stdin="short\n").returncode == 2


def test_help_lists_every_command(cli: Cli) -> None:
    """`alcove books` without arguments lists all commands."""
    help_text = run_alcove("books", "--help", env=cli.env).stdout
    names = ("search", "info", "get", "queue", "cancel", "sources", "doctor", "password", "token", "saved")
    assert all(name in help_text for name in names)
