"""The composition root: builds what processes run from their dependencies."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from alcove.apps.study.account_data import build_deletion
from alcove.apps.study.account_data import jobs as account_data
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.ai_providers import build_breaker_gauge, build_provider_registry, build_providers_probe
from alcove.apps.study.answers import jobs as answers
from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.auth_api import PREFIX as AUTH_PREFIX
from alcove.apps.study.auth_api import defer_auth_api
from alcove.apps.study.card_decks import jobs as card_decks
from alcove.apps.study.cards import jobs as cards
from alcove.apps.study.embeddings import defer_embeddings_probe
from alcove.apps.study.embeddings import jobs as embeddings
from alcove.apps.study.functions_api import PREFIX as FUNCTIONS_PREFIX
from alcove.apps.study.functions_api import defer_functions_api
from alcove.apps.study.generation import jobs as generation
from alcove.apps.study.keys import KeyStore, find_mismatch
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.logged_errors import open_error_recorder
from alcove.apps.study.materials import jobs as materials
from alcove.apps.study.notifications import jobs as notifications
from alcove.apps.study.own_port import OWN_PORT, build_site
from alcove.apps.study.project_copies import open_project_accounts
from alcove.apps.study.quizzes import jobs as quizzes
from alcove.apps.study.realtime_api import PREFIX as REALTIME_PREFIX
from alcove.apps.study.realtime_api import defer_realtime_api
from alcove.apps.study.recurring_tasks import jobs as recurring_tasks
from alcove.apps.study.rest_api import PREFIX as REST_PREFIX
from alcove.apps.study.rest_api import build_rest_probe, defer_rest_api
from alcove.apps.study.rooms import jobs as rooms
from alcove.apps.study.rooms import open_rooms
from alcove.apps.study.security_events import jobs as security_events
from alcove.apps.study.security_events import open_recorder
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.signed_requests import build_signed_calls
from alcove.apps.study.storage_api import BODY_LIMIT as STORAGE_BODY_LIMIT
from alcove.apps.study.storage_api import PREFIX as STORAGE_PREFIX
from alcove.apps.study.storage_api import build_storage_probe, defer_storage_api
from alcove.apps.study.storage_api import jobs as storage
from alcove.apps.study.upkeep import jobs as upkeep
from alcove.apps.study.vault import build_vault_probe
from alcove.apps.study.vault import jobs as vault
from alcove.foundation.app import Endpoints
from alcove.foundation.database import MigrationSource
from alcove.foundation.deps import Deps
from alcove.foundation.identity import MIGRATIONS as ACCOUNT_MIGRATIONS
from alcove.foundation.jobs import Task
from alcove.foundation.mail import MailSettings
from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import ComponentHealth, GaugeReader, Probe

PROJECT_MIGRATIONS: Final = (
    "0001_api_roles",
    "0009_storage",
    "0010_realtime_messages",
    "0011_realtime_changes",
    "0015_storage_uploads",
    "0016_storage_folders",
)
"""Those of this app's migrations that the database of a program needs as well; they depend on no other."""
_UNLIMITED: Final = 2**62


def build_endpoints(deps: Deps) -> Endpoints:
    """Return the endpoints at the server's address."""
    from alcove.apps.study.api import build_apis, register_endpoints  # noqa: PLC0415 - not in the worker
    from alcove.apps.study.native_callers import build_callers  # noqa: PLC0415 - not in the worker
    from alcove.apps.study.study_days import DayRule  # noqa: PLC0415 - not in the worker
    from alcove.foundation.web import Access  # noqa: PLC0415 - not in the worker

    store = build_key_store(deps)
    sessions, database = KnownSessions(deps), ApiDatabase(deps)
    ai_parts = AiParts(deps)
    accounts = open_project_accounts(deps)
    if accounts is not None:
        # What another process deletes is deleted there as well, even when nobody signs in.
        accounts.start()
    services = {
        REST_PREFIX: defer_rest_api(deps, database=database, key_store=store, sessions=sessions),
        REALTIME_PREFIX: defer_realtime_api(deps, database=database, key_store=store, sessions=sessions),
        AUTH_PREFIX: defer_auth_api(deps, key_store=store, sessions=sessions, project_accounts=accounts),
        STORAGE_PREFIX: defer_storage_api(deps, database=database, key_store=store, sessions=sessions),
        FUNCTIONS_PREFIX: defer_functions_api(deps, key_store=store, sessions=sessions, ai_parts=ai_parts),
    }
    # They limit each body themselves, and have errors of their own for one too large.
    body_limits = {STORAGE_PREFIX: STORAGE_BODY_LIMIT, FUNCTIONS_PREFIX: _UNLIMITED, REALTIME_PREFIX: _UNLIMITED}
    apis = build_apis()
    callers = build_callers(deps, key_store=store, find_signer=build_signed_calls(deps).identify)
    register_endpoints(apis, deps, ai_parts=ai_parts, callers=callers)
    open_rooms(apis, deps, callers=callers, key_store=store, sessions=sessions)
    # The answers of a process that is killed are ended by the others, also by those that make none.
    ai_parts.answers.watch()
    DayRule(deps).start()
    open_recorder(deps)
    open_error_recorder(deps)
    for api in apis:
        for prefix, service in services.items():
            # Requests are authenticated by a key and a token, which no browser sends by itself.
            limit = body_limits.get(prefix)
            api.mount(prefix, app=service, access=Access.PUBLIC, checks_host=False, body_limit=limit)
    site = build_site(apis[1], deps=deps)
    return Endpoints(api=apis[0], sites={OWN_PORT: site})


