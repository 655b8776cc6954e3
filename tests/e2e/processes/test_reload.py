"""SIGHUP lets a running server read its settings again."""

import http.client
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from support.processes import AlcoveProcess
from support.until import until

Start = Callable[..., AlcoveProcess]

PAGE = "https://pages.example.org"


def write_settings(home: Path, text: str) -> None:
    """Replace the file with the settings in one step."""
    new = home / "alcove.toml.new"
    new.write_text(text)
    new.replace(home / "alcove.toml")


def is_allowed(serve: AlcoveProcess, origin: str) -> bool:
    """Return whether pages of an origin may read a response."""
    connection = http.client.HTTPConnection(serve.host, serve.port, timeout=20)
    try:
        connection.request("GET", "/health/live", headers={"Origin": origin})
        return connection.getresponse().headers.get("Access-Control-Allow-Origin") == origin
    finally:
        connection.close()


def has_refused(serve: AlcoveProcess, *, times: int) -> bool:
    """Return whether that many processes, over all signals, have kept the earlier settings."""
    return serve.output.count('"event":"settings_not_reloaded"') >= times


@contextmanager
def sending_requests(serve: AlcoveProcess) -> Iterator[list[int]]:
    """Send one request after the other while the block runs, and collect the statuses; 0 stands for a lost one."""
    statuses: list[int] = []
    end = threading.Event()

    def send() -> None:
        while not end.is_set():
            try:
                statuses.append(serve.get("/health/live")[0])
            except OSError:
                statuses.append(0)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield statuses
    finally:
        end.set()
        thread.join()


@pytest.fixture
def serve(start: Start, home: Path) -> AlcoveProcess:
    """Return a server whose settings are in a file."""
    write_settings(home, 'log_level = "warning"\ncors_origins = []\n')
    return start("serve", CORS_ORIGINS="", LOG_LEVEL="", LOG_FORMAT="json").wait_ready()


def test_new_settings_apply_without_losing_a_request(serve: AlcoveProcess, home: Path) -> None:
    """After SIGHUP pages of a new origin may read responses and more is logged; no request is lost."""
    assert not is_allowed(serve, PAGE)
    with sending_requests(serve) as statuses:
        write_settings(home, f'log_level = "info"\ncors_origins = ["{PAGE}"]\nport = 1234\n')
        serve.process.send_signal(signal.SIGHUP)
        until(lambda: is_allowed(serve, PAGE), describe=lambda: serve.output)
        until(lambda: serve.output.count('"event":"settings_reloaded"') >= 2, describe=lambda: serve.output)
    assert set(statuses) == {200}
    assert '"changed":["CORS_ORIGINS","LOG_LEVEL"]' in serve.output


def test_a_wrong_file_keeps_the_values(serve: AlcoveProcess, home: Path) -> None:
    """A file with several faults changes nothing; the log names all of them, and the next right file applies."""
    write_settings(home, f'cors_origins = ["{PAGE}"]\nlog_level = "loud"\nlog_levle = "info"\n')
    serve.process.send_signal(signal.SIGHUP)
    until(lambda: serve.output.count('"event":"settings_not_reloaded"') >= 2, describe=lambda: serve.output)
    assert "LOG_LEVEL" in serve.output
    assert "did you mean 'log_level'?" in serve.output
    assert not is_allowed(serve, PAGE)
    # What no parser takes.
    for text in ("a = " + "[" * 100_000, f"alcove_trace_share = 1{'0' * 400}\n", "\0"):
        refused = serve.output.count('"event":"settings_not_reloaded"')
        write_settings(home, text)
        serve.process.send_signal(signal.SIGHUP)
        until(partial(has_refused, serve, times=refused + 2), describe=lambda: serve.output)
    write_settings(home, f'cors_origins = ["{PAGE}"]\n')
    serve.process.send_signal(signal.SIGHUP)
    until(lambda: is_allowed(serve, PAGE), describe=lambda: serve.output)
