"""Backups of a whole server: databases, files and keys in one archive, and the way back."""

from alcove.foundation.backup.archive import Archive, open_archive
from alcove.foundation.backup.create import BackupCreator, BackupPlan, BackupSummary, NamedDatabase, Progress
from alcove.foundation.backup.model import (
    SERVER,
    AppDatabase,
    BackupError,
    BackupParts,
    FileSource,
    StoredFile,
    TargetInUse,
)
from alcove.foundation.backup.restore import Restoration, RestorePlan
from alcove.foundation.backup.sources import list_tree, single_file
from alcove.foundation.backup.target import STANDARD_OUTPUT, check_space, check_target, open_target

__all__ = [
    "SERVER",
    "STANDARD_OUTPUT",
    "AppDatabase",
    "Archive",
    "BackupCreator",
    "BackupError",
    "BackupParts",
    "BackupPlan",
    "BackupSummary",
    "FileSource",
    "NamedDatabase",
    "Progress",
    "Restoration",
    "RestorePlan",
    "StoredFile",
    "TargetInUse",
    "check_space",
    "check_target",
    "list_tree",
    "open_archive",
    "open_target",
    "single_file",
]
