"""Services that are loaded at the first request: their modules take longer to import than the rest of the server."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class DeferredService:
    """An ASGI application that is built at its first request, while other requests go on."""

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        """Take the function that imports and builds the application, in a thread."""
        self._build = build
        self._lock = asyncio.Lock()
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._app or await self._load()
        await app(scope, receive, send)

    def forget(self) -> None:
        """Build the application again at the next request; running ones go on with the present one."""
        self._app = None

    async def _load(self) -> ASGIApp:
        async with self._lock:
            app = self._app
            if app is None:
                app = self._app = await asyncio.to_thread(self._build)
            return app
