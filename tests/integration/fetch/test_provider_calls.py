"""Calls whose failures are counted elsewhere: no retries, no circuit, refusals as responses, bodies with streams."""

from typing import Any, Final

import pytest

from alcove.foundation.fetch import Unreachable
from integration.fetch.clients import client_for
from integration.fetch.scripted_server import http_response, respond_with, serve_responder
from support.sockets import free_port

UNCOUNTED: Final[dict[str, Any]] = {"retries": 0, "retry_statuses": frozenset(), "breaker": None, "max_refusals": 0}


async def test_a_stream_sends_a_body() -> None:
    """A stream sends JSON or bytes as a request does."""
    async with serve_responder(respond_with(http_response(200, b"answer"))) as server, client_for(server) as client:
        async with client.stream("POST", "/ask", json={"a": 1}) as response:
            assert b"".join([chunk async for chunk in response.chunks]) == b"answer"
        async with client.stream("POST", "/ask", data=b"raw") as response:
            assert response.status == 200
    assert [request.body for request in server.requests] == [b'{"a":1}', b"raw"]
    assert server.requests[0].headers["content-type"] == "application/json"


async def test_a_refusal_can_be_a_response() -> None:
    """Without refusals to count, a 429 comes back at once, with its headers."""
    refusal = http_response(429, b"{}", Retry_After="7")
    async with serve_responder(respond_with(refusal)) as server, client_for(server, **UNCOUNTED) as client:
        async with client.stream("POST", "/", json={}) as response:
            assert (response.status, response.headers["retry-after"]) == (429, "7")
        assert (await client.request("GET", "/")).status == 429
    assert len(server.requests) == 2


async def test_a_circuit_can_be_left_out() -> None:
    """Without a breaker, every call is made, whatever came before it."""
    async with client_for(f"http://127.0.0.1:{free_port()}", **UNCOUNTED) as client:
        for _ in range(9):
            with pytest.raises(Unreachable):
                await client.request("GET", "/")
    async with serve_responder(respond_with(http_response(500))) as server, client_for(server, **UNCOUNTED) as client:
        statuses = [(await client.request("GET", "/")).status for _ in range(9)]
    assert statuses == [500] * 9
