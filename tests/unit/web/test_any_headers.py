"""Any bytes in the headers that a client sends."""

import asyncio
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import FileResponse
from starlette.types import Message

from alcove.foundation.realtime.web.sse import _parse_event_id
from alcove.foundation.web.access_guard import read_token
from alcove.foundation.web.compression import wants_gzip
from alcove.foundation.web.exchange import Exchange

HEADER = st.text(alphabet=st.characters(max_codepoint=255), max_size=80)
RANGE = st.text(alphabet="0123456789-,= bytes", max_size=40) | HEADER


@settings(derandomize=True, max_examples=300)
@given(scheme=st.sampled_from(["Basic ", "bearer ", "BASIC", ""]), rest=HEADER)
def test_any_authorization_is_a_token_or_none(scheme: str, rest: str) -> None:
    """A token is bytes, empty for anything that is not well-formed."""
    assert isinstance(read_token(scheme + rest), bytes)


@settings(derandomize=True, max_examples=300)
@given(st.lists(st.sampled_from(["gzip", "*", ";", "q=", "0", "1", "nan", "1e999", ",", "br", " "])) | HEADER)
def test_any_accept_encoding_is_yes_or_no(parts: list[str] | str) -> None:
    """Any Accept-Encoding header is understood or refused."""
    assert wants_gzip("".join(parts).encode("latin-1")) in (True, False)


@settings(derandomize=True, max_examples=300)
@given(st.text(max_size=40) | st.integers().map(str))
def test_any_event_id_is_a_time_or_none(text: str) -> None:
    """An event id that was not ours is no time."""
    moment = _parse_event_id(text)
    assert moment is None or moment.tzinfo is not None


@settings(derandomize=True, max_examples=300)
@given(st.binary(max_size=80))
def test_only_a_harmless_request_id_is_kept(sent: bytes) -> None:
    """The id of a request never breaks the headers of its response or a line of the log."""
    scope = {"type": "http", "headers": [(b"x-request-id", sent)], "method": "GET", "path": "/"}

    async def nothing(*_: object) -> Message:
        return {"type": "http.disconnect"}

    request_id = Exchange(scope, nothing, nothing).request_id  # type: ignore[arg-type]  # it is never called
    assert request_id.isascii()
    assert request_id.isprintable()
    assert 1 <= len(request_id) <= 64


@settings(derandomize=True, max_examples=300)
@given(RANGE)
def test_any_range_is_served_ignored_or_refused(header: str) -> None:
    """A Range header gets the file, parts of it, 400 or 416."""
    file = Path(__file__)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"range", header.encode("latin-1"))],
    }
    asyncio.run(FileResponse(file)(scope, receive, send))
    assert sent[0]["status"] in (200, 206, 400, 416)
