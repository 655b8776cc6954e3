"""Large downloads: constant memory and throttled progress."""

import asyncio
import random
import tracemalloc

from alcove.apps.books.queue import service as queueing
from integration.books.downloads.file_server import CHUNK_SIZE
from integration.books.downloads.world import World
from integration.fetch.scripted_server import ReceivedRequest, serve_responder
from support import ebooks

SIZE = 48 * 1024 * 1024


async def test_a_large_book_needs_little_memory(world: World) -> None:
    """A download of 48 MB needs only a few MB of memory."""
    book = ebooks.epub(size=200_000)
    head, tail = book[:100_000], book[100_000:]

    async def respond(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        length = len(book) + SIZE
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode())
        writer.write(head)
        for _ in range(SIZE // CHUNK_SIZE):
            writer.write(bytes(CHUNK_SIZE))
            await writer.drain()
        writer.write(tail)

    async with serve_responder(respond) as server:
        world.source.locations["warm"] = [world.source.location("warm")]
        world.source.locations["st-1.epub"] = [world.source.location("x", url=f"{server.base}/x", format="xyz")]
        await world.fetch("warm")
        tracemalloc.start()
        row = await world.fetch(format="xyz")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert row["state"] == "complete"
    assert peak < 10 << 20
    assert len(world.library_files()["An Author - A Title (1900).xyz"]) == len(book) + SIZE


async def test_progress_reports_are_throttled(world: World) -> None:
    """Progress is reported at the start, once per interval and at the end; it never decreases."""
    world.file_server.put("st-1.epub", ebooks.epub(size=600_000), speed=400_000)
    world.settings(download_progress_update_interval=0.3)
    async with world.pg_listener.subscribe(queueing.CHANNEL) as payloads:
        assert (await world.fetch())["state"] == "complete"
        received = [payloads.get_nowait() for _ in range(payloads.qsize())]
    progress = [float(payload.split()[2]) for payload in received if payload.startswith("progress st-1.epub ")]
    assert progress == sorted(progress)
    assert 4 <= len(progress) <= 16
    assert progress[-1] == 100
    assert received.count("") >= 4


async def test_the_steps_of_a_book(world: World) -> None:
    """A download is resolving, downloading, processing at 100 and complete, in this order."""
    script = world.data_dir / "slow.sh"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nsleep 0.3\n")
    script.chmod(0o755)
    world.settings(custom_script=script)
    rng = random.Random(1)  # noqa: S311 - seeded
    world.file_server.put("st-1.epub", ebooks.epub(size=200_000, seed=rng.randrange(99)), speed=400_000)
    observed: list[tuple[str, str | None]] = []
    async with world.fetch_in_background() as running:
        while not running.done():
            row = await world.row()
            if not observed or observed[-1] != (row["state"], row["message"]):
                observed.append((row["state"], row["message"]))
            await asyncio.sleep(0.005)
    if observed[0] == ("queued", None):
        observed.pop(0)
    assert [step for step in observed if step != ("complete", None)] == [
        ("resolving", None),
        ("downloading", "Downloading"),
        ("downloading", "Processing"),
    ]
