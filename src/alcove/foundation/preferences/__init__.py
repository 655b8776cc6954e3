"""Settings that can be changed on a page while the server runs."""

from pathlib import Path

from alcove.foundation.database import MigrationSource
from alcove.foundation.preferences.form import Actions, Button, Choices, Form, Heading, Setting, TabPlan, When
from alcove.foundation.preferences.live import FixedSettings, LivePreferences, LiveSettings, SettingsReader
from alcove.foundation.preferences.pages import InvalidSettings, PreferencePages, UnknownPage
from alcove.foundation.preferences.schemas import Field, Group, Pages, Saved, Tab, Tested
from alcove.foundation.preferences.snapshot import Snapshot
from alcove.foundation.preferences.store import CHANNEL, put

MIGRATIONS = MigrationSource("preferences", Path(__file__).parent / "migrations", schema="alcove")

__all__ = [
    "CHANNEL",
    "MIGRATIONS",
    "Actions",
    "Button",
    "Choices",
    "Field",
    "FixedSettings",
    "Form",
    "Group",
    "Heading",
    "InvalidSettings",
    "LivePreferences",
    "LiveSettings",
    "Pages",
    "PreferencePages",
    "Saved",
    "Setting",
    "SettingsReader",
    "Snapshot",
    "Tab",
    "TabPlan",
    "Tested",
    "UnknownPage",
    "When",
    "put",
]
