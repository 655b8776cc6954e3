"""The declaration of the books app."""

from pathlib import Path
from typing import Final

from alcove.apps.books.notifications import NOTIFICATIONS
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings.legacy import apply_aliases
from alcove.foundation.app import App, lazy
from alcove.foundation.database import MigrationSource
from alcove.foundation.jobs import Queue

APP: Final = App(
    name="books",
    has_shared_library=True,
    title="Search catalogues, fetch books, manage the queue.",
    settings=BooksSettings,
    migrations=MigrationSource("books", Path(__file__).parent / "migrations"),
    # At most ten downloads (MAX_CONCURRENT_DOWNLOADS), and two other jobs.
    queues=(Queue("books", concurrency=12),),
    build_api=lazy("alcove.apps.books.build:build_endpoints"),
    build_tasks=lazy("alcove.apps.books.tasks:build_worker_tasks"),
    probes=lazy("alcove.apps.books.facade:build_probes"),
    cli=lazy("alcove.apps.books.cli:build_commands"),
    listeners=lazy("alcove.apps.books.start:listeners"),
    aliases=apply_aliases,
    check_settings=lazy("alcove.apps.books.start:check_settings"),
    log_start=lazy("alcove.apps.books.start:log_start"),
    backup=lazy("alcove.apps.books.backup:list_backup_parts"),
    demo=lazy("alcove.apps.books.demo:demo"),
    notifications=NOTIFICATIONS,
    activity=lazy("alcove.apps.books.overview:build_activity"),
    find=lazy("alcove.apps.books.overview:build_find"),
    today=lazy("alcove.apps.books.overview:build_today"),
    live_events=lazy("alcove.apps.books.overview:build_live_events"),
)
