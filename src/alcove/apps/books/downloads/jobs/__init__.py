"""The jobs of downloads: fetch books, expire finished entries, check delivered files, clean up."""

from alcove.apps.books.downloads.jobs.cleanup import EXPIRE, check_delivered_files, clean_up, expire_finished
from alcove.apps.books.downloads.jobs.deps import JobDeps, build_job_deps
from alcove.apps.books.downloads.jobs.fetch import CHECK_FILES, FIRST_PAUSE, fetch_downloads
from alcove.apps.books.downloads.jobs.substitutes import find_substitutes
from alcove.apps.books.downloads.jobs.waiting import SUBSTITUTES

__all__ = [
    "CHECK_FILES",
    "EXPIRE",
    "FIRST_PAUSE",
    "SUBSTITUTES",
    "JobDeps",
    "build_job_deps",
    "check_delivered_files",
    "clean_up",
    "expire_finished",
    "fetch_downloads",
    "find_substitutes",
]
