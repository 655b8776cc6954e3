"""The search on a database of its own."""

import uuid

import pytest

from alcove.apps.study.passage_search.service import WordAndMeaningSearch
from alcove.foundation.database import Connection
from integration.study.callers import add_account
from integration.study.passage_search.learner import NoEmbeddings


@pytest.fixture
def search(connection: Connection) -> WordAndMeaningSearch:
    """Return a search by words alone, in the transaction of the test."""
    return WordAndMeaningSearch(connection, embeddings=NoEmbeddings())


@pytest.fixture
async def learner(connection: Connection) -> uuid.UUID:
    """Return the id of a new account."""
    return await add_account(connection)
