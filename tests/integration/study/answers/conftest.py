"""Fixtures of the answers."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from integration.study.answers.answer_processes import AnswerProcess, open_process
from integration.study.callers import add_account


@pytest.fixture
async def learner(pool: Pool) -> uuid.UUID:
    """Return an account."""
    async with pool.acquire() as connection:
        return await add_account(connection)


@pytest.fixture
async def other(pool: Pool) -> uuid.UUID:
    """Return another account."""
    async with pool.acquire() as connection:
        return await add_account(connection)


@pytest.fixture
async def first(dsn: str, tmp_path: Path) -> AsyncIterator[AnswerProcess]:
    """Yield a process."""
    async with open_process(dsn, tmp_path) as process:
        yield process


@pytest.fixture
async def second(dsn: str, tmp_path: Path) -> AsyncIterator[AnswerProcess]:
    """Yield another process on the same database."""
    async with open_process(dsn, tmp_path) as process:
        yield process
