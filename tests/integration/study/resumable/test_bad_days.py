"""Uploads when the disk is full, when they take too long, and when their remains are removed."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.disk_space import MEGABYTE
from alcove.wires.supabase.storage.files import LocalFileStore, UnfinishedFiles
from alcove.wires.supabase.storage.resumable import UploadRemoval
from integration.study.resumable.client import TusClient
from integration.study.storage.site import StorageSite, serve_storage
from support.clock import FakeClock
from support.small_disk import SmallDisk, small_disk
from support.until import until


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Yield a disk of 80 megabytes."""
    with small_disk(megabytes=80) as mounted:
        yield mounted


def send_rest(tus: TusClient, url: str, content: bytes) -> httpx2.Response | None:
    """Send what is missing; None if the connection ended before the response, which is sent before the body's end."""
    offset = int(tus.head(url).headers["upload-offset"])
    with contextlib.suppress(httpx2.TransportError):
        return tus.send(url, content[offset:], offset=offset)
    return None


def test_a_full_disk_pauses_an_upload(dsn: str, tmp_path: Path, disk: SmallDisk) -> None:
    """The answer is 507; with space the upload continues where it was."""
    # The server closes the connection of a part that it has not read to its end.
    single_use = httpx2.Limits(max_keepalive_connections=0)
    with (
        serve_storage(dsn, tmp_path, STUDY_STORAGE_DIR=str(disk.path / "files")) as served,
        httpx2.Client(base_url=served.http.base_url, timeout=60, limits=single_use, trust_env=False) as http,
    ):
        site = replace(served, http=http)
        tus, bucket, content = TusClient(site), site.add_bucket(), b"x" * (40 * MEGABYTE)
        url = tus.start(bucket, "a", length=len(content))
        disk.fill(leave=30 * MEGABYTE)
        refused = until(lambda: send_rest(tus, url, content))
        assert refused is not None
        assert (refused.status_code, refused.json()["error"]) == (507, "InsufficientStorage")
        offset = int(tus.head(url).headers["upload-offset"])
        assert 0 < offset < len(content)
        disk.fill()
        assert tus.create(bucket, "b", length=1).status_code == 507
        disk.empty()
        assert tus.send(url, content[offset:], offset=offset).status_code == 204
        assert site.download(bucket, "a").content == content


def test_what_has_arrived_of_a_part_counts(site: StorageSite, tus: TusClient) -> None:
    """A client that leaves in the middle of a part continues after what it has sent."""
    bucket = site.add_bucket()
    url = tus.start(bucket, "a", length=10)

    def leave() -> Iterator[bytes]:
        yield b"01234"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        tus.send(url, leave(), offset=0)
    deadline = time.monotonic() + 10
    while tus.head(url).headers["upload-offset"] != "5" and time.monotonic() < deadline:
        time.sleep(0.05)
    # The server may still be writing the last bytes.
    while (response := tus.send(url, b"56789", offset=5)).status_code == 423:
        time.sleep(0.05)
    assert response.status_code == 204
    assert site.download(bucket, "a").content == b"0123456789"


def test_an_upload_expires(site: StorageSite, tus: TusClient) -> None:
    """After its time an upload is gone."""
    url = tus.start(site.add_bucket(), "a", length=2)
    site.execute("UPDATE storage.resumable_uploads SET expires_at = now()")
    response = tus.send(url, b"a", offset=0)
    assert (response.status_code, response.json()["error"]) == (410, "Gone")
    assert tus.head(url).status_code == 410


def test_an_upload_whose_row_came_last_is_found_complete(site: StorageSite, tus: TusClient) -> None:
    """When a process ended between the object and its upload, the next request only notes that."""
    bucket = site.add_bucket()
    url = tus.start(bucket, "a", length=1, content=b"a")
    upload_id = url.rpartition("/")[2]
    site.execute("UPDATE storage.resumable_uploads SET completed_size = NULL WHERE id = $1::text::uuid", upload_id)
    (site.folder / "uploads" / upload_id).write_bytes(b"a")
    assert tus.head(url).headers["upload-offset"] == "1"
    assert site.download(bucket, "a").content == b"a"
    assert not (site.folder / "uploads" / upload_id).exists()


async def test_expired_uploads_are_removed_with_their_files(pool: Pool, tmp_path: Path) -> None:
    """An hour after it has expired nothing is left of an upload; others stay."""
    clock = FakeClock(datetime.now(UTC))
    files = UnfinishedFiles(LocalFileStore(tmp_path))
    removal = UploadRemoval(files, pool=pool, clock=clock)
    names = [f"00000000-0000-0000-0000-00000000000{number}" for number in range(2)]
    for name, hours in zip(names, (1, 3), strict=True):
        await files.create(name)
        await pool.execute(
            "INSERT INTO storage.resumable_uploads (id, bucket_id, name, role, is_upsert, is_signed, header, mimetype,"
            " cache_control, created_at, expires_at)"
            " VALUES ($1::text::uuid, 'b', 'n', 'anon', false, false, '', '', '', $2, $2)",
            name,
            clock.now() + timedelta(hours=hours),
        )
    assert await removal.run(lambda: None) == 0
    clock.advance(2 * 3600 + 1)
    assert await removal.run(lambda: None) == 1
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == names[1:]
    assert await pool.fetchval("SELECT count(*) FROM storage.resumable_uploads") == 1


async def test_callers_see_no_uploads(site: StorageSite) -> None:
    """No API role may read or write the table."""
    rows = await asyncio.to_thread(
        site.execute,
        "SELECT grantee FROM information_schema.role_table_grants"
        " WHERE table_name = 'resumable_uploads' AND grantee IN ('anon', 'authenticated', 'service_role', 'PUBLIC')",
    )
    assert not rows
