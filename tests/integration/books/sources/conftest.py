"""The simulated catalogues for the tests of sources."""

from collections.abc import Iterator

import pytest

from integration.books.sources.around import Catalogues
from integration.books.sources.around import catalogues as served


@pytest.fixture
def catalogues() -> Iterator[Catalogues]:
    """Serve the catalogues with their usual works."""
    with served() as running:
        yield running
