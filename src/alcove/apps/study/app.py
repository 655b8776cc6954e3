"""The declaration of the study app."""

from pathlib import Path
from typing import Final

from alcove.apps.study.ai_settings import apply_aliases
from alcove.apps.study.auth_role import AUTH
from alcove.apps.study.notifications import NOTIFICATIONS
from alcove.apps.study.rest_role import REST
from alcove.apps.study.settings import StudySettings
from alcove.foundation.app import App, lazy
from alcove.foundation.database import MigrationSource
from alcove.foundation.jobs import Queue

APP: Final = App(
    name="study",
    title="Serve programs for Supabase: keys, data, row security.",
    settings=StudySettings,
    # Programs expect tables in these schemas; our own are in `study`.
    migrations=MigrationSource(
        "study", Path(__file__).parent / "migrations", exposes=("public", "realtime", "storage")
    ),
    # One job at a time is enough for the upkeep, and one that embeds uses all cores; a text need not wait for the
    # extraction of another, nor for cards and quizzes, whose jobs wait for AI providers.
    queues=(
        Queue("study", concurrency=1),
        Queue("materials", concurrency=2),
        Queue("study_embeddings", concurrency=1),
        Queue("study_generation", concurrency=4),
    ),
    build_api=lazy("alcove.apps.study.build:build_endpoints"),
    build_tasks=lazy("alcove.apps.study.build:build_worker_tasks"),
    probes=lazy("alcove.apps.study.build:build_probes"),
    gauges=lazy("alcove.apps.study.build:build_gauges"),
    cli=lazy("alcove.apps.study.cli:build_commands"),
    roles={"rest": REST, "auth": AUTH},
    listeners=lazy("alcove.apps.study.own_port:list_listeners"),
    aliases=apply_aliases,
    backup=lazy("alcove.apps.study.backup:list_backup_parts"),
    demo=lazy("alcove.apps.study.demo:build_demo"),
    check_settings=lazy("alcove.apps.study.setting_files:check_settings"),
    notifications=NOTIFICATIONS,
    activity=lazy("alcove.apps.study.overview:build_activity"),
    find=lazy("alcove.apps.study.overview:build_find"),
    today=lazy("alcove.apps.study.overview:build_today"),
    live_events=lazy("alcove.apps.study.overview:build_live_events"),
    log_start=lazy("alcove.apps.study.keys:create_keys"),
)
