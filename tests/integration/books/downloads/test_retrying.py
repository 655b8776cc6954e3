"""Transfers that break, are refused, or return something other than a book."""

import asyncio
import hashlib
import itertools
from typing import Any

import pytest

from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.fetch import Timeouts
from integration.books.downloads.file_server import CHUNK_SIZE
from integration.books.downloads.world import World
from integration.fetch.scripted_server import http_response
from support import ebooks

BOOK = ebooks.epub(size=400_000)


def error_response(status: int, **headers: str) -> bytes:
    """Return a response that is not the book."""
    return http_response(status, b"later", **headers)


async def test_a_broken_transfer_resumes(world: World) -> None:
    """Each attempt requests the missing bytes; attempts that made progress do not count towards the limit."""
    world.file_server.put("st-1.epub", BOOK, break_after=[100_000, 70_000, 80_000, 100_000])
    row = await world.fetch()
    assert row["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]
    assert world.file_server.ranges("st-1.epub") == [
        "",
        "bytes=100000-",
        "bytes=170000-",
        "bytes=250000-",
        "bytes=350000-",
    ]
    assert {request.headers.get("if-range") for request in world.file_server.requests("st-1.epub")[1:]} == {'"one"'}
    assert world.file_server.sent["st-1.epub"] == len(BOOK)


async def test_last_modified_replaces_a_missing_etag(world: World) -> None:
    """Without a strong ETag, Last-Modified identifies the file."""
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    world.file_server.put("st-1.epub", BOOK, etag='W/"weak"', modified=date, break_after=[100_000])
    assert (await world.fetch())["state"] == "complete"
    assert world.file_server.requests("st-1.epub")[1].headers["if-range"] == date
    assert world.file_server.ranges("st-1.epub") == ["", "bytes=100000-"]


@pytest.mark.parametrize("options", [{"etag": ""}, {"ranges": False}])
async def test_without_ranges_or_validators_the_transfer_restarts(world: World, options: dict[str, Any]) -> None:
    """Without range support or a validator, the whole file is requested again."""
    world.file_server.put("st-1.epub", BOOK, break_after=[100_000], **options)
    assert (await world.fetch())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]
    assert world.file_server.sent["st-1.epub"] == len(BOOK) + 100_000


async def test_a_changed_file_restarts_the_transfer(world: World) -> None:
    """When the file has changed between attempts, the result contains no bytes of the old one."""
    file = world.file_server.put("st-1.epub", BOOK, break_after=[100_000])
    other = ebooks.epub("Other", size=300_000, seed=2)

    async def change() -> None:
        async with asyncio.timeout(60):
            while not world.file_server.sent.get("st-1.epub", 0) >= 100_000:  # noqa: ASYNC110 - the server sends
                await asyncio.sleep(0.001)
        file.content, file.etag = other, '"two"'

    world.settings(default_sleep=0.2)
    changing = asyncio.create_task(change())
    assert (await world.fetch())["state"] == "complete"
    await changing
    assert list(world.library_files().values()) == [other]


@pytest.mark.parametrize(
    "wrong",
    [
        b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-99/400000\r\nContent-Length: 100\r\n\r\n" + bytes(100),
        b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 100000-100099/999\r\nContent-Length: 100\r\n\r\n"
        + bytes(100),
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 100\r\n\r\n" + bytes(100),
        b'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 100000-100099/400000\r\nETag: "two"\r\n'
        b"Content-Length: 100\r\n\r\n" + bytes(100),
        http_response(416, b"", Content_Range="bytes */5"),
        http_response(416, b""),
    ],
)  # fmt: skip
async def test_a_wrong_range_is_discarded(world: World, wrong: bytes) -> None:
    """A range with another start, file or length, or an unreadable one, restarts the transfer."""
    file = world.file_server.put("st-1.epub", BOOK, break_after=[100_000])
    world.settings(default_sleep=0.1)
    async with world.fetch_in_background():
        async with asyncio.timeout(60):
            while world.file_server.sent.get("st-1.epub", 0) < 100_000:  # noqa: ASYNC110 - the server sends
                await asyncio.sleep(0.001)
        file.faults.append(wrong)
        assert (await world.wait_until_ended())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]
    assert world.file_server.ranges("st-1.epub") == ["", "bytes=100000-", ""]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_temporary_errors_are_retried(world: World, status: int) -> None:
    """Temporary errors of the server are retried."""
    world.file_server.put("st-1.epub", BOOK, faults=[error_response(status), error_response(status)])
    assert (await world.fetch())["state"] == "complete"
    assert len(world.file_server.requests("st-1.epub")) == 3


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "127.0.0.1 does not give the book (status 400)."),
        (401, "The book needs a loan or login."),
        (403, "The book needs a loan or login."),
        (404, "The source no longer has the book."),
        (410, "The source no longer has the book."),
        (204, "127.0.0.1 does not give the book (status 204)."),
    ],
)
async def test_permanent_errors_are_not_retried(world: World, status: int, message: str) -> None:
    """A permanent error fails the download after one request, with a message for users."""
    world.file_server.put("st-1.epub", BOOK, faults=[http_response(status, b"")])
    row = await world.fetch()
    assert (row["state"], row["message"]) == ("error", message)
    assert len(world.file_server.requests("st-1.epub")) == 1
    assert world.library_files() == {}
    await world.wait_until_clean()


