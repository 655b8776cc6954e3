"""The jobs of downloads: fetch, expire, look for removed files, clean up."""

from alcove.apps.books.downloads.jobs.cleanup import EXPIRE, expire, look, tidy
from alcove.apps.books.downloads.jobs.deps import JobDeps, open_job_deps
from alcove.apps.books.downloads.jobs.fetch import LOOK, fetch

__all__ = ["EXPIRE", "LOOK", "JobDeps", "expire", "fetch", "look", "open_job_deps", "tidy"]
