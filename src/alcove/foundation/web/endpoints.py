"""Endpoints: decode an ASGI request, run the handler of its route, send the result."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from alcove.foundation.errors import BadRequest
from alcove.foundation.web.api import BodyRequest, Call, Route
from alcove.foundation.web.bodies import FormReader, json_decoder, read_body
from alcove.foundation.web.compression import MIN_SIZE, Compressor, HeaderList, gzip_body, is_compressible
from alcove.foundation.web.exchange import Exchange
from alcove.foundation.web.queries import query_reader
from alcove.foundation.web.route_table import is_greedy

_encode = msgspec.json.Encoder(decimal_format="string").encode


class Endpoint:
    """One route with its decoders."""

    __slots__ = ("_content_type", "_form", "_greedy", "_handler", "_json", "_query", "route", "template")

    def __init__(self, route: Route) -> None:
        self.route = route
        self.template = route.paths[0]
        self._handler = route.handler
        self._greedy = any(is_greedy(path) for path in route.paths)
        self._query: Callable[[bytes], Any] | None = query_reader(route.query) if route.query else None
        self._form = FormReader(route.body) if route.body is not None and route.form else None
        self._json = json_decoder(route.body) if route.body is not None and not route.form else None
        media_type = route.media_type if isinstance(route.media_type, str) else route.media_type[0]
        self._content_type = media_type.encode("latin-1")

    async def handle(self, exchange: Exchange, path: Mapping[str, str]) -> None:
        """Decode the request, run the handler and send what it returns."""
        if path and not self._greedy and "\0" in exchange.path:
            raise BadRequest("The address has a NUL character in it.")
        scope = exchange.scope
        query = self._query(scope["query_string"]) if self._query is not None else None
        body = await self._body(exchange)
        result = await self._handler(Call(BodyRequest(scope, exchange.receive), query, body, path))
        if isinstance(result, Response):
            await send_response(exchange, result)
        else:
            await self._send_json(exchange, result if type(result) is bytes else _encode(result))

    async def _body(self, exchange: Exchange) -> Any:
        if self._json is None and self._form is None:
            return None
        raw = exchange.scope["alcove.body"] = await read_body(exchange.receive)
        if self._json is not None:
            return self._json(raw)
        return await self._form.read(raw, exchange.header(b"content-type")) if self._form else None

    async def _send_json(self, exchange: Exchange, body: bytes) -> None:
        headers: HeaderList = [(b"content-type", self._content_type)]
        if exchange.gzip and len(body) > MIN_SIZE and is_compressible(self._content_type):
            body = await gzip_body(body)
            headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
        headers.append((b"content-length", b"%d" % len(body)))
        await exchange.send({"type": "http.response.start", "status": self.route.status, "headers": headers})
        await exchange.send({"type": "http.response.body", "body": body})


async def send_response(exchange: Exchange, response: Response) -> None:
    """Send a Starlette response, compressed if the client accepts gzip."""
    if not exchange.gzip:
        await response(exchange.scope, exchange.receive, exchange.send)
        return
    # The server would send a file by its path, without the compressor.
    extensions = dict(exchange.scope.get("extensions") or {})
    extensions.pop("http.response.pathsend", None)
    scope = {**exchange.scope, "extensions": extensions}
    await response(scope, exchange.receive, Compressor(exchange.send).send)
