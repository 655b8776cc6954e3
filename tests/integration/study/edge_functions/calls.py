"""Calls of the server's functions."""

from collections.abc import Mapping
from typing import Any

import httpx2

from integration.study.served import StudyServer
from support.http_client import blocking_http_client


def call(
    server: StudyServer,
    name: str,
    body: object = None,
    *,
    headers: Mapping[str, str],
    method: str = "POST",
    **options: Any,
) -> httpx2.Response:
    """Call a function with a JSON body, or with what the options say."""
    if body is not None:
        options["json"] = body
    with blocking_http_client(f"{server.address}/functions/v1") as client:
        return client.request(method, f"/{name}", headers=headers, **options)
