"""What is told to those who watch, as it happens."""

from alcove.apps.books.events.door import Door
from alcove.apps.books.events.surroundings import Surroundings

__all__ = ["Door", "Surroundings"]
