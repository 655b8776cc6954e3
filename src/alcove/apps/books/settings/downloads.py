"""Settings of the queue, of transfers, and of the folders and names of finished files."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alcove.apps.books.settings.search import SearchSettings

Folder = Annotated[Path | None, Meta(description="a folder")]


class DownloadSettings(SearchSettings, frozen=True, kw_only=True):
    """How books are fetched, named and delivered."""

    tmp_dir: Annotated[
        Path | None, Meta(description="Folder for unfinished files; books/tmp in the data directory by default.")
    ] = None
    ingest_dir: Annotated[
        Path | None,
        Meta(
            description="Folder for finished files; by default /cwa-book-ingest if it exists, else books/ingest in the"
            " data directory."
        ),
    ] = None
    destination: Annotated[Path | None, Meta(description="Folder for finished files; overrides INGEST_DIR.")] = None
    destination_audiobook: Annotated[
        Path | None, Meta(description="Folder for finished audiobooks; the same as for other books by default.")
    ] = None
    ingest_publish: Annotated[
        Literal["rename", "write"],
        Meta(description="How a file is published: renamed when complete, or written directly under its final name."),
    ] = "rename"
    umask: Annotated[
        str,
        Meta(pattern=r"^0?[0-7]{3}\Z", description="File mode bits, in octal, that are removed from finished files."),
    ] = "0022"
    max_concurrent_downloads: Annotated[
        int, Meta(ge=1, le=10, description="Maximum number of concurrent downloads.")
    ] = 3
    main_loop_sleep_time: Annotated[
        int, Meta(ge=1, le=60, description="Ignored; accepted for compatibility with older configurations.")
    ] = 5
    status_timeout: Annotated[
        int, Meta(ge=1, le=604_800, description="Seconds for which a finished item stays listed.")
    ] = 3600
    download_progress_update_interval: Annotated[
        float, Meta(ge=0.1, le=60, description="Seconds between two reports of a transfer's progress.")
    ] = 1.0
    max_retry: Annotated[int, Meta(ge=1, le=50, description="Attempts per address of a file.")] = 3
    default_sleep: Annotated[
        float, Meta(ge=0, le=60, description="Seconds before the second attempt; doubled for each other.")
    ] = 2.0
    download_timeout: Annotated[
        int,
        Meta(ge=10, le=86_400, description="Seconds that a download may take, without the waits for its turn."),
    ] = 3600
    max_file_size_mb: Annotated[int, Meta(ge=1, le=1_000_000, description="Maximum size of a file, in megabytes.")] = (
        2048
    )
    use_book_title: Annotated[bool, Meta(description="Name files by title; FILE_ORGANIZATION overrides it.")] = False
    file_organization: Annotated[
        Literal["none", "rename", "organize"] | None,
        Meta(
            description="How files are named: by id, by TEMPLATE_RENAME, or by TEMPLATE_ORGANIZE, which adds folders."
        ),
    ] = None
    file_organization_audiobook: Annotated[
        Literal["none", "rename", "organize"] | None, Meta(description="The same for audiobooks.")
    ] = None
    template_rename: Annotated[
        str,
        Meta(
            max_length=500,
            description="Name of a file: {Author} {Title} {Subtitle} {Year} {Series} {SeriesPosition} {PartNumber}.",
        ),
    ] = "{Author} - {Title} ({Year})"
    template_organize: Annotated[
        str, Meta(max_length=500, description="Name of a file and its folders, with the same placeholders.")
    ] = "{Author}/{Title} ({Year})"
    template_audiobook_rename: Annotated[str, Meta(max_length=500, description="Name of an audiobook's file.")] = (
        "{Author} - {Title}"
    )
    template_audiobook_organize: Annotated[
        str, Meta(max_length=500, description="Name of an audiobook's file and its folders.")
    ] = "{Author}/{Title}"
    custom_script: Annotated[
        Path | None, Meta(description="Program that is run on every finished file before it is delivered.")
    ] = None
    content_type_routing: Annotated[
        bool, Meta(description="Choose the folder by the kind of the book, with CONTENT_TYPE_DIR_*.")
    ] = False
    content_type_dir_fiction: Annotated[Path | None, Meta(description="Folder of fiction.")] = None
    content_type_dir_non_fiction: Annotated[Path | None, Meta(description="Folder of non-fiction.")] = None
    content_type_dir_unknown: Annotated[Path | None, Meta(description="Folder of books of an unknown kind.")] = None
    content_type_dir_magazine: Annotated[Path | None, Meta(description="Folder of magazines.")] = None
    content_type_dir_comic: Annotated[Path | None, Meta(description="Folder of comic books.")] = None
    content_type_dir_audiobook: Annotated[Path | None, Meta(description="Folder of audiobooks.")] = None
    content_type_dir_standards: Annotated[Path | None, Meta(description="Folder of standards documents.")] = None
    content_type_dir_musical_score: Annotated[Path | None, Meta(description="Folder of musical scores.")] = None
    content_type_dir_other: Annotated[Path | None, Meta(description="Folder of everything else.")] = None
    legacy_status_names: Annotated[
        bool,
        Meta(description="Name delivered items `available` or `done` under /request, as older scripts expect."),
    ] = False
