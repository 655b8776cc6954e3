"""Transfers that break, are refused, or give something else than a book."""

import asyncio
import hashlib
import itertools
from typing import Any

import pytest

from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.fetch import Timeouts
from integration.books.fetching.shelf import PIECE
from integration.books.fetching.world import World
from integration.fetch.scripted_server import http_response
from support import ebooks

BOOK = ebooks.epub(size=400_000)


def later(status: int, **headers: str) -> bytes:
    """Return an answer that is not the book."""
    return http_response(status, b"later", **headers)


async def test_a_broken_transfer_goes_on_where_it_stopped(world: World) -> None:
    """Each try asks for the missing bytes of the same file; tries that brought much do not count."""
    world.shelf.put("st-1.epub", BOOK, break_after=[100_000, 70_000, 80_000, 100_000])
    row = await world.fetched()
    assert row["state"] == "complete"
    assert list(world.delivered().values()) == [BOOK]
    assert world.shelf.ranges("st-1.epub") == ["", "bytes=100000-", "bytes=170000-", "bytes=250000-", "bytes=350000-"]
    assert {seen.headers.get("if-range") for seen in world.shelf.asked("st-1.epub")[1:]} == {'"one"'}
    assert world.shelf.sent["st-1.epub"] == len(BOOK)


async def test_the_date_of_a_file_does_for_its_etag(world: World) -> None:
    """Without a strong ETag the date tells which file is meant."""
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    world.shelf.put("st-1.epub", BOOK, etag='W/"weak"', modified=date, break_after=[100_000])
    assert (await world.fetched())["state"] == "complete"
    assert world.shelf.asked("st-1.epub")[1].headers["if-range"] == date
    assert world.shelf.ranges("st-1.epub") == ["", "bytes=100000-"]


@pytest.mark.parametrize("terms", [{"etag": ""}, {"ranges": False}])
async def test_without_ranges_or_validators_it_begins_again(world: World, terms: dict[str, Any]) -> None:
    """A server that cannot go on, or cannot say which file it has, is asked for the whole file again."""
    world.shelf.put("st-1.epub", BOOK, break_after=[100_000], **terms)
    assert (await world.fetched())["state"] == "complete"
    assert list(world.delivered().values()) == [BOOK]
    assert world.shelf.sent["st-1.epub"] == len(BOOK) + 100_000


async def test_a_file_that_changed_begins_again(world: World) -> None:
    """When the source has another file by then, nothing of the first one is in the result."""
    file = world.shelf.put("st-1.epub", BOOK, break_after=[100_000])
    other = ebooks.epub("Other", size=300_000, seed=2)

    async def change() -> None:
        async with asyncio.timeout(60):
            while not world.shelf.sent.get("st-1.epub", 0) >= 100_000:  # noqa: ASYNC110 - the server sends
                await asyncio.sleep(0.001)
        file.content, file.etag = other, '"two"'

    world.settings(default_sleep=0.2)
    changing = asyncio.create_task(change())
    assert (await world.fetched())["state"] == "complete"
    await changing
    assert list(world.delivered().values()) == [other]


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
async def test_a_wrong_range_is_never_used(world: World, wrong: bytes) -> None:
    """A part that begins elsewhere, is of another file or length, or cannot be told, makes the transfer begin again."""
    file = world.shelf.put("st-1.epub", BOOK, break_after=[100_000])
    world.settings(default_sleep=0.1)
    async with world.fetching():
        async with asyncio.timeout(60):
            while world.shelf.sent.get("st-1.epub", 0) < 100_000:  # noqa: ASYNC110 - the server sends
                await asyncio.sleep(0.001)
        file.faults.append(wrong)
        assert (await world.ended())["state"] == "complete"
    assert list(world.delivered().values()) == [BOOK]
    assert world.shelf.ranges("st-1.epub") == ["", "bytes=100000-", ""]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again(world: World, status: int) -> None:
    """A server that cannot answer now is asked again."""
    world.shelf.put("st-1.epub", BOOK, faults=[later(status), later(status)])
    assert (await world.fetched())["state"] == "complete"
    assert len(world.shelf.asked("st-1.epub")) == 3


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "127.0.0.1 does not give the book (status 400)."),
        (401, "The book needs a loan or login."),
        (403, "The book needs a loan or login."),
        (404, "The book is gone at the source."),
        (410, "The book is gone at the source."),
        (204, "127.0.0.1 does not give the book (status 204)."),
    ],
)
async def test_what_will_not_pass_is_not_tried_again(world: World, status: int, message: str) -> None:
    """A refusal ends in an error that a reader understands, after one request."""
    world.shelf.put("st-1.epub", BOOK, faults=[http_response(status, b"")])
    row = await world.fetched()
    assert (row["state"], row["message"]) == ("error", message)
    assert len(world.shelf.asked("st-1.epub")) == 1
    assert world.delivered() == {}
    await world.settled()


