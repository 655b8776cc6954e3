"""Books: found in open catalogues, queued, fetched, delivered into a library's folder.

The names below are all that others may use; what they load is loaded when they are called.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.apps.books.parts import Resources, open_preferences, open_roads
from alcove.apps.books.settings import BooksSettings as Settings
from alcove.apps.books.settings.legacy import ignored, with_aliases
from alcove.foundation.database import MigrationSource

if TYPE_CHECKING:
    from alcove.apps.books.routes.assembling import Served
    from alcove.apps.books.service.desk import Desk
    from alcove.foundation.jobs import Task
    from alcove.foundation.telemetry import Probe
    from alcove.foundation.web import Api

__all__ = [
    "MIGRATIONS",
    "Resources",
    "Settings",
    "assemble",
    "build_api",
    "build_tasks",
    "check_settings",
    "hash_password",
    "health_probes",
    "ignored",
    "open_desk",
    "with_aliases",
]

MIGRATIONS = MigrationSource("books", Path(__file__).parent / "migrations")


def build_api(resources: Resources) -> "Api":
    """Return the endpoints of the app."""
    return assemble(resources).shared


def assemble(resources: Resources) -> "Served":
    """Return the endpoints of the app beside those of others, and by themselves."""
    from alcove.apps.books.routes.assembling import assemble  # noqa: PLC0415 - the worker needs none of it

    return assemble(resources)


def check_settings(settings: Settings) -> None:
    """Refuse a setting that the app could not use once it runs; SettingError."""
    if settings.opds_catalogs:
        from alcove.apps.books.sources.opds import read_catalogs  # noqa: PLC0415 - loads the parser

        read_catalogs(settings.opds_catalogs.reveal())


def build_tasks(resources: Resources) -> "Sequence[Task]":
    """Return what the worker does for the app."""
    from alcove.apps.books.jobs import build_tasks  # noqa: PLC0415 - the api process runs no jobs
    from alcove.apps.books.jobs.opening import open_surroundings, periodic_tasks  # noqa: PLC0415 - the same

    roads = open_roads(resources)
    return [*build_tasks(open_surroundings(resources, roads=roads)), *periodic_tasks(resources, roads=roads)]


def health_probes(resources: Resources) -> "Sequence[Probe]":
    """Return the checks that tell whether the app can do its work."""
    from alcove.apps.books.service.probing import probes  # noqa: PLC0415 - not needed to read settings

    return probes(resources)


def open_desk(resources: Resources) -> "Desk":
    """Return what the command line may ask of the app."""
    from alcove.apps.books.service.delivering import Readiness  # noqa: PLC0415 - the command line only
    from alcove.apps.books.service.desk import Desk  # noqa: PLC0415 - the same
    from alcove.apps.books.service.opened_sources import OpenedSources  # noqa: PLC0415 - the same
    from alcove.apps.books.service.searching import Search  # noqa: PLC0415 - the same
    from alcove.apps.books.store.rows import Rows  # noqa: PLC0415 - the same

    preferences = open_preferences(resources)
    opened = OpenedSources(open_roads(resources).open, preferences=preferences)
    return Desk(
        pool=resources.pool,
        notices=resources.notices,
        preferences=preferences,
        opened=opened,
        searching=Search(opened, Rows(resources.pool), preferences=preferences, clock=resources.clock),
        readiness=Readiness(clock=resources.clock, data_dir=resources.data_dir),
        data_dir=resources.data_dir,
    )


def hash_password(password: str) -> str:
    """Return the hash of a password, as BUILTIN_PASSWORD_HASH takes it."""
    from alcove.apps.books.sources.calibreweb.hashes import hash_password as hashed  # noqa: PLC0415 - rarely asked for

    return hashed(password)