async def test_attempts_are_limited(world: World) -> None:
    """After the maximum number of attempts the download fails with the reason, and says when it is tried again."""
    world.file_server.put("st-1.epub", BOOK, faults=[error_response(503)] * 9)
    world.settings(max_retry=2)
    row = await world.fetch()
    assert row["state"] == "error"
    assert row["message"].startswith("127.0.0.1 cannot answer now (status 503). Next try at ")
    assert len(world.file_server.requests("st-1.epub")) == 2


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_respected(world: World, status: int) -> None:
    """Retry-After is respected and shown in the message."""
    world.file_server.put("st-1.epub", BOOK, faults=[error_response(status, Retry_After="1")])
    async with world.fetch_in_background():
        row = await world.until(lambda row: row["message"])
        assert row["message"] == "The source asks to wait for 1 s"
        assert (await world.wait_until_ended())["state"] == "complete"
    first, second = world.file_server.requests("st-1.epub")
    assert second.at - first.at >= 0.95


async def test_delays_grow(world: World) -> None:
    """Each delay is about twice the previous one, with jitter."""
    world.file_server.put("st-1.epub", BOOK, faults=[error_response(503)] * 3)
    world.settings(default_sleep=0.1, max_retry=4)
    assert (await world.fetch())["state"] == "complete"
    times = [request.at for request in world.file_server.requests("st-1.epub")]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert [delay <= pause <= delay * 1.25 + 0.3 for delay, pause in zip((0.1, 0.2, 0.4), pauses, strict=True)] == [
        True, True, True,
    ]  # fmt: skip


async def test_the_next_location_is_tried(world: World) -> None:
    """When a location fails, the next one is tried; the first valid file is used."""
    locations = [
        world.source.location("gone"),
        world.source.location("page"),
        world.source.location("wrong", md5=hashlib.md5(b"other").hexdigest()),  # noqa: S324 - as sources give it
        world.source.location("st-1.epub"),
        world.source.location("never"),
    ]
    world.source.locations["st-1.epub"] = locations
    world.file_server.put("page", b"<!DOCTYPE html><title>Sign in</title>" + bytes(3000), media_type="text/html")
    world.file_server.put("wrong", ebooks.epub("Wrong"))
    world.file_server.put("st-1.epub", BOOK)
    assert (await world.fetch())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]
    assert [request.target for request in world.file_server.server.requests] == [
        "/gone",
        "/page",
        "/wrong",
        "/st-1.epub",
    ]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
async def test_checksums(world: World, name: str) -> None:
    """A file with the right digest is accepted, also after a broken transfer; a wrong digest fails."""
    world.file_server.put("st-1.epub", BOOK, break_after=[100_000])
    right = hashlib.new(name, BOOK, usedforsecurity=False).hexdigest()
    world.source.locations["st-1.epub"] = [world.source.location("st-1.epub", **{name: right.upper()})]
    assert (await world.fetch())["state"] == "complete"
    wrong = "0" + right[1:] if right[0] != "0" else "1" + right[1:]
    world.source.locations["st-2.epub"] = [world.source.location("st-1.epub", **{name: wrong})]
    row = await world.fetch("st-2.epub")
    assert (row["state"], row["message"]) == ("error", "The file's checksum is wrong.")
    assert len(world.library_files()) == 1
    await world.wait_until_clean()


async def test_an_empty_file_is_requested_again(world: World) -> None:
    """A response of 200 without content is no book and no answer either: the book arrives with the next try."""
    world.file_server.put("st-1.epub", BOOK, faults=[http_response(200, b""), http_response(200, b"")])
    assert (await world.fetch())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]


async def test_a_file_that_stays_empty_waits(world: World) -> None:
    """A source that sends nothing again and again is named, and the book is tried again later."""
    world.file_server.put("st-1.epub", b"")
    row = await world.fetch()
    assert row["state"] == "error"
    assert row["message"].startswith("127.0.0.1 sent an empty file. Next try at ")
    assert world.library_files() == {}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "application/epub+zip"),
        (b'{"error": "not found"}', "application/json"),
        (ebooks.pdf(), "application/epub+zip"),
        (BOOK[:200_000], "application/epub+zip"),
    ],
)
async def test_invalid_files_are_not_delivered(world: World, content: bytes, media_type: str) -> None:
    """Web pages, JSON messages, other files and truncated archives fail, and the library stays empty."""
    world.file_server.put("st-1.epub", content, media_type=media_type)
    row = await world.fetch()
    assert row["state"] == "error"
    assert row["message"].startswith("Not a book file")
    assert world.library_files() == {}
    await world.wait_until_clean()


async def test_small_files_are_accepted(world: World) -> None:
    """There is no minimum size."""
    world.file_server.put("st-1.epub", ebooks.epub())
    assert (await world.fetch())["state"] == "complete"


