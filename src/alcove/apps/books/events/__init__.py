"""What is told to those who watch, as it happens."""

from alcove.apps.books.events.door import Door, Surroundings

__all__ = ["Door", "Surroundings"]
