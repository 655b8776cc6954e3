"""The dependency container of the storage API, and its limits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.files import FileStore, UnfinishedFiles
from alcove.wires.supabase.tokens import TokenVerifier

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageConfig:
    """What an administrator sets.

    `max_file_size` is the largest content of an object in bytes, whatever a bucket allows. `external_url` is the
    address of the storage API as clients see it, such as https://example.org/storage/v1; without one it is `base_path`
    at the host of each request. `statement_seconds` stops statements of callers, and with them policies.
    """

    max_file_size: int = 50 * MEGABYTE
    max_json: int = MEGABYTE
    max_list: int = 1000
    external_url: str = ""
    base_path: str = ""
    has_images: bool = False
    """Whether images are transformed."""
    image_folder: Path = Path("images")
    """Where changed images are kept."""
    image_cache_bytes: int = 256 * MEGABYTE
    statement_seconds: float = 8.0
    stall_seconds: float = 30.0
    """How long an upload may send nothing."""


class KeySource(Protocol):
    """Derives keys from the secret of the project."""

    def derive(self, label: str, content: bytes) -> bytes:
        """Return 32 bytes that depend on the secret, the label and the content."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageDeps:
    """The parts of a storage API; `verifier` and `key_source` return those with the current keys.

    `pool` is for what callers ask for: its role may only become the roles of callers. `owner_pool` is the server's own:
    row security does not apply to it. Both raise DATABASE_LOST.
    """

    config: StorageConfig
    pool: Callable[[], Awaitable[Pool]]
    owner_pool: Callable[[], Awaitable[Pool]]
    files: FileStore
    unfinished: UnfinishedFiles
    verifier: Callable[[], TokenVerifier]
    key_source: Callable[[], KeySource]
    clock: Clock
