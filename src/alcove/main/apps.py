"""The list of apps; no other module names an app."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.books import APP as BOOKS
from alcove.apps.records import APP as RECORDS
from alcove.apps.study import APP as STUDY
from alcove.foundation.app import App
from alcove.foundation.settings import ServerSettings, SettingError

APPS: Final[Sequence[App]] = [
    RECORDS,
    BOOKS,
    STUDY,
]


def enabled_apps(settings: ServerSettings) -> Sequence[App]:
    """Return the apps in ALCOVE_APPS, all if it is not set; SettingError for an unknown name."""
    if not settings.alcove_apps:
        return APPS
    known = {app.name: app for app in APPS}
    for name in settings.alcove_apps:
        if name not in known:
            raise SettingError(f"ALCOVE_APPS has {name[:80]!r} in it: expected {', '.join(known)}")
    return tuple(app for app in APPS if app.name in settings.alcove_apps)