async def test_an_unknown_format_is_detected(world: World) -> None:
    """Without a declared format, the content decides the format and the file's extension."""
    world.source.locations["st-1"] = [world.source.location("st-1", format="")]
    world.file_server.put("st-1", ebooks.pdf())
    row = await world.fetch("st-1", format="")
    assert (row["state"], row["format"]) == ("complete", "pdf")
    assert list(world.library_files()) == ["An Author - A Title (1900).pdf"]


@pytest.mark.parametrize("options", [{}, {"length": False}])
async def test_too_large_files_fail(world: World, options: dict[str, Any]) -> None:
    """A file over the size limit fails, with and without a declared length."""
    world.file_server.put("st-1.epub", ebooks.epub(size=20_000_000), **options)
    world.settings(max_file_size_mb=1)
    row = await world.fetch()
    assert (row["state"], row["message"]) == ("error", "The file is larger than 1 MB.")
    assert world.file_server.sent.get("st-1.epub", 0) < 20_000_000
    await world.wait_until_clean()


async def test_an_unknown_length_is_accepted(world: World) -> None:
    """Without a length the progress stays 0, the message shows the bytes, and the whole file is delivered."""
    file = world.file_server.put("st-1.epub", BOOK, length=False, speed=100_000)
    async with world.fetch_in_background():
        row = await world.until(lambda row: (row["message"] or "").endswith("KB so far"))
        file.speed = None
        assert row["progress"] == 0
    assert (await world.row())["state"] == "complete"
    assert list(world.library_files().values()) == [BOOK]


async def test_a_stalled_response_is_retried(world: World) -> None:
    """When no bytes arrive for a while, the received ones are kept and the rest is requested."""
    file = world.file_server.put("st-1.epub", BOOK, stalls=True)
    world.timeouts = Timeouts(read=0.3)
    async with world.fetch_in_background():
        async with asyncio.timeout(60):
            while not world.file_server.sent:  # noqa: ASYNC110 - the server sends
                await asyncio.sleep(0.001)
        file.stalls = False
    assert (await world.row())["state"] == "complete"
    assert world.file_server.ranges("st-1.epub") == ["", f"bytes={CHUNK_SIZE}-"]


async def test_a_download_times_out(world: World) -> None:
    """A download over its time limit fails with a timeout message, and is tried again later."""
    file = world.file_server.put("st-1.epub", BOOK, stalls=True)
    world.preferences.settings["download_timeout"] = 1
    row = await world.fetch()
    assert row["state"] == "error"
    assert row["message"].startswith("The download timed out after 1 s. Next try at ")
    assert world.library_files() == {}
    file.stalls = False
    await world.retry_now()
    assert (await world.row())["state"] == "complete"


async def test_a_failing_source(world: World) -> None:
    """A source that fails to resolve fails the download with its reason; no location gives a message of its own."""
    world.source.locations["st-1.epub"] = SourceUnavailable("closed for today")
    row = await world.fetch()
    assert row["state"] == "error"
    assert row["message"].startswith("The File Server: closed for today. Next try at ")
    assert len(world.source.resolved) == 3
    world.source.locations["st-2.epub"] = []
    assert (await world.fetch("st-2.epub"))["message"] == "The source no longer has the book."
    assert (await world.fetch("st-3.epub", source="nobody"))["message"].startswith("The catalogue nobody is no longer")


async def test_private_addresses_are_refused(world: World) -> None:
    """A location or redirect to a private network is refused unless it is allowed."""
    world.file_server.put("st-1.epub", BOOK)
    world.source.locations["st-1.epub"] = [world.source.location("st-1.epub", allow_private=False)]
    row = await world.fetch()
    port = world.file_server.base.rpartition(":")[2]
    allow = f"add 127.0.0.1 or 127.0.0.1:{port} to ALCOVE_ALLOW_PRIVATE_HOSTS."
    assert (row["state"], row["message"]) == ("error", f"127.0.0.1 has a private address; to allow it, {allow}")
    assert world.file_server.server.requests == []
    world.file_server.put("st-2.epub", BOOK, faults=[http_response(302, b"", Location="http://169.254.169.254/latest")])
    row = await world.fetch("st-2.epub")
    reason = "127.0.0.1 redirects, and 169.254.169.254 has a private address; to allow it, add 169.254.169.254 or"
    assert (row["state"], row["retry_at"]) == ("error", None)
    assert row["message"] == f"{reason} 169.254.169.254:80 to ALCOVE_ALLOW_PRIVATE_HOSTS."
    assert [request.target for request in world.file_server.server.requests] == ["/st-2.epub"]


async def test_redirects_are_followed(world: World) -> None:
    """A file behind a redirect is downloaded, and resumed over the redirect."""
    world.file_server.put("real", BOOK, break_after=[100_000])
    redirect = http_response(302, b"", Location="/real")
    world.file_server.put("st-1.epub", BOOK, faults=[redirect, redirect])
    assert (await world.fetch())["state"] == "complete"
    assert world.file_server.ranges("real") == ["", "bytes=100000-"]
