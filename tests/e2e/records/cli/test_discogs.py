"""Stats, the connection test and sign-in from the command line."""

import json
import re
import stat
import subprocess
import urllib.parse
from pathlib import Path

from e2e.records.cli.conftest import Cli
from support.processes import DIRECT, PYTHON
from support.until import until

CONSUMER = {
    "DISCOGS_USER_TOKEN": "",
    "DISCOGS_CONSUMER_KEY": "simulator-key",
    "DISCOGS_CONSUMER_SECRET": "simulator-secret",
}


def authorize(address: str) -> str:
    """Confirm the page at an address, as the owner does in a browser, and return its verifier."""
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["oauth_token"][0]
    form = urllib.parse.urlencode({"oauth_token": token, "answer": "authorize"}).encode()
    with DIRECT.open(address, data=form, timeout=10) as response:
        match = re.search(r'<code id="verifier">(\w+)</code>', response.read().decode())
    assert match
    return match[1]


def test_stats_are_for_scripts_and_for_people(cli: Cli) -> None:
    """Stored rows and request counts, for scripts and for people, with and without credentials."""
    stats = cli.json("stats")
    assert stats == {
        "total_listings": 0, "total_records": 0, "total_sellers": 0, "current_requests": 0, "current_sleep_time": "0s",
        "rates": None,
    }  # fmt: skip
    words = cli("stats", DISCOGS_USER_TOKEN="")
    assert words.returncode == 0
    assert words.stdout.startswith("offers: 0\nrecords: 0\nsellers: 0\n")


def test_the_connection_is_tested(cli: Cli) -> None:
    """The account is shown; without credentials or with wrong ones the exit code is 4."""
    assert cli.json("test") == {"success": True, "username": "collector"}
    assert cli.json("stats")["current_requests"] == 1
    assert cli("test", DISCOGS_USER_TOKEN="").returncode == 4
    assert cli("test", DISCOGS_USER_TOKEN="wrong").returncode == 4


def test_signing_in_in_two_commands(cli: Cli, tmp_path: Path) -> None:
    """First the address, later the verifier: the token is stored privately and used afterwards."""
    first = cli("auth", "--json", **CONSUMER)
    assert first.returncode == 0, first.stderr
    verifier = authorize(json.loads(first.stdout)["authorize_url"])
    assert cli("auth", "--verifier", "wrong", **CONSUMER).returncode == 4
    result = cli("auth", "--verifier", verifier, "--json", **CONSUMER)
    assert result.returncode == 0, result.stderr
    token_file = tmp_path / "data" / "discogs_token.json"
    assert json.loads(result.stdout) == {"token_file": str(token_file), "username": "collector"}
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    token = json.loads(token_file.read_text())
    assert set(token) == {"token", "secret"}
    assert token["secret"] not in result.stdout + result.stderr
    assert cli("test", **CONSUMER).stdout == "connected to Discogs as collector\n"
    assert not list((tmp_path / "data").glob("*.pending"))
    second = cli("auth", "--verifier", verifier, **CONSUMER)
    assert second.returncode == 4
    assert "No sign-in is under way" in second.stderr


def test_signing_in_at_a_terminal(cli: Cli, tmp_path: Path) -> None:
    """The command waits for the verifier on its standard input."""
    log = tmp_path / "said.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*PYTHON, "-m", "alcove", "records", "auth"], env={**cli.env, **CONSUMER}, cwd=tmp_path,
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    until(lambda: "oauth_token=" in log.read_text() and log.read_text().endswith("\n\n"), describe=log.read_text)
    match = re.search(r"http\S+", log.read_text())
    assert match
    process.communicate(authorize(match[0]) + "\n", timeout=30)
    assert process.returncode == 0, log.read_text()
    assert "signed in as collector" in log.read_text()


def test_signing_in_needs_an_application(cli: Cli) -> None:
    """Without consumer key and secret the error says where to get them; an empty verifier is wrong usage."""
    result = cli("auth")
    assert result.returncode == 4
    assert "DISCOGS_CONSUMER_KEY" in result.stderr
    assert cli("auth", "--verifier", " ", **CONSUMER).returncode == 2


def test_without_a_verifier_the_next_step_is_printed(cli: Cli) -> None:
    """With empty standard input the address and the next command are printed."""
    result = cli("auth", **CONSUMER)
    assert result.returncode == 0
    assert "/oauth/authorize?oauth_token=" in result.stdout
    assert "--verifier" in result.stderr
