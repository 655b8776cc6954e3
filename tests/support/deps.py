"""The dependencies of a process, as a test wants them."""

import asyncio
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import PgListener, Pool
from alcove.foundation.deps import Deps
from alcove.foundation.identity import Identity, IdentitySettings, PasswordHasher, build_identity
from alcove.foundation.preferences import LivePreferences
from alcove.foundation.ratelimit import MemoryLimitStore
from alcove.foundation.realtime import Hub, PgTransport
from alcove.foundation.settings import ServerSettings, fields_set, load_settings
from alcove.foundation.vault import VaultSettings, open_vault
from alcove.main.apps import APPS
from support.accounts import LOW_COST

T = TypeVar("T", bound=msgspec.Struct)

NO_ENVIRONMENT: Mapping[str, str] = {}


def make_deps(
    dsn: str,
    *,
    pool: Pool,
    data_dir: Path,
    environ: Mapping[str, str] = NO_ENVIRONMENT,
    clock: Clock | None = None,
    pg_listener: PgListener | None = None,
) -> Deps:
    """Return what a process with these settings would hand to its apps; the PgListener is not started."""

    def read(kind: type[T], /) -> T:
        return load_settings(kind, environ=environ)

    def set_in_environment(kind: type[msgspec.Struct], /) -> frozenset[str]:
        return fields_set(kind, environ=environ)

    listener = pg_listener or PgListener(dsn)
    live = LivePreferences(
        pool,
        listener,
        startup=[read(IdentitySettings), *(read(app.settings) for app in APPS)],
        set_at_start=set_in_environment,
        clock=clock or SystemClock(),
    )
    return Deps(
        server=load_settings(ServerSettings, environ=environ),
        load=read,
        data_dir=data_dir,
        dsn=dsn,
        pool=pool,
        pg_listener=listener,
        hub=Hub(PgTransport(listener, pool)),
        clock=clock or SystemClock(),
        limits=MemoryLimitStore(clock or SystemClock()),
        stopping=asyncio.Event(),
        preferences=live,
        identity=functools.cache(lambda: _identity(pool, live, clock=clock or SystemClock())),
        vault=open_vault(read(VaultSettings), data_dir=data_dir),
        fields_set=set_in_environment,
    )


def _identity(pool: Pool, live: LivePreferences, *, clock: Clock) -> Identity:
    apps = [app.name for app in APPS]
    return build_identity(
        pool,
        settings=live.startup[IdentitySettings],
        current=live.reader(IdentitySettings).current,
        apps=apps,
        shared_apps=apps,
        clock=clock,
        hasher=PasswordHasher(cost=LOW_COST),
    )
