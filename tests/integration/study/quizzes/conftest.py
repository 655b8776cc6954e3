"""One server for the tests of a module, and a new account for every test."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest

from integration.study.conftest import sign_up
from integration.study.quizzes.quiz_site import QuizSite
from integration.study.served import StudyServer
from support.http_client import blocking_http_client


@pytest.fixture(scope="module")
def http(server: StudyServer) -> Iterator[httpx2.Client]:
    """Yield a client of the server."""
    with blocking_http_client(server.address, timeout=60) as client:
        yield client


@pytest.fixture
def site(server: StudyServer, http: httpx2.Client) -> QuizSite:
    """Return the server with a new account."""
    return QuizSite(server=server, http=http, account=asyncio.run(sign_up(server)))
