"""The settings of the books as they are now: the environment's, what the settings page stored, the defaults."""

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.preferences import LivePreferences, LiveSettings


def open_preferences(deps: Deps) -> LiveSettings[BooksSettings]:
    """Return the settings of a process, which a page may change at any time."""
    started = (deps.load(BooksSettings),)
    live = LivePreferences(deps.pool, deps.notices, started=started, given=deps.given, clock=deps.clock)
    return live.of(BooksSettings)
