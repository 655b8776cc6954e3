"""Putting finished files into the library's folder, and the record of delivered files."""

from alcove.apps.books.delivery.model import build_file_name
from alcove.apps.books.delivery.service.delivery import (
    DeliveryDeps,
    FinishedFile,
    LeaseLost,
    choose_naming,
    choose_target,
    clean_up,
    complete_consumed,
    deliver,
    remove_leftovers,
    resume_delivery,
)
from alcove.apps.books.delivery.service.disk_io import (
    STAGING_LABEL,
    DownloadFailed,
    FolderUnavailable,
    WorkStopped,
    describe_os_error,
    run_in_thread,
    run_on_disk,
    run_to_completion,
    stat_regular_file,
)
from alcove.apps.books.delivery.service.folders import Target, check_free_space, find_warnings
from alcove.apps.books.delivery.service.hook import Hook, run_hook
from alcove.apps.books.delivery.service.publish import hash_file
from alcove.apps.books.delivery.service.readiness import Readiness
from alcove.apps.books.delivery.store import deliveries, files
from alcove.apps.books.delivery.store.files import Content, DeliveredFile

__all__ = [
    "STAGING_LABEL",
    "Content",
    "DeliveredFile",
    "DeliveryDeps",
    "DownloadFailed",
    "FinishedFile",
    "FolderUnavailable",
    "Hook",
    "LeaseLost",
    "Readiness",
    "Target",
    "WorkStopped",
    "build_file_name",
    "check_free_space",
    "choose_naming",
    "choose_target",
    "clean_up",
    "complete_consumed",
    "deliver",
    "deliveries",
    "describe_os_error",
    "files",
    "find_warnings",
    "hash_file",
    "remove_leftovers",
    "resume_delivery",
    "run_hook",
    "run_in_thread",
    "run_on_disk",
    "run_to_completion",
    "stat_regular_file",
]
