"""The REST API, which is loaded at the first request: its modules take longer to import than the rest of the server."""

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.types import Receive, Scope, Send

from alcove.apps.study.keys import KeyStore
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.rest_api.service import RestApi

PREFIX: Final = "/rest/v1"


class DeferredRestApi:
    """The ASGI application of `/rest/v1`."""

    def __init__(self, deps: Deps, *, key_store: KeyStore) -> None:
        self._deps = deps
        self._key_store = key_store
        self._lock = asyncio.Lock()
        self._api: RestApi | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other requests to the server go on while the modules are imported."""
        api = self._api or await self._load()
        await api(scope, receive, send)

    async def _load(self) -> "RestApi":
        async with self._lock:
            if self._api is None:
                self._api = await asyncio.to_thread(self._import)
            return self._api

    def _import(self) -> "RestApi":
        from alcove.apps.study.rest_api.service import RestApi  # noqa: PLC0415 - at the first request

        return RestApi(self._deps, key_store=self._key_store, prefix=PREFIX)