async def test_tries_are_bounded(world: World) -> None:
    """After so many tries the book fails, and says why."""
    world.shelf.put("st-1.epub", BOOK, faults=[later(503)] * 9)
    world.settings(max_retry=2)
    row = await world.fetched()
    assert (row["state"], row["message"]) == ("error", "127.0.0.1 cannot answer now (status 503).")
    assert len(world.shelf.asked("st-1.epub")) == 2


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_asks_to_wait_is_left_alone(world: World, status: int) -> None:
    """Retry-After is obeyed, and told to the reader."""
    world.shelf.put("st-1.epub", BOOK, faults=[later(status, Retry_After="1")])
    async with world.fetching():
        row = await world.until(lambda row: row["message"])
        assert row["message"] == "The source asks to wait for 1 s"
        assert (await world.ended())["state"] == "complete"
    first, second = world.shelf.asked("st-1.epub")
    assert second.at - first.at >= 0.95


async def test_pauses_grow(world: World) -> None:
    """Each further try waits twice as long as the one before, and a little more or less."""
    world.shelf.put("st-1.epub", BOOK, faults=[later(503)] * 3)
    world.settings(default_sleep=0.1, max_retry=4)
    assert (await world.fetched())["state"] == "complete"
    times = [seen.at for seen in world.shelf.asked("st-1.epub")]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert [least <= pause <= least * 1.25 + 0.3 for least, pause in zip((0.1, 0.2, 0.4), pauses, strict=True)] == [
        True, True, True,
    ]  # fmt: skip


async def test_the_next_location_is_tried(world: World) -> None:
    """When a location has no book, the next one is asked; the first good file wins."""
    locations = [
        world.stall.location("gone"),
        world.stall.location("page"),
        world.stall.location("wrong", md5=hashlib.md5(b"other").hexdigest()),  # noqa: S324 - as sources give it
        world.stall.location("st-1.epub"),
        world.stall.location("never"),
    ]
    world.stall.locations["st-1.epub"] = locations
    world.shelf.put("page", b"<!DOCTYPE html><title>Sign in</title>" + bytes(3000), media_type="text/html")
    world.shelf.put("wrong", ebooks.epub("Wrong"))
    world.shelf.put("st-1.epub", BOOK)
    assert (await world.fetched())["state"] == "complete"
    assert list(world.delivered().values()) == [BOOK]
    assert [seen.target for seen in world.shelf.server.seen] == ["/gone", "/page", "/wrong", "/st-1.epub"]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
async def test_checksums(world: World, name: str) -> None:
    """A file passes with its right digest, over a broken transfer too, and fails with another."""
    world.shelf.put("st-1.epub", BOOK, break_after=[100_000])
    right = hashlib.new(name, BOOK, usedforsecurity=False).hexdigest()
    world.stall.locations["st-1.epub"] = [world.stall.location("st-1.epub", **{name: right.upper()})]
    assert (await world.fetched())["state"] == "complete"
    wrong = "0" + right[1:] if right[0] != "0" else "1" + right[1:]
    world.stall.locations["st-2.epub"] = [world.stall.location("st-1.epub", **{name: wrong})]
    row = await world.fetched("st-2.epub")
    assert (row["state"], row["message"]) == ("error", "The file's checksum is wrong.")
    assert len(world.delivered()) == 1
    await world.settled()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "application/epub+zip"),
        (b'{"error": "not found"}', "application/json"),
        (b"", "application/epub+zip"),
        (ebooks.pdf(), "application/epub+zip"),
        (BOOK[:200_000], "application/epub+zip"),
    ],
)
async def test_what_is_no_book_is_not_delivered(world: World, content: bytes, media_type: str) -> None:
    """Pages, messages, other files and cut archives end in an error; nothing reaches the library."""
    world.shelf.put("st-1.epub", content, media_type=media_type)
    row = await world.fetched()
    assert row["state"] == "error"
    assert row["message"].startswith(("Not a book file", "The file is empty"))
    assert world.delivered() == {}
    await world.settled()


async def test_small_books_are_books(world: World) -> None:
    """There is no least size."""
    world.shelf.put("st-1.epub", ebooks.epub())
    assert (await world.fetched())["state"] == "complete"


