"""Uploads when the disk is full, the database goes away, and the folder cannot be used: nothing is half there."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.apps.study.storage_api.folder import check_folder
from alcove.foundation.disk_space import MEGABYTE
from integration.study.storage.site import OWNER, SERVICE, StorageSite, error_of, serve_storage
from support.small_disk import SmallDisk, small_disk

FULL = {
    "statusCode": "507",
    "error": "InsufficientStorage",
    "message": "The server's disk is full: nothing was stored",
    "code": "InsufficientStorage",
}
AWAY = "The database does not respond, please try again"

END_AT_COMMIT = """
CREATE FUNCTION public.end_backend() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NEW.metadata ? 'eTag' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER end_backend BEFORE INSERT ON storage.objects FOR EACH ROW EXECUTE FUNCTION public.end_backend();
"""


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Yield a disk of 80 megabytes."""
    with small_disk(megabytes=80) as mounted:
        yield mounted


@pytest.fixture
def small_site(dsn: str, tmp_path: Path, disk: SmallDisk) -> Iterator[StorageSite]:
    """Yield a server whose files are on the small disk."""
    folder = str(disk.path / "files")
    with serve_storage(dsn, tmp_path, STUDY_STORAGE_DIR=folder) as served:
        yield served


def test_a_full_disk_stores_nothing_and_leaves_nothing(small_site: StorageSite, disk: SmallDisk) -> None:
    """The answer is 507, whether the disk is full before or in the middle; with space the same upload succeeds."""
    bucket = small_site.add_bucket()
    content = b"x" * (40 * MEGABYTE)
    disk.fill(leave=30 * MEGABYTE)
    before = small_site.list_files()
    assert error_of(small_site.upload(bucket, "a", content=content)) == (507, FULL)
    disk.fill()
    assert error_of(small_site.upload(bucket, "a")) == (507, FULL)
    assert small_site.list_files() == before
    assert small_site.download(bucket, "a").status_code == 400
    disk.empty()
    assert small_site.upload(bucket, "a", content=content).status_code == 200
    assert small_site.download(bucket, "a").content == content


def test_a_database_that_goes_away_at_the_end_leaves_a_file_for_later(site: StorageSite) -> None:
    """The client is told to try again; the file stays, because its row may be there, and no row names a missing one."""
    bucket, before = site.add_bucket(), site.list_files()
    site.execute(END_AT_COMMIT)
    try:
        status, body = error_of(site.upload(bucket, "a"))
        assert (status, body["statusCode"], body["message"]) == (503, "503", AWAY)
    finally:
        site.execute("DROP TRIGGER end_backend ON storage.objects; DROP FUNCTION public.end_backend()")
    (file,) = set(site.list_files()) - set(before)
    announced = site.execute("SELECT removed_at > now() + interval '22 hours' AS is_later FROM storage.removed_versions"
        " WHERE version = $1", file.name)  # fmt: skip
    assert [row["is_later"] for row in announced] == [True]
    assert site.execute("SELECT count(*) AS n FROM storage.objects WHERE bucket_id = $1", bucket)[0]["n"] == 0
    assert site.upload(bucket, "a").status_code == 200


def test_a_policy_that_takes_too_long_is_stopped(dsn: str, tmp_path: Path) -> None:
    """A statement has a time limit, and then the error of one."""
    with serve_storage(dsn, tmp_path, STUDY_STATEMENT_TIMEOUT="0.3") as site:
        site.execute(
            'CREATE POLICY "slow" ON storage.objects AS RESTRICTIVE TO authenticated'
            " WITH CHECK (pg_sleep(5) IS NOT NULL)"
        )
        bucket = site.add_bucket(prefix="own")
        status, body = error_of(site.upload(bucket, site.own_name(), caller=OWNER))
        assert (status, body["error"]) == (504, "DatabaseTimeout")


def test_a_folder_that_cannot_be_used_is_said(dsn: str, tmp_path: Path) -> None:
    """Where the folder is a file, uploads wait, downloads find nothing, and the health check says why."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    with serve_storage(dsn, tmp_path / "data", STUDY_STORAGE_DIR=str(blocked / "files")) as site:
        bucket = site.add_bucket()
        status, body = error_of(site.upload(bucket, "a"))
        assert (status, body["message"]) == (503, "The files cannot be reached, please try again")
        site.execute(
            "INSERT INTO storage.objects (bucket_id, name, version) VALUES ($1, 'b', $2)", bucket, str(uuid.uuid4())
        )
        assert site.download(bucket, "b").status_code in (400, 503)
        health = site.http.get(f"{site.server.address}/health/ready").json()
        assert "STUDY_STORAGE_DIR" in str(health)


def test_the_health_check_knows_a_full_disk(disk: SmallDisk) -> None:
    """A folder with room is healthy, one on a full disk is not."""
    folder = disk.path / "new" / "files"
    assert check_folder(folder, reserve_mb=None).state == "ok"
    disk.fill()
    assert check_folder(folder, reserve_mb=None).state == "degraded"


async def test_a_session_that_has_ended_gives_no_access(site: StorageSite) -> None:
    """A token of a session that is not there is refused, although it is valid."""
    token = site.server.token(site.owner, session_id=str(uuid.uuid4()))
    headers = {**site.server.headers(), "Authorization": f"Bearer {token}"}
    response = await asyncio.to_thread(site.http.get, "/bucket", headers=headers)
    body = {
        "statusCode": "403",
        "error": "Unauthorized",
        "message": "The session of the JWT has ended",
        "code": "InvalidJWT",
    }
    assert error_of(response) == (400, body)
    assert site.http.get("/bucket", headers=site.headers(SERVICE)).status_code == 200
