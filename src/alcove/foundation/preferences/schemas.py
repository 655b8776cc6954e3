"""Response bodies of settings forms; unset attributes are omitted."""

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
    """A required value of another field."""

    field: str
    value: str | bool | tuple[str, ...] | UnsetType = UNSET
    not_empty: bool | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class Field(Struct, frozen=True, kw_only=True, rename="camel"):
    """A field of a form."""

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
    """One tab."""

    name: str
    display_name: str
    icon: str
    order: int
    group: str | None
    fields: tuple[Field, ...]


class Group(Struct, frozen=True, kw_only=True, rename="camel"):
    """A group of tabs."""

    name: str
    display_name: str
    icon: str
    order: int


class Pages(Struct, frozen=True, kw_only=True):
    """All tabs and groups."""

    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]


class Saved(Struct, frozen=True, kw_only=True, rename="camel"):
    """The result of saving."""

    success: bool
    message: str
    updated: tuple[str, ...] = ()
    requires_restart: bool = False
    restart_required_for: tuple[str, ...] = ()


class Tested(Struct, frozen=True, kw_only=True):
    """The result of an action."""

    success: bool
    message: str
