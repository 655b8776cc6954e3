"""What the server reports about itself: configuration, health, debug archive."""

from alcove.apps.books.server.waits import describe_waits

__all__ = ["describe_waits"]
