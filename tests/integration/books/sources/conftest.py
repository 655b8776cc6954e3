"""Fixtures: the simulated catalogues."""

from collections.abc import Iterator

import pytest

from integration.books.sources.simulated_catalogues import Catalogues, serve_catalogues


@pytest.fixture
def catalogues() -> Iterator[Catalogues]:
    """Serve the catalogues with their default works."""
    with serve_catalogues() as running:
        yield running
