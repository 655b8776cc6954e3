"""The limits of storage."""

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageConfig:
    """What an administrator sets.

    `max_file_size` is the largest content of an object in bytes, whatever a bucket allows. `external_url` is the
    address of the storage API as clients see it, such as https://example.org/storage/v1. `statement_seconds` stops
    statements of callers, and with them policies.
    """

    max_file_size: int = 50 * MEGABYTE
    max_json: int = MEGABYTE
    max_list: int = 1000
    external_url: str = ""
    statement_seconds: float = 8.0
    stall_seconds: float = 30.0
    """How long an upload may send nothing."""
