"""The storage API behind its gateway."""

from functools import cached_property
from importlib.util import find_spec

from starlette.types import Receive, Scope, Send

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.auth_api import PREFIX as AUTH_PREFIX
from alcove.apps.study.auth_api import find_external_url
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.storage_api.folder import find_storage_folder
from alcove.apps.study.token_keys import CurrentSigner, CurrentVerifier, GatewaySettingsSource
from alcove.foundation.deps import Deps
from alcove.foundation.identity import IdentitySettings
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.gateway import Gateway, SessionGuard
from alcove.wires.supabase.storage.build import build_storage_server
from alcove.wires.supabase.storage.deps import StorageConfig, StorageDeps
from alcove.wires.supabase.storage.files import LocalFileStore, UnfinishedFiles

log = get_logger("alcove.study")


class StorageApi:
    """The ASGI application of `/storage/v1`, over the database that programs see."""

    def __init__(
        self, deps: Deps, *, database: ApiDatabase, key_store: KeyStore, sessions: KnownSessions, prefix: str
    ) -> None:
        self._deps = deps
        self._database = database
        self._prefix = prefix
        self._settings = deps.load(StudySettings)
        self._key_store = key_store
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._gateway(scope, receive, send)

    @cached_property
    def _gateway(self) -> Gateway:
        verifier = CurrentVerifier(self._key_store, clock=self._deps.clock)
        issuer = find_external_url(self._deps)
        config = StorageConfig(
            max_file_size=self._settings.study_storage_file_limit,
            external_url=issuer.removesuffix(AUTH_PREFIX) + self._prefix if self._has_public_address() else "",
            base_path=self._deps.server.url_base + self._prefix,
            has_images=self._settings.study_storage_images and find_spec("PIL") is not None,
            image_folder=find_storage_folder(self._deps) / "images",
            image_cache_bytes=self._settings.study_storage_image_cache,
            statement_seconds=self._settings.study_statement_timeout,
            stall_seconds=self._settings.study_storage_stall_seconds,
        )
        reserve_mb = self._deps.server.alcove_disk_reserve_mb
        files = LocalFileStore(find_storage_folder(self._deps), reserve_mb=reserve_mb)
        deps = StorageDeps(
            config=config,
            pool=self._database.pool,
            owner_pool=self._database.owner_pool,
            files=files,
            unfinished=UnfinishedFiles(files),
            verifier=verifier,
            key_source=CurrentSigner(self._key_store, clock=self._deps.clock),
            clock=self._deps.clock,
        )
        server = build_storage_server(deps, log=log, prefix=self._prefix)
        # As with Supabase, a token is enough: scripts send no `apikey` besides it.
        settings = GatewaySettingsSource(self._deps.load, self._key_store, accepts_bearer=True)
        guard = SessionGuard(server, verifier=verifier, sessions=self._sessions, issuer=issuer)
        return Gateway(guard, settings=settings, verifier=verifier, is_public=server.is_public)

    def _has_public_address(self) -> bool:
        return bool(self._settings.api_external_url or self._deps.load(IdentitySettings).alcove_public_url)
