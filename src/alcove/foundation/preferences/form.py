"""The declaration of an app's settings forms: tabs, settings, labels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from alcove.foundation.preferences.schemas import Group, Tested
from alcove.foundation.preferences.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition: another setting has one of these values."""

    name: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The choices of a setting by value and label, and their style: one of them, several, or an ordered list.

    In an ordered list, the entry `opds:home` belongs to the choice `opds`; `noun` names such an entry in errors.
    """

    options: Mapping[str, str]
    style: Literal["select", "pills", "dropdown", "ordered"]
    noun: str = "choice"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that can be changed on a form.

    `stores` names another setting that stores the value, such as the hash of a password. `parse` converts the input
    to the value of the setting, or raises SettingError.
    """

    name: str
    label: str
    show_when: When | None = None
    disabled_when: When | None = None
    reason: str = ""
    universal_only: bool = False
    choices: Choices | None = None
    description: str = ""
    stores: str = ""
    parse: Callable[[Any], Any] | None = None

    @property
    def key(self) -> str:
        """The key of the setting's field."""
        return self.name.upper()

    @property
    def target(self) -> str:
        """The name of the setting that stores the value."""
        return self.stores or self.name


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between settings."""

    key: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that runs an action."""

    key: str
    label: str
    description: str
    style: Literal["default", "primary", "danger"] = "default"
    show_when: When | None = None


Entry: TypeAlias = Setting | Heading | Button


@dataclass(frozen=True, slots=True)
class TabPlan:
    """One tab; `read_only_reason` is the reason why its settings are read-only, if they are."""

    name: str
    label: str
    icon: str
    group: str | None
    entries: Sequence[Entry]
    read_only_reason: str = ""

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The settings of the tab by the keys of their fields."""
        return {entry.key: entry for entry in self.entries if isinstance(entry, Setting)}


def _never_locked(_setting: Setting, _settings: Snapshot) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All settings tabs of an app.

    `lock_reason` returns why a setting cannot be changed over HTTP, "" if it can; `labels` are the labels of values
    of Literal settings.
    """

    tabs: Sequence[TabPlan]
    groups: Sequence[Group] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    lock_reason: Callable[[Setting, Snapshot], str] = _never_locked


class Actions(Protocol):
    """The actions of the buttons."""

    async def run(self, key: str, settings: Snapshot) -> Tested:
        """Run the action of a button, with settings that may not be saved yet."""
        ...
