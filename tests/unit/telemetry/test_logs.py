"""Structured logs."""

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import REQUEST_ID, configure_logging, get_logger
from alcove.foundation.telemetry.logs import StructlogHandler, structlog


class Terminal(io.StringIO):
    """A stream whose `isatty` is True."""

    def isatty(self) -> bool:
        """Return True."""
        return True


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    structlog.reset_defaults()
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if isinstance(handler, StructlogHandler)]:
        root.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Return the JSON lines that were logged."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_lines_have_time_level_source_and_values() -> None:
    """Without a terminal every event is one JSON object with its values."""
    stream = io.StringIO()
    configure_logging(level="info", style="auto", stream=stream)
    get_logger("records").info("scraped", seller="a\nb", pages=3)
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"level": "info", "source": "records", "event": "scraped", "seller": "a\nb", "pages": 3}


def test_a_terminal_gets_lines_for_people() -> None:
    """On a terminal the same event is readable text."""
    stream = Terminal()
    configure_logging(level="info", style="auto", stream=stream)
    get_logger("records").info("scraped", pages=3)
    assert "scraped" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_events_below_the_level_are_dropped() -> None:
    """Events below the level do not appear, from Alcove or from dependencies."""
    stream = io.StringIO()
    configure_logging(level="warning", style="json", stream=stream)
    get_logger("x").info("no")
    logging.getLogger("some.library").info("no")
    get_logger("x").warning("yes")
    assert [line["event"] for line in lines(stream)] == ["yes"]


def test_dependencies_log_through_the_same_renderer_once() -> None:
    """A standard-library record becomes one line in the same format, redacted, even after several configurations."""
    stream = io.StringIO()
    for _ in range(3):
        configure_logging(level="info", style="json", stream=stream)
    logging.getLogger("some.library").warning("GET %s", "http://u:pw123@h/?token=t123")
    (line,) = lines(stream)
    assert (line["source"], line["level"]) == ("some.library", "warning")
    assert "pw123" not in line["event"]
    assert "t123" not in line["event"]


def test_dependencies_do_not_log_below_info() -> None:
    """At level debug, dependencies still log only from info on."""
    stream = io.StringIO()
    configure_logging(level="debug", style="json", stream=stream)
    logging.getLogger("some.library").debug("noise")
    get_logger("x").debug("ours")
    assert [line["event"] for line in lines(stream)] == ["ours"]


def test_exceptions_have_a_redacted_traceback() -> None:
    """The traceback is part of the line, with the password redacted."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    try:
        int("postgresql://app:pw987@db/records")
    except ValueError as error:
        get_logger("x").exception("by exception()")
        get_logger("x").warning("by exc_info", exc_info=error)
    for line in lines(stream):
        assert "Traceback (most recent call last)" in line["exception"]
        assert "ValueError: invalid literal" in line["exception"]
        assert "pw987" not in line["exception"]
    assert lines(stream)[0]["level"] == "error"


def test_secrets_are_redacted_by_name_and_type() -> None:
    """A value with a secret name, and a Secret, are redacted."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    get_logger("x").info("e", api_key="v1", headers={"Authorization": "v2"}, value=Secret("v3"), given=True)
    text = stream.getvalue()
    assert not any(secret in text for secret in ("v1", "v2", "v3"))
    assert lines(stream)[0]["given"] is True


def test_values_without_a_json_form_are_logged() -> None:
    """Invalid text, arbitrary objects and infinite numbers never lose a line."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    get_logger("x").info("one", text="\ud800")
    get_logger("x").info("two", thing=object(), number=float("inf"), huge=10**30)
    assert [line["event"] for line in lines(stream)] == ["one", "two"]


async def test_the_request_id_is_per_task() -> None:
    """Lines that are logged during a request have its id."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)

    async def handle(name: str) -> None:
        REQUEST_ID.set(name)
        for _ in range(3):
            await asyncio.sleep(0)
            get_logger("x").info(name)

    await asyncio.gather(handle("a"), handle("b"))
    get_logger("x").info("outside")
    assert all(line["request_id"] == line["event"] for line in lines(stream)[:-1])
    assert "request_id" not in lines(stream)[-1]


def test_logging_imports_neither_rich_nor_the_metrics() -> None:
    """Logging imports neither rich nor prometheus_client, and both stay importable."""
    code = (
        "import sys\n"
        "from alcove.foundation.telemetry import configure_logging, get_logger\n"
        "configure_logging(level='info', style='human')\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: get_logger('x').exception('e')\n"
        "assert not {'rich', 'prometheus_client'} & set(sys.modules)\n"
        "import rich.console\n"
        "from alcove.foundation.telemetry import REQUESTS\n"
    )
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "ZeroDivisionError" in result.stderr
