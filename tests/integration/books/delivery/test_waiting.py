"""Downloads that wait because a folder cannot be used: they say why, and are delivered by themselves when it can."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from alcove.apps.books.facade import build_probes
from alcove.foundation.telemetry import ComponentHealth, run_probes
from fixtures.books.app_with_sources import make_books_app
from fixtures.books.served_app import make_books_deps
from integration.books.delivery.conftest import Disk
from integration.books.downloads.world import Row, World
from support import ebooks
from support.http_client import http_client
from support.servers import serve_async

BOOK = ebooks.epub(size=200_000)
SMALL = ebooks.epub(size=20_000, seed=2)
NAME = "An Author - A Title (1900).epub"
NOTE = "The book waits, and is delivered when this has been corrected."


def environ(world: World) -> dict[str, str]:
    """Return the folders of the world as settings of a server."""
    return {"INGEST_DIR": str(world.library), "TMP_DIR": str(world.staging)}


@asynccontextmanager
async def serve_app(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve the books app on the queue and the folders of the world."""
    app = make_books_app(
        pool=world.pool, pg_listener=world.pg_listener, data_dir=world.data_dir, environ=environ(world)
    )
    app.preferences.environ |= environ(world)
    async with serve_async(app.app()) as address, http_client(address) as client:
        yield client


async def ingest_health(world: World, dsn: str) -> ComponentHealth:
    """Return what the probe of the library's folder reports."""
    deps = make_books_deps(environ(world), dsn=dsn, pool=world.pool, data_dir=world.data_dir)
    parts = await run_probes(build_probes(deps))
    return next(part for part in parts if part.name == "books.ingest")


async def try_again(world: World) -> Row:
    """Run a job when the pauses of all downloads have ended; return the row of the book."""
    await world.pool.execute("UPDATE books_download SET retry_at = now() WHERE retry_at IS NOT NULL")
    await world.run()
    return await world.row()


def request_count(world: World) -> int:
    """Return how many requests the file server received."""
    return len(world.file_server.server.requests)


@pytest.mark.parametrize("publish", ["rename", "write"])
@pytest.mark.usefixtures("disks")
async def test_a_folder_that_vanishes_during_a_download(world: World, publish: str) -> None:
    """The folder is not created again; the book waits in the queue, and is delivered without another request."""
    world.settings(ingest_publish=publish)
    world.file_server.put("st-1.epub", BOOK, speed=400_000)
    async with world.fetch_in_background():
        await world.until(lambda row: row["state"] == "downloading")
        world.library.rmdir()
    row = await world.row()
    assert (row["state"], row["message"]) == ("queued", f"The library's folder is missing. {NOTE}")
    assert not world.library.exists()
    requests = request_count(world)
    await try_again(world)
    assert (await world.row())["state"] == "queued"
    world.library.mkdir()
    row = await try_again(world)
    assert (row["state"], row["message"], row["delivery_problem"]) == ("complete", None, None)
    assert world.library_files() == {NAME: BOOK}
    assert request_count(world) == requests
    await world.wait_until_clean()


async def test_a_folder_that_vanishes_between_two_downloads(world: World) -> None:
    """At the first start the folder is created; one that was there and is missing is not, also after a restart."""
    world.file_server.put("st-1.epub", BOOK)
    assert (await world.fetch())["state"] == "complete"
    shutil.rmtree(world.library)
    world.file_server.put("st-2.epub", SMALL)
    # Each run has a worker's dependencies of its own, as after a restart.
    row = await world.fetch("st-2.epub")
    assert (row["state"], row["message"]) == ("queued", f"The library's folder is missing. {NOTE}")
    assert not world.library.exists()
    world.library.mkdir()
    await world.run()
    assert (await world.row("st-2.epub"))["state"] == "complete"


@pytest.mark.parametrize("back", ["mounted again", "used without"])
async def test_a_library_that_is_not_mounted(world: World, disk: Disk, back: str) -> None:
    """The empty folder that an unmounted disk leaves is not used, until it is mounted or has something in it."""
    world.file_server.put("st-1.epub", BOOK)
    assert (await world.fetch())["state"] == "complete"
    disk.unmount()
    world.file_server.put("st-2.epub", SMALL)
    row = await world.fetch("st-2.epub")
    expected = (
        f"The library's folder is not mounted as before. Mount it, or put any file into it to use it without. {NOTE}"
    )
    assert (row["state"], row["message"]) == ("queued", expected)
    assert list(world.library.iterdir()) == []
    if back == "mounted again":
        assert disk.mount()
    else:
        (world.library / ".keep").touch()
    await world.run()
    assert (await world.row("st-2.epub"))["state"] == "complete"


