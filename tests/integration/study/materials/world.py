"""A database with an account, and a folder of files, without a server."""

import uuid
from pathlib import Path
from typing import Final

from alcove.apps.study.materials.extracting import FileExtractor
from alcove.apps.study.materials.extraction import ExtractionLimits
from alcove.apps.study.materials.files import MaterialFiles, material_folder
from alcove.apps.study.materials.indexing import MaterialIndexer
from alcove.apps.study.materials.jobs import extraction_job
from alcove.apps.study.materials.model import MaterialFile, NewMaterial
from alcove.apps.study.materials.store.materials import add_file
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import Interrupted, defer
from alcove.wires.supabase.storage.files import LocalFileStore
from support.folders import list_files

STATE: Final = "SELECT state, reason, chunks, starts, progress FROM study.material_imports WHERE material_id = $1"


class World:
    """A database with an account, and a folder of files."""

    def __init__(self, pool: Pool, folder: Path, account: uuid.UUID) -> None:
        self.pool = pool
        self.folder = folder
        self.account = account
        self.files = self.open_files(SystemClock())

    def open_files(self, clock: Clock) -> MaterialFiles:
        """Return the files with another clock."""
        store = LocalFileStore(material_folder(self.folder / "storage"), reserve_mb=0)
        return MaterialFiles(store, pool=self.pool, clock=clock)

    async def add(self, content: bytes, kind: str) -> uuid.UUID:
        """Add a material with a file."""
        writer = await self.files.open_writer()
        await writer.write(content)
        stored = await writer.store()
        file = MaterialFile(version=stored.version, kind=kind, media_type="x/y", size=stored.size, sha256=stored.sha256)
        material_id = uuid.uuid4()
        async with self.pool.acquire() as connection, connection.transaction():
            await add_file(connection, material_id, new=NewMaterial(user_id=self.account, title="t"), file=file)
            await defer(connection, extraction_job(material_id))
        return material_id

    async def extract(self, material_id: uuid.UUID, *, seconds: float = 60, interrupted_after: int = 0) -> None:
        """Extract the text of a file."""
        extractor = FileExtractor(self.pool, files=self.files, limits=ExtractionLimits(pages=100, seconds=seconds))
        looks = 0

        def checkpoint() -> None:
            nonlocal looks
            looks += 1
            if looks == interrupted_after:
                raise Interrupted("shutdown")

        await extractor.run(material_id, checkpoint)

    async def index(self) -> None:
        """Make the passages of what is queued."""
        await MaterialIndexer(self.pool).run(lambda: None)

    async def state(self, material_id: uuid.UUID) -> str:
        """Return the state of an import, with the reason if there is one."""
        row = await self.pool.fetchrow(STATE, material_id)
        return f"{row['state']}: {row['reason']}" if row["reason"] else str(row["state"])

    def list_files(self) -> list[Path]:
        """Return all files on the disk."""
        return list_files(self.folder)
