"""Backups of programs' data: stored files, keys, and the database of a program."""

import hashlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from alcove.apps.study.api_database import project_address
from alcove.foundation.database import EmbeddedPostgres
from support.database_contents import read_rows, read_schema
from support.processes import DIRECT, AlcoveProcess
from support.until import until
from support.world import World

PROJECT = "program"
OBJECTS = "SELECT version, btrim(metadata ->> 'eTag', '\"') FROM storage.objects ORDER BY version"


class StorageClient:
    """Uploads, deletes and downloads with the key of a program on a server."""

    def __init__(self, server: AlcoveProcess, key: str) -> None:
        self._server = server
        self._headers = {"apikey": key, "Authorization": f"Bearer {key}", "Content-Type": "application/octet-stream"}

    def send(self, method: str, path: str, body: bytes = b"", *, kind: str = "application/octet-stream") -> bytes:
        """Send a request and return the body of a successful response."""
        url = f"http://{self._server.host}:{self._server.port}/storage/v1/{path}"
        headers = {**self._headers, "Content-Type": kind}
        request = urllib.request.Request(url, data=body or None, headers=headers, method=method)
        with DIRECT.open(request, timeout=30) as response:
            content: bytes = response.read()
            return content


@contextmanager
def _load(client: StorageClient, dsn: str, *, writers: int) -> Iterator[list[str]]:
    """Upload, replace and delete with several writers at once; yield the list of what they have done."""
    delete = "DELETE FROM storage.objects WHERE name = %s"
    stop, done = threading.Event(), list[str]()

    def write(number: int) -> None:
        count = 0
        while not stop.is_set():
            path = f"object/files/{number}/{count % 10}.bin"
            client.send("PUT" if count >= 10 else "POST", path, f"{number} {count}".encode() * 100)
            if count % 10 == 9:
                with psycopg.connect(dsn, autocommit=True) as connection:
                    connection.execute(delete, (f"{number}/0.bin",))
                client.send("POST", f"object/files/{number}/0.bin", b"again")
            count += 1
            done.append(path)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _wait_for(done: list[str], *, more: int) -> None:
    before = len(done)
    until(lambda: len(done) >= before + more)


def _stored_files(folder: Path) -> list[tuple[str, str]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)


def _service_key(world: World) -> str:
    keys = json.loads(world.run("study", "keys", "--json").stdout)
    return str(keys["service_role"] if "service_role" in keys else keys["service_role_key"])


@pytest.mark.parametrize("project", ["", PROJECT])
@pytest.mark.slow
def test_no_row_without_its_file(world: World, project: str) -> None:
    """A backup under load of uploads, restored into a fresh directory, has exactly the files that its rows name."""
    archive, restored = world.home / "b.tar", world.home / "restored"
    if project:
        folder = world.home / "sql"
        folder.mkdir()
        (folder / "1.sql").write_text("create table one (name citext); insert into one values ('Ada');")
        world.env["STUDY_PROJECT_DATABASE"] = project
        assert world.run("study", "migrate", str(folder)).returncode == 0
    server = world.start("serve").wait_ready()
    client = StorageClient(server, _service_key(world))
    client.send("POST", "bucket", b'{"id": "files", "name": "files"}', kind="application/json")
    original = project_address(world.dsn, project) if project else world.dsn
    with _load(client, original, writers=4) as done:
        _wait_for(done, more=100)
        result = world.run_json("backup", str(archive))
        _wait_for(done, more=40)
    assert result["databases"] == (2 if project else 1)
    assert server.stop() == 0
    with EmbeddedPostgres(world.data_dir).lease():
        schema = read_schema(original)
        project_rows = read_rows(original).get("one")
    done_restore = world.run("restore", str(archive), "--data-dir", str(restored))
    assert done_restore.returncode == 0, done_restore.stderr
    with EmbeddedPostgres(restored).lease() as dsn:
        address = project_address(dsn, project) if project else dsn
        assert read_schema(address) == schema
        assert read_rows(address).get("one") == project_rows
        with psycopg.connect(address) as connection:
            objects = connection.execute(OBJECTS).fetchall()
            path = connection.execute("SHOW search_path").fetchone()
    assert len(objects) >= 20
    assert _stored_files(restored / "storage" / "objects") == objects
    assert path == (("public, extensions",) if project else ('"$user", public',))
    _check_restored_server(world, restored)


def _check_restored_server(world: World, restored: Path) -> None:
    """Check that the keys of the backup open its files on the restored server."""
    assert (restored / "study" / "keys.json").read_bytes() == (world.data_dir / "study" / "keys.json").read_bytes()
    key = _service_key(world)
    client = StorageClient(world.start("serve", ALCOVE_DATA_DIR=str(restored)).wait_ready(), key)
    assert client.send("GET", "object/files/1/1.bin").startswith(b"1 ")
    client.send("POST", "object/files/new.bin", b"new")
    with pytest.raises(urllib.error.HTTPError):
        client.send("GET", "object/files/none.bin")


def test_a_missing_file_is_named(world: World) -> None:
    """A backup stops at an object whose file is missing, and goes on without it on request."""
    server = world.start("serve").wait_ready()
    client = StorageClient(server, _service_key(world))
    client.send("POST", "bucket", b'{"id": "files", "name": "files"}', kind="application/json")
    for name in ("one", "two"):
        client.send("POST", f"object/files/{name}", name.encode())
    file = next(path for path in (world.data_dir / "storage" / "objects").rglob("*") if path.is_file())
    file.unlink()
    archive = world.home / "b.tar"
    failed = world.run("backup", str(archive))
    assert (failed.returncode, archive.exists()) == (1, False)
    assert f"{file.name} is missing, though the database has a row for it" in failed.stderr
    assert world.run_json("backup", str(archive), "--skip-damaged")["problems"] == 1


def test_another_project_setting_is_refused(world: World) -> None:
    """A backup with a program's database is not restored where the settings name none; the error says which."""
    folder, archive = world.home / "sql", world.home / "b.tar"
    folder.mkdir()
    (folder / "1.sql").write_text("create table one (id int);")
    world.env["STUDY_PROJECT_DATABASE"] = PROJECT
    assert world.run("study", "migrate", str(folder)).returncode == 0
    assert world.run_json("backup", str(archive))["databases"] == 2
    refused = world.run("restore", str(archive), STUDY_PROJECT_DATABASE="", ALCOVE_DATA_DIR=str(world.home / "new"))
    assert refused.returncode == 1
    assert f"set STUDY_PROJECT_DATABASE={PROJECT}" in refused.stderr
