"""Settings of the queue, of transfers and of where finished files go."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alcove.apps.books.settings.reading import SearchSettings

Folder = Annotated[Path | None, Meta(description="a folder")]


class DownloadSettings(SearchSettings, frozen=True, kw_only=True):
    """How books are fetched, named and delivered."""

    tmp_dir: Annotated[
        Path | None, Meta(description="Where unfinished files are kept; books/tmp in the data directory if need be.")
    ] = None
    ingest_dir: Annotated[
        Path | None,
        Meta(
            description="Where finished files go; /cwa-book-ingest if that is there, else books/ingest in the data"
            " directory."
        ),
    ] = None
    destination: Annotated[Path | None, Meta(description="Where finished files go; wins over INGEST_DIR.")] = None
    destination_audiobook: Annotated[
        Path | None, Meta(description="Where finished audiobooks go; with the other books if need be.")
    ] = None
    ingest_publish: Annotated[
        Literal["rename", "write"],
        Meta(description="How a file appears: renamed when it is whole, or written in one go under its final name."),
    ] = "rename"
    umask: Annotated[
        str, Meta(pattern=r"^0?[0-7]{3}\Z", description="File mode bits, in octal, that finished files do not get.")
    ] = "0022"
    max_concurrent_downloads: Annotated[int, Meta(ge=1, le=10, description="Most books to fetch at a time.")] = 3
    main_loop_sleep_time: Annotated[
        int, Meta(ge=1, le=60, description="Accepted from older configurations; the queue wakes up by itself.")
    ] = 5
    status_timeout: Annotated[
        int, Meta(ge=1, le=604_800, description="Seconds for which a finished item stays listed.")
    ] = 3600
    download_progress_update_interval: Annotated[
        float, Meta(ge=0.1, le=60, description="Seconds between two reports of a transfer's progress.")
    ] = 1.0
    max_retry: Annotated[int, Meta(ge=1, le=50, description="Tries per address of a file.")] = 3
    default_sleep: Annotated[
        float, Meta(ge=0, le=60, description="Seconds before the second try; they double with each further one.")
    ] = 2.0
    download_timeout: Annotated[
        int, Meta(ge=10, le=86_400, description="Seconds within which a book must be fetched.")
    ] = 3600
    max_file_size_mb: Annotated[int, Meta(ge=1, le=1_000_000, description="Largest file to fetch, in megabytes.")] = (
        2048
    )
    use_book_title: Annotated[bool, Meta(description="Whether files are named by title; FILE_ORGANIZATION wins.")] = (
        False
    )
    file_organization: Annotated[
        Literal["none", "rename", "organize"] | None,
        Meta(
            description="How files are named: by id, by TEMPLATE_RENAME, or by TEMPLATE_ORGANIZE, which makes folders."
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
        str, Meta(max_length=500, description="Name of a file and its folders, from the same words.")
    ] = "{Author}/{Title} ({Year})"
    template_audiobook_rename: Annotated[str, Meta(max_length=500, description="Name of an audiobook's file.")] = (
        "{Author} - {Title}"
    )
    template_audiobook_organize: Annotated[
        str, Meta(max_length=500, description="Name of an audiobook's file and its folders.")
    ] = "{Author}/{Title}"
    custom_script: Annotated[
        Path | None, Meta(description="Program that gets every finished file before it is delivered.")
    ] = None
    content_type_routing: Annotated[
        bool, Meta(description="Whether the kind of a book decides about its folder, by CONTENT_TYPE_DIR_*.")
    ] = False
    content_type_dir_fiction: Annotated[Path | None, Meta(description="Folder of fiction.")] = None
    content_type_dir_non_fiction: Annotated[Path | None, Meta(description="Folder of non-fiction.")] = None
    content_type_dir_unknown: Annotated[Path | None, Meta(description="Folder of books of a kind not known.")] = None
    content_type_dir_magazine: Annotated[Path | None, Meta(description="Folder of magazines.")] = None
    content_type_dir_comic: Annotated[Path | None, Meta(description="Folder of comic books.")] = None
    content_type_dir_audiobook: Annotated[Path | None, Meta(description="Folder of audiobooks.")] = None
    content_type_dir_standards: Annotated[Path | None, Meta(description="Folder of standards documents.")] = None
    content_type_dir_musical_score: Annotated[Path | None, Meta(description="Folder of musical scores.")] = None
    content_type_dir_other: Annotated[Path | None, Meta(description="Folder of everything else.")] = None
    legacy_status_names: Annotated[
        bool,
        Meta(
            description="Whether the /request prefix calls delivered items available or done, as scripts of old expect."
        ),
    ] = False
