"""One account with its rows and files, as a file that another server reads."""

from alcove.apps.study.account_archive.model import ArchiveError, ArchiveSummary
from alcove.apps.study.account_archive.reader import open_archive
from alcove.apps.study.account_archive.service import ArchiveImport
from alcove.apps.study.account_archive.writer import ArchiveExport

__all__ = ["ArchiveError", "ArchiveExport", "ArchiveImport", "ArchiveSummary", "open_archive"]
