"""Putting finished files into the library's folder, and the record of delivered files."""

from alcove.apps.books.delivery.model import name_of
from alcove.apps.books.delivery.service.delivery import (
    DeliveryDeps,
    FinishedFile,
    Lost,
    clean_up,
    consumed,
    deliver,
    naming_for,
    recover,
    remove_leftovers,
    target_of,
)
from alcove.apps.books.delivery.service.disk_io import (
    STAGING,
    BookFailed,
    Stopped,
    in_thread,
    on_disk,
    reason_of,
    uninterrupted,
)
from alcove.apps.books.delivery.service.folders import Readiness, Target, check_room, troubles, warnings
from alcove.apps.books.delivery.service.hook import Hook, run_hook
from alcove.apps.books.delivery.service.publish import sha256_of
from alcove.apps.books.delivery.store import deliveries, files
from alcove.apps.books.delivery.store.files import Content

__all__ = [
    "STAGING",
    "BookFailed",
    "Content",
    "DeliveryDeps",
    "FinishedFile",
    "Hook",
    "Lost",
    "Readiness",
    "Stopped",
    "Target",
    "check_room",
    "clean_up",
    "consumed",
    "deliver",
    "deliveries",
    "files",
    "in_thread",
    "name_of",
    "naming_for",
    "on_disk",
    "reason_of",
    "recover",
    "remove_leftovers",
    "run_hook",
    "sha256_of",
    "target_of",
    "troubles",
    "uninterrupted",
    "warnings",
]
