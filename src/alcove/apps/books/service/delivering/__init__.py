"""Finished files on their way into a library's folder: named, handed to the hook, published once."""

from alcove.apps.books.service.delivering.delivery import (
    DeliveryDeps,
    FinishedFile,
    Lost,
    clean_up,
    deliver,
    recover,
)
from alcove.apps.books.service.delivering.disk_work import BookFailed
from alcove.apps.books.service.delivering.folders import Readiness, troubles, warnings

__all__ = [
    "BookFailed",
    "DeliveryDeps",
    "FinishedFile",
    "Lost",
    "Readiness",
    "clean_up",
    "deliver",
    "recover",
    "troubles",
    "warnings",
]
