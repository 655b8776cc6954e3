"""Books: transfers beside curl, status reads beside a changing queue, a search with a catalogue that never answers."""

from collections.abc import Iterator

from bench.books import downloads, searching, status
from bench.figures import Figure
from bench.place import here

TITLE = "Books: downloads beside curl, status reads, a search with a slow catalogue"


def measure() -> Iterator[Figure]:
    """Give the figures of all three."""
    place = here()
    yield from downloads.measure(place)
    yield from status.measure(place)
    yield from searching.measure(place)
