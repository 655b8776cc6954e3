"""The settings of the books as they are now: the environment's, what the settings page stored, the defaults."""

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.preferences import LiveSettings


def open_preferences(deps: Deps) -> LiveSettings[BooksSettings]:
    """Return the settings of a process, which a page may change at any time."""
    return deps.preferences.of(BooksSettings)
