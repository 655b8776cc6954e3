"""A folder of delivered books, and the OPDS catalogue of them on a real server."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alcove.apps.books.delivery.store import files
from alcove.foundation.database import Pool
from fixtures.books.app_with_sources import book
from support import ebooks


@dataclass(slots=True)
class Library:
    """The folder of delivered files."""

    pool: Pool
    folder: Path
    count: int = 0

    async def put(self, title: str = "A Title", **changes: Any) -> bytes:
        """Deliver a book and return the content of its file."""
        self.count += 1
        name = f"{self.count} {title[:40].replace('/', '_')}.epub"
        content = ebooks.epub(title=title)
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_bytes(content)
        described = book(f"sh-{self.count}.epub", title=title, **changes)
        content_info = files.Content(size=len(content), sha256=b"")
        async with self.pool.acquire() as connection:
            await files.add(connection, described, path=str(self.folder / name), name=name, content=content_info)
        return content
