"""Buckets and objects of a dump, with the files of a folder: no row without its file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from alcove.apps.study.dumps import DataBlock, StagingTable, create_staging, load_rows
from alcove.apps.study.file_transfer import FileTransfer, find_file, is_safe_name
from alcove.apps.study.project_import.model import ImportReport
from alcove.apps.study.project_import.plan import STORAGE_TABLES
from alcove.apps.study.project_import.store import objects as store
from alcove.foundation.database import Connection
from alcove.wires.supabase.storage.files import new_version

_NO_FOLDER: Final = "no folder was named with --storage"


@dataclass(slots=True, kw_only=True)
class ObjectImport:
    """Stages the rows of storage, and adds those whose files are there."""

    connection: Connection
    transfer: FileTransfer
    report: ImportReport
    folder: Path | None
    staged: dict[str, StagingTable] = field(default_factory=dict)

    async def stage(self, block: DataBlock) -> None:
        """Stage a block of rows; those of tables that are not taken are passed over."""
        name = block.table.name
        if name not in STORAGE_TABLES:
            block.drain()
            return
        block.require_columns()
        if name not in self.staged:
            self.staged[name] = await create_staging(self.connection, f"storage_{name}", columns=block.columns)
        await load_rows(self.connection, self.staged[name], chunks=block.chunks, columns=block.columns)

    async def add(self) -> None:
        """Add buckets and objects; OSError when a file cannot be stored."""
        if buckets := self.staged.get("buckets"):
            table = self.report.table("storage.buckets")
            table.found, table.added, same = await store.add_buckets(self.connection, buckets)
            table.kept = table.found - table.added
            if same < table.found:
                table.notes["the bucket is here, with other limits, which stay"] = table.found - same
        if objects := self.staged.get("objects"):
            table = self.report.table("storage.objects")
            table.found = await store.count_objects(self.connection, objects)
            if self.folder is None:
                table.skipped[_NO_FOLDER] = table.found
                return
            async for row in store.read_objects(self.connection, objects):
                await self._add_object(objects, row, folder=self.folder)

    async def _add_object(self, objects: StagingTable, row: Mapping[str, Any], *, folder: Path) -> None:
        table = self.report.table("storage.objects")
        bucket, name = row["bucket_id"] or "", row["name"] or ""
        if row["is_here"]:
            table.kept += 1
            return
        if not is_safe_name(bucket, name):
            table.skipped["the name is not allowed here"] += 1
            return
        if not row["has_bucket"]:
            table.skipped["its bucket is not there"] += 1
            return
        path = find_file(folder, bucket=bucket, name=name, version=row["version"])
        if path is None:
            table.skipped["its file is not in the folder"] += 1
            return
        size = path.stat().st_size
        if _read_size(row["metadata"]) not in (None, size):
            table.notes["the file has another size than its row says"] += 1
        metadata: dict[str, Any] = {"size": size, "contentLength": size}
        version = new_version()
        if not self.report.is_dry_run:
            stored = await self.transfer.store_path(path)
            version, metadata["eTag"] = stored.version, f'"{stored.sha256}"'
        await store.add_object(
            self.connection, objects, bucket=bucket, name=name, metadata=json.dumps(metadata), version=version
        )
        table.added += 1


def _read_size(metadata: str | None) -> int | None:
    try:
        size = json.loads(metadata or "{}").get("size")
    except (ValueError, AttributeError):
        return None
    return size if isinstance(size, int) else None
