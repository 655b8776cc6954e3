"""One account as a file: out of a server, and into a new or an existing account."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from alcove.apps.study.account_archive import ArchiveError, ArchiveExport, ArchiveImport, open_archive
from alcove.apps.study.project_import import ImportReport
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool, close_pool, open_pool
from alcove.wires.supabase.storage.files import LocalFileStore
from integration.study.callers import add_account
from integration.study.transfer.contents import read_everything

NOW = datetime(2025, 1, 2, tzinfo=UTC)


class Home:
    """A server with a database and a folder of files."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self.pool = pool
        self.files = LocalFileStore(folder)

    async def export(self, account: UUID) -> bytes:
        """Return the archive of an account."""
        file = io.BytesIO()
        export = ArchiveExport(self.pool, files=self.files, clock=SystemClock())
        await export.write(account, file)
        return file.getvalue()

    async def load(self, path: Path, *, address: str | None = None, is_dry_run: bool = False) -> ImportReport:
        """Import an archive."""
        with open_archive(path) as archive:
            importer = ArchiveImport(self.pool, object_pool=self.pool, files=self.files, clock=SystemClock())
            return await importer.run(archive, address=address, is_dry_run=is_dry_run)

    async def fill(self, account: UUID) -> None:
        """Add rows and a file to an account."""
        subject = await self.pool.fetchval(
            "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'Mathematics') RETURNING id", account
        )
        await self.pool.execute(
            "INSERT INTO public.study_sessions (user_id, subject_id, title, status, duration, completed_at)"
            " VALUES ($1, $2, 'Read', 'completed', 30, $3)", account, subject, NOW,
        )  # fmt: skip
        await self.pool.execute(
            "INSERT INTO public.tasks (user_id, subject_id, title, tags) VALUES ($1, $2, 'x', ARRAY['a', 'b,c'])",
            account, subject,
        )  # fmt: skip
        await self.pool.execute(
            "INSERT INTO public.materials (user_id, title, file_path) VALUES ($1, 'm', $2)", account, f"{account}/m.txt"
        )
        writer = await self.files.open_writer()
        await writer.write(b"content")
        stored = await writer.store()
        await self.pool.execute(
            "INSERT INTO storage.objects (bucket_id, name, owner_id, version, metadata)"
            " VALUES ('materials', $1, $2, $3, '{\"mimetype\": \"text/plain\"}')",
            f"{account}/m.txt", str(account), stored.version,
        )  # fmt: skip

    async def list_files(self, account: UUID) -> list[tuple[str, bytes]]:
        """Return the files of an account."""
        rows = await self.pool.fetch("SELECT name, version FROM storage.objects WHERE owner_id = $1", str(account))
        found = []
        for row in rows:
            path = self.files.find_path(row["version"])
            assert path is not None
            found.append((row["name"], path.read_bytes()))
        return found


@pytest.fixture
async def homes(two_servers: tuple[str, str], tmp_path: Path) -> AsyncIterator[tuple[Home, Home]]:
    """Yield two servers."""
    pools = [await open_pool(dsn) for dsn in two_servers]
    yield Home(pools[0], tmp_path / "one"), Home(pools[1], tmp_path / "two")
    for pool in pools:
        await close_pool(pool)


