"""The records app, declared."""

from pathlib import Path
from typing import Final

from alcove.apps.records.notifications import NOTIFICATIONS
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.app import App, Service, lazy
from alcove.foundation.database import MigrationSource
from alcove.foundation.jobs import Queue
from alcove.foundation.vault import SecretColumn

APP: Final = App(
    name="records",
    has_shared_library=True,
    title="Scrape sellers, export offers, look after the records.",
    settings=RecordsSettings,
    migrations=MigrationSource("records", Path(__file__).parent / "migrations"),
    queues=(
        Queue("scraping", concurrency=4),
        Queue("details", concurrency=1),
        # A draw that somebody waits for runs beside a training that takes minutes.
        Queue("learning", concurrency=3),
        Queue("records", concurrency=1),
    ),
    build_api=lazy("alcove.apps.records.build:build_endpoints"),
    build_tasks=lazy("alcove.apps.records.build:build_worker_tasks"),
    probes=lazy("alcove.apps.records.build:build_probes"),
    cli=lazy("alcove.apps.records.cli:build_commands"),
    services={
        "recommender": Service(
            port=8002,
            help="Run the recommender as a service of its own, on port 8002: predictions, trainings, draws.",
            open=lazy("alcove.apps.records.build:open_recommender"),
        ),
        "scraper": Service(
            port=8001,
            help="Run the scraper as a service of its own, on port 8001: scrapes and release details.",
            open=lazy("alcove.apps.records.build:open_scraper"),
        ),
    },
    backup=lazy("alcove.apps.records.backup:list_backup_parts"),
    demo=lazy("alcove.apps.records.demo:build_demo"),
    database_name="records",
    notifications=NOTIFICATIONS,
    activity=lazy("alcove.apps.records.overview:build_activity"),
    find=lazy("alcove.apps.records.overview:build_find"),
    today=lazy("alcove.apps.records.overview:build_today"),
    live_events=lazy("alcove.apps.records.overview:build_live_events"),
    secrets=(
        SecretColumn(
            table="records.discogs_secret",
            column="ciphertext",
            purpose="discogs credentials",
            context=("name", "kind"),
        ),
    ),
    page_addresses=("/home", "/dashboard", "/search", "/by-seller", "/seller-trigger", "/recommender"),
)
