"""The shapes of settings pages on the wire; what a field does not have is left out."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

Kind = Literal[
    "TextField",
    "PasswordField",
    "NumberField",
    "CheckboxField",
    "SelectField",
    "MultiSelectField",
    "OrderableListField",
    "ActionButton",
    "HeadingField",
]


class Option(Struct, frozen=True, kw_only=True, rename="camel"):
    """One choice of a list."""

    value: str | UnsetType = UNSET
    id: str | UnsetType = UNSET
    label: str
    description: str | UnsetType = UNSET
    child_of: str | UnsetType = UNSET
    is_locked: bool | UnsetType = UNSET
    disabled_reason: str | UnsetType = UNSET


class Condition(Struct, frozen=True, kw_only=True, rename="camel"):
    """What another field must hold."""

    field: str
    value: str | bool | tuple[str, ...] | UnsetType = UNSET
    not_empty: bool | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class Field(Struct, frozen=True, kw_only=True, rename="camel"):
    """One thing on a page."""

    key: str
    type: Kind
    label: str
    description: str = ""
    required: bool = False
    value: Any = UNSET
    from_env: bool | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET
    disabled_reason: str | UnsetType = UNSET
    requires_restart: bool | UnsetType = UNSET
    show_when: Condition | UnsetType = UNSET
    disabled_when: Condition | UnsetType = UNSET
    universal_only: bool | UnsetType = UNSET
    placeholder: str | UnsetType = UNSET
    max_length: int | UnsetType = UNSET
    min: float | UnsetType = UNSET
    max: float | UnsetType = UNSET
    step: float | UnsetType = UNSET
    options: tuple[Option, ...] | UnsetType = UNSET
    variant: Literal["pills", "dropdown"] | UnsetType = UNSET
    style: Literal["default", "primary", "danger"] | UnsetType = UNSET
    title: str | UnsetType = UNSET
    link_url: str | UnsetType = UNSET
    link_text: str | UnsetType = UNSET


class Tab(Struct, frozen=True, kw_only=True, rename="camel"):
    """One page."""

    name: str
    display_name: str
    icon: str
    order: int
    group: str | None
    fields: tuple[Field, ...]


class Group(Struct, frozen=True, kw_only=True, rename="camel"):
    """Pages that stand together."""

    name: str
    display_name: str
    icon: str
    order: int


class Pages(Struct, frozen=True, kw_only=True):
    """All pages."""

    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]


class Saved(Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of changed values."""

    success: bool
    message: str
    updated: tuple[str, ...] = ()
    requires_restart: bool = False
    restart_required_for: tuple[str, ...] = ()


class Tested(Struct, frozen=True, kw_only=True):
    """What became of pressing a button."""

    success: bool
    message: str