async def test_an_account_moves(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """It keeps its ids, rows, statistics and files; a dry run and a second run change nothing."""
    old, new = homes
    account = await add_account(old.pool, email="ada@example.org", name="Ada")
    other = await add_account(new.pool)
    await new.fill(other)
    await old.fill(account)
    archive = tmp_path / "ada.zip"
    archive.write_bytes(await old.export(account))
    before = await read_everything(new.pool)
    dry = await new.load(archive, is_dry_run=True)
    assert await read_everything(new.pool) == before
    report = await new.load(archive)
    assert dry.to_json()["tables"] == report.to_json()["tables"]
    assert report.added_accounts == [account]
    assert all(table.found == table.added for name, table in report.tables.items() if "study_" not in name), (
        report.to_text()
    )
    for query in (
        "SELECT subject_id::text, title, tags FROM public.tasks WHERE user_id = $1",
        "SELECT title, duration, completed_at FROM public.study_sessions WHERE user_id = $1",
        "SELECT date, subject_id, total_study_time FROM public.study_analytics WHERE user_id = $1",
        "SELECT full_name, total_study_time FROM public.profiles WHERE id = $1",
        "SELECT raw_user_meta_data FROM auth.users WHERE id = $1",
    ):
        assert await new.pool.fetch(query, account) == await old.pool.fetch(query, account)
    assert await new.list_files(account) == [(f"{account}/m.txt", b"content")]
    after = await read_everything(new.pool)
    again = await new.load(archive)
    assert (again.tables["public.tasks"].kept, again.tables["storage.objects"].kept) == (1, 1)
    # Statistics are made anew, with another version of what is kept of them.
    recreated: dict[str, list[str]] = {"public.study_analytics": [], "account_versions": []}
    assert {**await read_everything(new.pool), **recreated} == {**after, **recreated}


async def test_a_copy_beside_the_original(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """With another address everything gets new ids, also in references and names of files; the original stays."""
    home, _ = homes
    account = await add_account(home.pool, email="ada@example.org")
    await home.fill(account)
    before = await read_everything(home.pool)
    archive = tmp_path / "ada.zip"
    archive.write_bytes(await home.export(account))
    report = await home.load(archive, address="Copy@example.org")
    (copy,) = report.added_accounts
    row = await home.pool.fetchrow(
        "SELECT t.id, s.user_id, m.file_path FROM public.tasks AS t JOIN public.subjects AS s ON s.id = t.subject_id"
        " JOIN public.materials AS m ON m.user_id = t.user_id WHERE t.user_id = $1",
        copy,
    )
    assert row is not None, report.to_text()
    assert (row["user_id"], row["file_path"]) == (copy, f"{copy}/m.txt")
    assert await home.list_files(copy) == [(f"{copy}/m.txt", b"content")]
    await home.pool.execute("DELETE FROM storage.objects WHERE owner_id = $1", str(copy))
    await home.pool.execute("DELETE FROM auth.users WHERE id = $1", copy)
    after = await read_everything(home.pool)
    after.pop("storage.removed_versions")
    before.pop("storage.removed_versions")
    assert after == before


def change(content: bytes, **entries: Any) -> bytes:
    """Return an archive with other entries; None removes one."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            if name not in entries:
                archive.writestr(name, source.read(name))
        for name, value in entries.items():
            if value is not None:
                archive.writestr(name, value)
    return target.getvalue()


def damage(content: bytes, name: str) -> bytes:
    """Return an archive with other compressed bytes in one entry."""
    start = content.index(name.encode()) + len(name)
    return content[: start + 25] + b"\xff" * 50 + content[start + 75 :]


async def test_hostile_archives_are_refused(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """What no export writes stops the import before anything was changed."""
    old, new = homes
    account = await add_account(old.pool, email="ada@example.org")
    victim = await add_account(new.pool, email="victim@example.org")
    await old.fill(account)
    content = await old.export(account)
    document = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("account.json"))
    files = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("files.json"))
    path = f"files/materials/{account}/m.txt"

    def with_data(**tables: Any) -> str:
        return json.dumps({**document, "data": {**document["data"], **tables}})

    task = document["data"]["tasks"][0]
    hostile = {
        "no archive": b"no archive",
        "no document": change(content, **{"account.json": None}),
        "no JSON": change(content, **{"account.json": "{"}),
        "another format": change(content, **{"account.json": json.dumps({**document, "format": 2})}),
        "a row of another account": change(
            content, **{"account.json": with_data(tasks=[{**task, "user_id": str(victim)}])}
        ),
        "a row of nobody": change(content, **{"account.json": with_data(tasks=[{**task, "user_id": None}])}),
        "a value of another type": change(
            content, **{"account.json": with_data(tasks=[{**task, "due_date": "never"}])}
        ),
        "a path": change(content, **{"files.json": json.dumps([{**files[0], "name": "../../x"}])}),
        "a path of a bucket": change(content, **{"files.json": json.dumps([{**files[0], "bucket": ".."}])}),
        "an absolute path": change(content, **{"files.json": json.dumps([{**files[0], "name": "/etc/passwd"}])}),
        "another entry": change(content, **{"../evil": "x"}),
        "another size": change(content, **{"files.json": json.dumps([{**files[0], "size": 1}])}),
        "no file": change(content, **{path: None}),
        "another content": change(content, **{path: "CONTENT"}),
        "cut": content[: len(content) // 2],
        "damaged": damage(content, "account.json"),
    }
    before = await read_everything(new.pool)
    archive = tmp_path / "hostile.zip"
    for name, changed in hostile.items():
        archive.write_bytes(changed)
        with pytest.raises(ArchiveError):
            await new.load(archive)
        after = await read_everything(new.pool)
        # What was announced before its content was found to be damaged.
        assert {**after, "storage.removed_versions": []} == before, name
    assert not list((tmp_path / "two" / "objects").glob("*/*"))


async def test_rows_of_others_are_never_changed(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """References to rows of others are dropped, and a file whose name another account has is left out."""
    old, new = homes
    account = await add_account(old.pool, email="ada@example.org")
    await old.fill(account)
    victim = await add_account(new.pool, email="victim@example.org")
    subject = await new.pool.fetchval(
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'theirs') RETURNING id", victim
    )
    content = await old.export(account)
    document = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("account.json"))
    task = {**document["data"]["tasks"][0], "subject_id": str(subject), "id": str(uuid4())}
    document["data"]["tasks"].append(task)
    await new.pool.execute(
        "INSERT INTO storage.objects (bucket_id, name, owner_id) VALUES ('materials', $1, $2)",
        f"{account}/m.txt", str(victim),
    )  # fmt: skip
    archive = tmp_path / "ada.zip"
    archive.write_bytes(change(content, **{"account.json": json.dumps(document)}))
    report = await new.load(archive)
    assert report.tables["storage.objects"].skipped == {"another account has a file of this name": 1}
    assert await new.pool.fetchval("SELECT subject_id FROM public.tasks WHERE id = $1", UUID(task["id"])) is None
    assert await new.pool.fetchval("SELECT user_id FROM public.subjects WHERE id = $1", subject) == victim


async def test_an_archive_adds_only_files_that_the_account_could_upload(
    homes: tuple[Home, Home], tmp_path: Path
) -> None:
    """Neither the limits of a bucket nor the folder of another account are in the hands of an archive."""
    old, new = homes
    account = await add_account(old.pool, email="ada@example.org")
    await old.fill(account)
    victim = await add_account(new.pool, email="victim@example.org")
    content = await old.export(account)
    (file,) = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("files.json"))
    body = zipfile.ZipFile(io.BytesIO(content)).read(f"files/materials/{account}/m.txt")
    changes: list[tuple[dict[str, Any], str]] = [
        ({"name": f"{victim}/m.txt"}, "its name has the id of another account"),
        ({"name": f"{str(victim).upper()}/m.txt"}, "its name has the id of another account"),
        ({"bucket": "avatars", "name": f"avatars/{victim}-1.png", "mimetype": "image/png"}, "its name has the id of"),
        ({"mimetype": "application/x-executable"}, "its bucket does not take files of this type"),
        ({"bucket": "nowhere"}, "its bucket is not there"),
    ]
    await new.pool.execute("UPDATE storage.buckets SET file_size_limit = 1 WHERE id = 'study-materials'")
    changes.append(({"bucket": "study-materials"}, "it is larger than its bucket allows"))
    archive = tmp_path / "ada.zip"
    for changed, reason in changes:
        listed = {**file, **changed}
        moved = {f"files/materials/{account}/m.txt": None, f"files/{listed['bucket']}/{listed['name']}": body}
        archive.write_bytes(change(content, **{"files.json": json.dumps([listed])}, **moved))
        report = await new.load(archive)
        assert [text[: len(reason)] for text in report.tables["storage.objects"].skipped] == [reason], changed
    assert await new.pool.fetchval("SELECT count(*) FROM storage.objects") == 0


async def test_rows_that_a_program_wrote_do_not_stop_an_export(homes: tuple[Home, Home]) -> None:
    """Metadata of any kind is left out, and so is a file whose name would lead out of the archive."""
    old, _ = homes
    account = await add_account(old.pool, email="ada@example.org")
    await old.fill(account)
    await old.pool.execute("UPDATE storage.objects SET metadata = '[1]', user_metadata = '\"x\"'")
    (file,) = json.loads(zipfile.ZipFile(io.BytesIO(await old.export(account))).read("files.json"))
    assert (file["mimetype"], file["user_metadata"]) == ("application/octet-stream", None)
    await old.pool.execute("UPDATE storage.objects SET name = '../../x'")
    content = zipfile.ZipFile(io.BytesIO(await old.export(account)))
    assert not [name for name in content.namelist() if name.startswith("files/")]
