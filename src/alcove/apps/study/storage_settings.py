"""The settings of files at `/storage/v1`."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from alcove.apps.study.account_settings import AccountSettings


class StorageSettings(AccountSettings, frozen=True, kw_only=True):
    """Where files are, and how large they may be."""

    study_storage_dir: Annotated[
        Path | None,
        Meta(description="Folder of the files of /storage/v1; by default `storage` in the data directory."),
    ] = None
    study_storage_file_limit: Annotated[
        int,
        Meta(ge=1, le=2**40, description="Largest file of /storage/v1 in bytes; a bucket may allow less."),
    ] = 50 * 2**20