async def test_the_format_is_found_when_nobody_knows_it(world: World) -> None:
    """Without any word about the format the bytes decide, and name the file."""
    world.stall.locations["st-1"] = [world.stall.location("st-1", format="")]
    world.shelf.put("st-1", ebooks.pdf())
    row = await world.fetched("st-1", format="")
    assert (row["state"], row["format"]) == ("complete", "pdf")
    assert list(world.delivered()) == ["An Author - A Title (1900).pdf"]


@pytest.mark.parametrize("terms", [{}, {"length": False}])
async def test_files_that_are_too_large_are_refused(world: World, terms: dict[str, Any]) -> None:
    """More than the limit is not loaded, whether the server says so before or not."""
    world.shelf.put("st-1.epub", ebooks.epub(size=20_000_000), **terms)
    world.settings(max_file_size_mb=1)
    row = await world.fetched()
    assert (row["state"], row["message"]) == ("error", "The file is larger than 1 MB.")
    assert world.shelf.sent.get("st-1.epub", 0) < 20_000_000
    await world.settled()


async def test_an_unknown_length_is_no_trouble(world: World) -> None:
    """Without a length the progress stays 0 and the message tells the bytes; the whole file arrives."""
    file = world.shelf.put("st-1.epub", BOOK, length=False, speed=100_000)
    async with world.fetching():
        row = await world.until(lambda row: (row["message"] or "").endswith("KB so far"))
        file.speed = None
        assert row["progress"] == 0
    assert (await world.row())["state"] == "complete"
    assert list(world.delivered().values()) == [BOOK]


async def test_a_server_that_falls_silent_is_asked_again(world: World) -> None:
    """When no bytes come for a while, what has come is kept and the rest is asked for."""
    file = world.shelf.put("st-1.epub", BOOK, hang=True)
    world.timeouts = Timeouts(read=0.3)
    async with world.fetching():
        async with asyncio.timeout(60):
            while not world.shelf.sent:  # noqa: ASYNC110 - the server sends
                await asyncio.sleep(0.001)
        file.hang = False
    assert (await world.row())["state"] == "complete"
    assert world.shelf.ranges("st-1.epub") == ["", f"bytes={PIECE}-"]


async def test_a_book_must_come_in_time(world: World) -> None:
    """A transfer that takes longer than a whole book may ends in an error that says so."""
    world.shelf.put("st-1.epub", BOOK, hang=True)
    world.preferences.settings["download_timeout"] = 1
    row = await world.fetched()
    assert (row["state"], row["message"]) == ("error", "Timed out: the book was not here after 1 s.")
    assert world.delivered() == {}
    await world.settled()


async def test_a_source_that_does_not_answer(world: World) -> None:
    """A source that cannot say where the file is ends in its reason; one that has none, in that."""
    world.stall.locations["st-1.epub"] = SourceUnavailable("closed for today")
    row = await world.fetched()
    assert (row["state"], row["message"]) == ("error", "The Stall: closed for today")
    assert len(world.stall.resolved) == 3
    world.stall.locations["st-2.epub"] = []
    assert (await world.fetched("st-2.epub"))["message"] == "The book is gone at the source."
    assert (await world.fetched("st-3.epub", source="nobody"))["message"].startswith("The catalogue nobody is not set")


async def test_private_addresses_are_refused(world: World) -> None:
    """A location or redirect into a private network is not followed unless the owner allowed it."""
    world.shelf.put("st-1.epub", BOOK)
    world.stall.locations["st-1.epub"] = [world.stall.location("st-1.epub", allow_private=False)]
    row = await world.fetched()
    assert (row["state"], row["message"]) == ("error", "127.0.0.1 cannot be asked for the book.")
    assert world.shelf.server.seen == []
    world.shelf.put("st-2.epub", BOOK, faults=[http_response(302, b"", Location="http://169.254.169.254/latest")])
    assert (await world.fetched("st-2.epub"))["state"] == "error"
    assert [seen.target for seen in world.shelf.server.seen] == ["/st-2.epub"]


async def test_redirects_are_followed(world: World) -> None:
    """A file that moved is found, and gone on with over the redirect."""
    world.shelf.put("real", BOOK, break_after=[100_000])
    hop = http_response(302, b"", Location="/real")
    world.shelf.put("st-1.epub", BOOK, faults=[hop, hop])
    assert (await world.fetched())["state"] == "complete"
    assert world.shelf.ranges("real") == ["", "bytes=100000-"]
