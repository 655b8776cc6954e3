"""What an app declares: which settings stand on which page, in which words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from alcove.foundation.preferences.schemas import Group, Tested
from alcove.foundation.preferences.values import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Another setting has one of these values."""

    name: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a setting offers by value and label, and how: one of them, several, or all of them in an order.

    In an order an entry `opds:home` is of the choice `opds`; `noun` says what such an entry is.
    """

    offered: Mapping[str, str]
    style: Literal["select", "pills", "dropdown", "ordered"]
    noun: str = "choice"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that can be changed on a page.

    `stores` names the setting that keeps the value, where that is another one, such as the hash of a password.
    `parse` turns what was typed into the value of the setting; SettingError refuses it.
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
        """Return the key of the setting's field."""
        return self.name.upper()

    @property
    def target(self) -> str:
        """Return the name of the setting that keeps the value."""
        return self.stores or self.name


@dataclass(frozen=True, slots=True)
class Heading:
    """Words between settings."""

    key: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to try out."""

    key: str
    label: str
    description: str
    style: Literal["default", "primary", "danger"] = "default"
    show_when: When | None = None


Entry: TypeAlias = Setting | Heading | Button


@dataclass(frozen=True, slots=True)
class TabPlan:
    """One page; `fixed` says why nothing on it can be changed."""

    name: str
    label: str
    icon: str
    group: str | None
    entries: Sequence[Entry]
    fixed: str = ""

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Return the page's settings by the keys of their fields."""
        return {entry.key: entry for entry in self.entries if isinstance(entry, Setting)}


def _never_locked(_setting: Setting, _settings: Snapshot) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All pages of an app.

    `locked` says why a setting cannot be changed over HTTP, or nothing; `labels` are the words for values of settings
    that are one of a few.
    """

    tabs: Sequence[TabPlan]
    groups: Sequence[Group] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    locked: Callable[[Setting, Snapshot], str] = _never_locked


class Actions(Protocol):
    """What the buttons of the pages do."""

    async def run(self, key: str, settings: Snapshot) -> Tested:
        """Do what a button is for, with settings that may not be saved yet."""
        ...