async def test_a_vanished_folder_of_a_content_type(world: World, tmp_path: Path) -> None:
    """A content type's folder that was there and is missing is not created again; the usual one gets the book."""
    comics = tmp_path / "comics"
    world.settings(content_type_routing=True, content_type_dir_comic=comics)
    for number in (1, 2):
        world.file_server.put(f"st-{number}.epub", BOOK)
        row = await world.fetch(f"st-{number}.epub", content="comic book")
        assert row["state"] == "complete"
        shutil.rmtree(comics, ignore_errors=True)
    assert row["message"] == "The folder for comic books cannot be used; this is in the usual one."
    assert not comics.exists()
    assert world.library_files() == {NAME: BOOK}


async def test_a_read_only_library(world: World, disk: Disk) -> None:
    """While the library is read-only, all books say so; they are delivered when it is writable again."""
    disk.set_read_only(read_only=True)
    for number in (1, 2):
        world.file_server.put(f"st-{number}.epub", BOOK)
        await world.queue(f"st-{number}.epub")
    await world.run()
    for number in (1, 2):
        row = await world.row(f"st-{number}.epub")
        assert (row["state"], row["message"]) == ("queued", f"The library's folder is not writable. {NOTE}")
    assert request_count(world) == 0
    disk.set_read_only(read_only=False)
    await world.run()
    states = [(await world.row(f"st-{number}.epub"))["state"] for number in (1, 2)]
    assert states == ["complete", "complete"]


