"""The settings pages: their form, and what their buttons do."""

from alcove.apps.books.settings_pages.service.actions import SettingsActions
from alcove.apps.books.settings_pages.service.form import FORM

__all__ = ["FORM", "SettingsActions"]
