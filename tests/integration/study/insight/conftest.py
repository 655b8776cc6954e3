"""Clients of two accounts at a server that the tests of a module share."""

import uuid
from collections.abc import Iterator

import httpx2
import pytest

from integration.study.planner.site import NativeClient
from integration.study.served import StudyServer
from support.http_client import blocking_http_client


@pytest.fixture(scope="module")
def http(server: StudyServer) -> Iterator[httpx2.Client]:
    """Yield a client of the server."""
    with blocking_http_client(server.address, timeout=60) as client:
        yield client


@pytest.fixture
def client(server: StudyServer, http: httpx2.Client, account: uuid.UUID) -> NativeClient:
    """Return a client of a new account."""
    return NativeClient(server=server, http=http, account=account)


@pytest.fixture
def other_client(server: StudyServer, http: httpx2.Client, other: uuid.UUID) -> NativeClient:
    """Return a client of another new account."""
    return NativeClient(server=server, http=http, account=other)
