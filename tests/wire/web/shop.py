"""Two small apps with different error formats."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse

from alcove.foundation.errors import AppError
from alcove.foundation.web import Access, Api, Call


class SoldOut(AppError):
    """The item is sold out."""

    status = 409
    code = "sold_out"


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """Lenient parameters."""

    q: str = ""
    page: int = 1
    price: Decimal | None = None
    ids: tuple[int, ...] = ()


class Order(msgspec.Struct, frozen=True):
    """A JSON body."""

    seller: str


class Vote(msgspec.Struct, frozen=True):
    """A form."""

    rating: float
    ids: tuple[int, ...] = ()


def _render(error: AppError, request_id: str) -> Response:
    body: dict[str, object] = {"error": error.message, "code": error.code, "id": request_id}
    if error.details:
        body["details"] = error.details
    return Response(msgspec.json.encode(body), status_code=error.status, media_type="application/json")


def shop() -> Api:
    """Return the first app, which is the default for unknown paths."""
    api = Api(name="shop", title="A shop", render_error=_render)
    _add_reads(api)
    _add_writes(api)
    _add_special_cases(api)
    return api


def till() -> Api:
    """Return the second app, whose errors are plain text."""

    def render(error: AppError, _: str) -> Response:
        return Response(f"TILL {error.code}", status_code=error.status, media_type="text/plain")

    api = Api(name="till", title="A till", render_error=render)

    @api.route("GET", "/till/v1/sum", response_model=int, access=Access.USER)
    async def total(call: Call[None, None]) -> int:
        del call
        return 5

    @api.route("GET", "/till/v1/broken", access=Access.USER)
    async def broken(call: Call[None, None]) -> bytes:
        raise RuntimeError(call.request.url.path)

    return api


def _add_reads(api: Api) -> None:
    @api.route("GET", "/dashboard/", "/api/dashboard", response_model=dict[str, str], access=Access.USER)
    async def dashboard(call: Call[None, None]) -> bytes:
        del call
        return b'{"from":"api"}'

    @api.route("GET", "/search/results", query=Search, response_model=Search, access=Access.USER)
    async def results(call: Call[Search, None]) -> Search:
        return call.query

    @api.route("GET", "/items/{id}", response_model=dict[str, str], access=Access.USER)
    async def item(call: Call[None, None]) -> dict[str, str]:
        return {"id": call.path["id"]}

    @api.route("GET", "/large", response_model=list[str], access=Access.USER)
    async def large(call: Call[None, None]) -> list[str]:
        del call
        return ["a long and repetitive text"] * 500

    @api.route("GET", "/state", response_model=dict[str, Any], access=Access.USER)
    async def state(call: Call[None, None]) -> dict[str, Any]:
        return {"greeting": call.request.state.greeting}


def _add_writes(api: Api) -> None:
    @api.route("POST", "/data/{seller:path}", response_model=dict[str, str], status=201, access=Access.USER)
    async def data(call: Call[None, None]) -> dict[str, str]:
        return {"raw": call.raw_path, "seller": call.path["seller"], "query": call.request.url.query}

    @api.route("POST", "/orders", body=Order, response_model=Order, errors=(SoldOut,), access=Access.USER)
    async def order(call: Call[None, Order]) -> Order:
        if call.body.seller == "nobody":
            raise SoldOut("There is none left.", details="since yesterday", headers={"Retry-After": "60"})
        return call.body

    @api.route("POST", "/votes", body=Vote, form=True, response_model=Vote, access=Access.USER)
    async def vote(call: Call[None, Vote]) -> Vote:
        return call.body

    @api.route("PUT", "/upload", access=Access.USER)
    async def upload(call: Call[None, None]) -> dict[str, int]:
        return {"bytes": sum([len(chunk) async for chunk in call.request.stream()])}


def _add_special_cases(api: Api) -> None:
    @api.route("GET", "/boom", access=Access.USER)
    async def boom(call: Call[None, None]) -> bytes:
        raise RuntimeError(f"password=hunter2 {call.raw_path}")

    @api.route("GET", "/slow", access=Access.USER)
    async def slow(call: Call[None, None]) -> dict[str, str]:
        from alcove.foundation.telemetry import REQUEST_ID  # noqa: PLC0415 - rarely needed

        await asyncio.sleep(float(call.request.query_params["for"]))
        return {"id": REQUEST_ID.get()}

    @api.route("GET", "/stream", media_type="text/csv", response_model=str, access=Access.USER)
    async def stream(call: Call[None, None]) -> Response:
        breaks = "break" in call.request.query_params
        return StreamingResponse(_chunks(breaks=breaks), media_type="text/csv")

    @api.route("GET", "/events", media_type="text/event-stream", response_model=str, access=Access.USER)
    async def events(call: Call[None, None]) -> Response:
        del call
        return StreamingResponse(_chunks(breaks=False), media_type="text/event-stream")


async def _chunks(*, breaks: bool) -> AsyncIterator[bytes]:
    for number in range(50):
        yield b"%d," % number * 40 + b"\n"
        if breaks and number == 10:
            raise RuntimeError("the database went away")
        await asyncio.sleep(0)
