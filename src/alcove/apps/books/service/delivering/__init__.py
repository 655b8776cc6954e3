"""Finished files on their way into a library's folder: named, handed to the hook, published once."""

from alcove.apps.books.service.delivering.delivery import Lost, Outcome, Parcel, Way, clean_up, deliver, recover
from alcove.apps.books.service.delivering.disk_work import BookFailed
from alcove.apps.books.service.delivering.folders import Readiness, troubles, warnings

__all__ = [
    "BookFailed",
    "Lost",
    "Outcome",
    "Parcel",
    "Readiness",
    "Way",
    "clean_up",
    "deliver",
    "recover",
    "troubles",
    "warnings",
]