async def test_a_library_that_becomes_read_only_during_a_download(world: World, disk: Disk) -> None:
    """The finished file stays in the staging folder, and is delivered without another request."""
    world.file_server.put("st-1.epub", BOOK, speed=400_000)
    async with world.fetch_in_background():
        await world.until(lambda row: row["state"] == "downloading")
        disk.set_read_only(read_only=True)
    row = await world.row()
    assert (row["state"], row["message"]) == ("queued", f"The library's folder is not writable. {NOTE}")
    requests = request_count(world)
    disk.set_read_only(read_only=False)
    assert (await try_again(world))["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}
    assert request_count(world) == requests


async def test_a_full_library(world: World, disk: Disk) -> None:
    """While the library is full, its books say so; they are delivered when there is space again."""
    world.file_server.put("st-1.epub", BOOK)
    disk.fill(free=0)
    row = await world.fetch()
    assert (row["state"], row["message"]) == ("queued", f"There is no space left for the book. {NOTE}")
    disk.empty()
    await world.run()
    assert (await world.row())["state"] == "complete"


async def test_a_book_that_is_too_large_for_now(world: World, disk: Disk) -> None:
    """A book for which there is no space now waits, and lets smaller ones pass."""
    world.settings(alcove_disk_reserve_mb=64)
    disk.fill(free=64 * 1024 * 1024 + 100_000)
    world.file_server.put("st-1.epub", BOOK)
    world.file_server.put("st-2.epub", SMALL)
    await world.queue()
    await world.queue("st-2.epub", priority=1)
    await world.run()
    row = await world.row()
    assert (row["state"], row["message"]) == ("queued", f"There is no space left for the book. {NOTE}")
    assert (await world.row("st-2.epub"))["state"] == "complete"
    disk.empty()
    assert (await try_again(world))["state"] == "complete"


async def test_the_hook_script_runs_once(world: World) -> None:
    """A book that waits after its hook script has run is delivered as the script has left it."""
    log, script = world.data_dir / "log", world.data_dir / "hook.sh"
    world.data_dir.mkdir()
    script.write_text(f'#!/bin/sh\necho run >> {log}\nprintf more >> "$1"\nrmdir "$BOOK_DEST"\n', encoding="utf-8")
    script.chmod(0o755)
    world.settings(custom_script=script)
    world.file_server.put("st-1.epub", BOOK)
    assert (await world.fetch())["state"] == "queued"
    world.library.mkdir()
    assert (await try_again(world))["state"] == "complete"
    assert log.read_text() == "run\n"
    assert world.library_files() == {NAME: BOOK + b"more"}


async def test_a_damaged_staged_file_is_downloaded_again(world: World) -> None:
    """A finished file that has changed while its book waited is not delivered."""
    world.file_server.put("st-1.epub", BOOK, speed=400_000)
    async with world.fetch_in_background():
        await world.until(lambda row: row["state"] == "downloading")
        world.library.rmdir()
    (part,) = world.staging.glob("*/part")
    part.write_bytes(b"damaged")
    world.library.mkdir()
    assert (await try_again(world))["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}


async def test_waiting_is_no_crash(world: World) -> None:
    """A book may wait for any number of runs, with growing pauses; runs that killed their worker are counted only."""
    world.settings(file_organization="organize")
    world.library.mkdir()
    (world.library / "An Author").write_bytes(b"a file is in its place")
    world.file_server.put("st-1.epub", BOOK)
    pauses: list[float] = []
    await world.queue()
    for _ in range(25):
        await try_again(world)
        sql = "SELECT extract(epoch FROM retry_at - changed_at)::float8 FROM books_download"
        pauses.append(round(await world.pool.fetchval(sql)))
    assert pauses[:7] == [1, 2, 4, 8, 16, 30, 30]
    assert request_count(world) == 1
    (world.library / "An Author").unlink()
    assert (await try_again(world))["state"] == "complete"


async def test_a_broken_link_in_the_place_of_a_folder(world: World) -> None:
    """A book whose author's folder is a broken link waits until the link is removed."""
    world.settings(file_organization="organize")
    world.library.mkdir()
    (world.library / "An Author").symlink_to("nowhere")
    world.file_server.put("st-1.epub", BOOK)
    row = await world.fetch()
    assert (row["state"], row["message"]) == ("queued", f"The library's folder is missing. {NOTE}")
    (world.library / "An Author").unlink()
    assert (await try_again(world))["state"] == "complete"


async def test_a_waiting_book_that_is_cancelled(world: World) -> None:
    """A waiting book can be cancelled; it shows no reason then, and nothing waits any more."""
    world.library.write_bytes(b"a file is in its place")
    await world.fetch()
    await world.cancel()
    row = await world.row()
    assert (row["state"], row["message"], row["delivery_problem"], row["retry_at"]) == ("cancelled", None, None, None)


async def test_what_waits_is_reported(world: World, dsn: str) -> None:
    """The queue, the health check and the probe say why books wait, without a path; all are well afterwards."""
    world.file_server.put("st-1.epub", BOOK, speed=400_000)
    async with serve_app(world) as client:
        async with world.fetch_in_background():
            await world.until(lambda row: row["state"] == "downloading")
            world.library.rmdir()
        status = (await client.get("/api/status")).json()
        legacy = (await client.get("/request/api/status")).json()
        for snapshot in (status, legacy):
            assert snapshot["queued"]["st-1.epub"]["status_message"].startswith("The library's folder is missing.")
        health = await client.get("/api/health")
        assert (health.status_code, health.json()["failed"]["ingest"]) == (503, "The library's folder is missing.")
        probe = await ingest_health(world, dsn)
        assert (probe.state, probe.detail) == ("degraded", "The library's folder is missing. 1 book waits for it.")
        world.library.mkdir()
        await try_again(world)
        assert "ingest" not in (await client.get("/api/health")).json()["failed"]
    probe = await ingest_health(world, dsn)
    assert (probe.state, probe.detail) == ("ok", "")


@pytest.mark.slow
async def test_a_waiting_book_survives_a_restart(world: World) -> None:
    """A worker that starts while a book waits delivers its finished file when the folder is back, by itself."""
    world.file_server.put("st-1.epub", BOOK, speed=200_000)
    async with world.worker_subprocess() as process:
        await world.queue()
        await world.until(lambda row: row["state"] == "downloading")
        world.library.rmdir()
        await world.until(lambda row: row["delivery_problem"] is not None)
        process.kill()
        await process.wait()
    requests = request_count(world)
    async with world.worker_subprocess():
        await asyncio.sleep(3)
        assert (await world.row())["delivery_problem"] is not None
        world.library.mkdir()
        assert (await world.wait_until_ended())["state"] == "complete"
    assert world.library_files() == {NAME: BOOK}
    assert request_count(world) == requests


@pytest.mark.parametrize("state", ["cleared", "queued again", "complete again"])
async def test_local_downloads_are_of_the_current_generation(world: World, state: str) -> None:
    """A file is sent while its download is complete in the list; never that of an earlier download of the id."""
    world.file_server.put("st-1.epub", BOOK)
    await world.fetch()
    async with serve_app(world) as client:
        address = "/api/localdownload?id=st-1.epub"
        assert (await client.get(address)).content == BOOK
        if state == "cleared":
            await client.delete("/api/queue/clear")
        else:
            await world.queue()
        answer = await client.get(address)
        assert (answer.status_code, answer.json()) == (404, {"error": "File not found"})
        if state == "complete again":
            world.file_server.put("st-1.epub", SMALL)
            await world.run()
            assert (await client.get(address)).content == SMALL


async def test_a_local_download_is_of_its_own_book(world: World) -> None:
    """When another book gets the path of a file that the library has taken, only that book's file is sent."""
    for number, content in ((1, BOOK), (2, SMALL)):
        world.file_server.put(f"st-{number}.epub", content)
        await world.fetch(f"st-{number}.epub")
        if number == 1:
            (world.library / NAME).unlink()
    async with serve_app(world) as client:
        assert (await client.get("/api/localdownload?id=st-1.epub")).status_code == 404
        assert (await client.get("/api/localdownload?id=st-2.epub")).content == SMALL


async def test_a_local_download_while_the_folder_is_away(world: World) -> None:
    """While the whole folder is missing, a file is not found, and it is again when the folder is back."""
    world.file_server.put("st-1.epub", BOOK)
    await world.fetch()
    async with serve_app(world) as client:
        away = world.library.rename(world.library.with_name("away"))
        assert (await client.get("/api/localdownload?id=st-1.epub")).status_code == 404
        away.rename(world.library)
        assert (await client.get("/api/localdownload?id=st-1.epub")).content == BOOK
