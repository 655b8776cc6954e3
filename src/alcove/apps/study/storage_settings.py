"""The settings of files at `/storage/v1`."""

from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from alcove.apps.study.account_settings import AccountSettings

MEGABYTE: Final = 1024 * 1024


class StorageSettings(AccountSettings, frozen=True, kw_only=True):
    """Where files are, how large they may be, and how slowly they may arrive."""

    study_storage_dir: Annotated[
        Path | None,
        Meta(description="Folder of the files of /storage/v1; by default `storage` in the data directory."),
    ] = None
    study_storage_file_limit: Annotated[
        int,
        Meta(ge=1, le=2**40, description="Largest file of /storage/v1 in bytes; a bucket may allow less."),
    ] = 50 * MEGABYTE
    study_storage_images: Annotated[
        bool, Meta(description="Transform images of /storage/v1; it needs the extra `images` as well.")
    ] = True
    study_storage_image_cache: Annotated[
        int, Meta(ge=0, le=2**40, description="Bytes of transformed images of /storage/v1 that are kept.")
    ] = 256 * MEGABYTE
    study_storage_stall_seconds: Annotated[
        float, Meta(ge=1, le=600, description="Seconds without a byte after which an upload is given up.")
    ] = 30.0
