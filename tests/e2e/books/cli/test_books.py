"""`alcove books` as a person and as a script uses it."""

import re

from alcove.simulators.opds.publications import SimBook
from e2e.books.cli.conftest import Cli
from support.processes import run_alcove
from support.terminal import find_python_literals


def a_book(cli: Cli) -> SimBook:
    """Return a book that the catalogue has as an EPUB."""
    return cli.simulator.publications[0]


def test_a_book_is_found_and_delivered_without_a_server(cli: Cli) -> None:
    """Search finds it, info describes it, get fetches it with a worker of its own, queue and cancel know it."""
    book = a_book(cli)
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


def test_text_output(cli: Cli) -> None:
    """No command for people prints a value as Python writes it: lists have commas, times no microseconds."""
    book = a_book(cli)
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
    """Wrong usage is 2, what is not there and who does not answer is 1, a wrong setting is 4; each in one line."""
    for arguments, code, words in (
        (("search",), 2, "Say what to search for"),
        (("info", "../../etc"), 1, "not found"),
        (("cancel", "opds-home-none"), 1, "not found"),
        (("get",), 2, "ID"),
        (("get", "x", "--priority", "nine"), 2, "--priority"),
    ):
        done = cli(*arguments)
        assert done.returncode == code, done.stderr
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    wrong = cli("queue", MAX_CONCURRENT_DOWNLOADS="many")
    assert wrong.returncode == 4
    assert "MAX_CONCURRENT_DOWNLOADS" in wrong.stderr


def test_a_failed_download_is_reported(cli: Cli) -> None:
    """A file that is an HTML page fails with words for a person, exit 1, and nothing in the library's folder."""
    book = a_book(cli)
    found_book = next(entry for entry in cli.json("search", book.title)["books"] if entry["title"] == book.title)
    cli.faults.only = "/files"
    cli.faults.next["html"] = 1000
    (got,) = cli.json("get", found_book["id"], code=1, MAX_RETRY="1")["books"]
    assert got["status"] == "error"
    assert got["status_message"]
    assert not list(cli.ingest.iterdir())


def test_sources_and_doctor_report_failing_sources(cli: Cli) -> None:
    """All is well with exit 0; a catalogue that fails is named, with exit 1."""
    (working,) = cli.json("sources")["sources"]
    assert (working["name"], working["problem"]) == ("opds-home", "")
    assert cli.json("doctor")["healthy"]
    cli.faults.next["error"] = 1000
    (failing,) = cli.json("sources", code=1)["sources"]
    assert failing["problem"]
    checks = {entry["name"]: entry for entry in cli.json("doctor", code=1)["checks"]}
    assert not checks["opds-home"]["ok"]
    assert checks["ingest"]["ok"]


def test_tokens_and_saved_searches_are_kept(cli: Cli) -> None:
    """A token is shown once and listed without itself; a saved search is listed and removed by its number."""
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
    """The hash of what standard input says is printed, the password is not; a short one is refused."""
    done = run_alcove("books", "password", env=cli.env, stdin="correct horse\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("$") == 2
    assert "horse" not in done.stdout + done.stderr
    assert run_alcove("books", "password", env=cli.env, stdin="short\n").returncode == 2


def test_help_lists_every_command(cli: Cli) -> None:
    """`alcove books` alone prints what there is."""
    help_text = run_alcove("books", "--help", env=cli.env).stdout
    names = ("search", "info", "get", "queue", "cancel", "sources", "doctor", "password", "token", "saved")
    assert all(name in help_text for name in names)