def build_worker_tasks(deps: Deps) -> Sequence[Task]:
    """Return the tasks of a worker process."""
    open_recorder(deps)
    open_error_recorder(deps)
    return [
        *upkeep.build_tasks(deps),
        *account_data.build_tasks(build_deletion(deps)),
        *storage.build_tasks(deps),
        *materials.build_tasks(deps),
        *embeddings.build_tasks(deps),
        *answers.build_tasks(deps),
        *recurring_tasks.build_tasks(deps),
        *cards.build_tasks(deps),
        *quizzes.build_tasks(deps),
        *rooms.build_tasks(deps),
        *vault.build_tasks(deps),
        *security_events.build_tasks(deps),
        *card_decks.build_tasks(deps),
        *generation.build_tasks(deps),
        *notifications.build_tasks(deps),
    ]


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the health checks."""
    return [
        build_keys_probe(build_key_store(deps)),
        build_rest_probe(deps),
        build_accounts_probe(deps),
        build_storage_probe(deps),
        build_providers_probe(lambda: build_provider_registry(deps)),
        defer_embeddings_probe(deps),
        build_vault_probe(deps),
    ]


def build_gauges(deps: Deps) -> Sequence[GaugeReader]:
    """Return the metrics that are read when somebody asks for them."""
    return [build_breaker_gauge(lambda: build_provider_registry(deps))]


def build_keys_probe(store: KeyStore) -> Probe:
    """Return the check that the keys in the data directory can be used, and belong to the configured secret."""

    async def probe_keys() -> ComponentHealth:
        try:
            mismatch = find_mismatch(store)
        except (SettingError, OSError) as error:
            return ComponentHealth("study keys", "down", str(error))
        return ComponentHealth("study keys", "degraded" if mismatch else "ok", mismatch)

    return probe_keys


def build_accounts_probe(deps: Deps) -> Probe:
    """Return the check that people can get the mails with which they confirm their addresses."""
    autoconfirm = deps.load(StudySettings).study_autoconfirm
    sends_mail = deps.load(MailSettings).server() is not None

    async def probe_accounts() -> ComponentHealth:
        if sends_mail:
            return ComponentHealth("study accounts", "ok", "mail is sent by SMTP")
        if autoconfirm is False:
            detail = "STUDY_AUTOCONFIRM is false, but no mail server is configured: nobody can confirm an address"
            return ComponentHealth("study accounts", "degraded", detail)
        return ComponentHealth("study accounts", "ok", "addresses are accepted without confirmation: no mail server")

    return probe_accounts


def build_key_store(deps: Deps) -> KeyStore:
    """Return the keys of this process, which are loaded on first use."""
    return KeyStore(deps.load(StudySettings), data_dir=deps.data_dir, clock=deps.clock)


def project_sources() -> Sequence[MigrationSource]:
    """Return the migrations of a database for a program's SQL: accounts and what the API needs, without our tables."""
    folder = Path(__file__).parent
    return [
        *ACCOUNT_MIGRATIONS,
        MigrationSource("study", folder / "migrations", only=PROJECT_MIGRATIONS, exposes=("realtime", "storage")),
        MigrationSource("study_project", folder / "project" / "migrations"),
    ]
