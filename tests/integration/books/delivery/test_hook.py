"""The hook script of the owner: its environment, what it may change, and how it is stopped."""

import os
import time
from pathlib import Path

import pytest

from alcove.apps.books.delivery.service.disk_io import DownloadFailed
from alcove.apps.books.delivery.service.hook import Hook, run_hook
from integration.books.downloads.world import World
from support import ebooks
from support.until import until_async

BOOK = ebooks.epub(size=100_000)
NAME = "An Author - A Title (1900).epub"


def script(world: World, text: str, *, mode: int = 0o755) -> Path:
    """Write a script and configure it as the hook."""
    path = world.data_dir / "hook script.sh"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(mode)
    world.settings(custom_script=path)
    world.file_server.put("st-1.epub", BOOK)
    return path


async def test_the_environment_of_the_script(world: World) -> None:
    """The environment has the final name of the file and the book's data; no shell is involved."""
    output = world.data_dir / "told"
    world.environ = {"TOLD": str(output)}
    script(world, 'printf "%s\\n" "$#" "$1" "$BOOK_ID" "$BOOK_TITLE" "$BOOK_AUTHOR" "$BOOK_FORMAT" "$BOOK_SOURCE" '
                  '"$BOOK_DEST" "$(stat -c %s "$1")" > "$TOLD"')  # fmt: skip
    row = await world.fetch(title='$(touch x); "A" Title')
    assert (row["state"], row["message"]) == ("complete", None)
    count, file, *rest = output.read_text().splitlines()
    assert count == "1"
    assert Path(file).name == row["file_name"]
    assert Path(file).is_relative_to(world.staging)
    assert rest == [
        "st-1.epub", '$(touch x); "A" Title', "An Author", "epub", "files", str(world.library), str(len(BOOK)),
    ]  # fmt: skip
    assert "DATABASE_URL" not in os.environ.get("BOOK_ID", "")


async def test_files_of_the_script_use_the_umask(world: World) -> None:
    """Files that the script creates have the permissions of UMASK, although the app's own files are private."""
    created = world.data_dir / "made"
    world.environ = {"MADE": str(created)}
    script(world, 'echo x > "$MADE"')
    world.settings(custom_script=world.data_dir / "hook script.sh", umask="0027")
    before = os.umask(0o077)
    try:
        assert (await world.fetch())["state"] == "complete"
    finally:
        os.umask(before)
    assert created.stat().st_mode & 0o777 == 0o640


async def test_a_script_may_change_the_file(world: World) -> None:
    """The changed file is delivered, with its new size and digest."""
    script(world, 'printf "more" >> "$1"')
    row = await world.fetch()
    assert (row["state"], row["size"]) == ("complete", "98 KB")
    assert world.library_files() == {NAME: BOOK + b"more"}
    assert await world.pool.fetchval("SELECT size FROM books_file") == len(BOOK) + 4


@pytest.mark.parametrize("text", ['rm "$1"', 'mv "$1" "$(dirname "$1")/other"'])
async def test_a_script_may_remove_the_file(world: World, text: str) -> None:
    """When the script removes the file, the book is complete, and there is no file to download."""
    script(world, text)
    row = await world.fetch()
    assert (row["state"], row["message"], row["file_path"]) == ("complete", "Consumed by script", None)
    assert world.library_files() == {}
    await world.wait_until_clean()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("echo out of paper >&2; exit 3", "The hook script failed: out of paper"),
        ("exit 7", "The hook script failed: status 7"),
        ("printf '%0500d' 1 >&2; exit 1", "The hook script failed: " + "0" * 100),
        ("kill -TERM $$", "The hook script failed: status -15"),
        ('rm "$1"; mkdir "$1"', "The hook script left something that is not a file."),
        ('rm "$1"; ln -s /etc/passwd "$1"', "The hook script left something that is not a file."),
    ],
)
async def test_a_failing_script_fails_the_download(world: World, text: str, message: str) -> None:
    """A script that fails ends the download in an error with the start of the script's output."""
    script(world, text)
    row = await world.fetch()
    assert (row["state"], row["message"]) == ("error", message)
    assert world.library_files() == {}
    await world.wait_until_clean()


async def test_a_script_that_cannot_be_run(world: World) -> None:
    """A missing script, a non-executable one and an invalid program have different error messages."""
    path = script(world, "true", mode=0o644)
    assert (await world.fetch())["message"] == "The hook script is not executable."
    path.chmod(0o755)
    path.write_bytes(b"\x7fELF nothing")
    assert (await world.fetch())["message"] == "The hook script cannot be run."
    path.unlink()
    assert (await world.fetch())["message"] == "The hook script is missing."


async def test_scripts_with_much_output(world: World, tmp_path: Path) -> None:
    """Megabytes of output do not block the script and are not kept; background children do not delay the delivery."""
    fifo = tmp_path / "left"
    os.mkfifo(fifo)
    script(world, f"head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; (cat '{fifo}' &) ; exit 0")
    assert (await world.fetch())["state"] == "complete"
    # The background program reads the end of its input and ends.
    os.close(os.open(fifo, os.O_RDWR))


async def test_the_script_times_out(world: World, tmp_path: Path) -> None:
    """A script that exceeds the time limit is killed with all its children."""
    alive = tmp_path / "alive"
    path = script(world, f"(while true; do touch '{alive}'; sleep 0.05; done) & wait")
    hook = Hook(script=path, environ={"PATH": "/usr/bin:/bin"}, timeout=0.4)
    with pytest.raises(DownloadFailed, match=r"took longer than 0\.4 s"):
        await run_hook(hook, tmp_path / "book", book=world.book(), destination=tmp_path)
    await wait_until_unchanged(alive)


async def test_cancelling_kills_the_script(world: World, tmp_path: Path) -> None:
    """Cancelling a download kills the running script and its children."""
    alive = tmp_path / "alive"
    script(world, f"(while true; do touch '{alive}'; sleep 0.05; done) & wait")
    async with world.fetch_in_background() as running:
        await until_async(alive.exists)
        await world.cancel()
        await running
    assert (await world.row())["state"] == "cancelled"
    assert world.library_files() == {}
    assert world.staged_files() == []
    await wait_until_unchanged(alive)


async def wait_until_unchanged(alive: Path) -> None:
    """Wait until no process writes to a file any more."""
    await until_async(lambda: time.time() - alive.stat().st_mtime >= 0.3)
