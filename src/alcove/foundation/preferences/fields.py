"""Converts settings to form fields: type, limits, choices and value come from the declaration of the setting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET, inspect

from alcove.foundation.preferences.form import Button, Choices, Entry, Form, Heading, Setting, TabPlan, When
from alcove.foundation.preferences.schemas import Condition, Field, Option, Tab
from alcove.foundation.preferences.snapshot import Snapshot
from alcove.foundation.settings import Secret

PLACEHOLDER_IF_SET: Final = "set; leave empty to keep it"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What forms are built from: their declaration, the current settings, and the names that were set at startup."""

    form: Form
    settings: Snapshot
    set_at_start: Collection[str]

    def is_set_at_start(self, setting: Setting) -> bool:
        """Return whether a setting was set at startup."""
        return setting.target in self.set_at_start

    def lock_reason(self, setting: Setting, plan: TabPlan) -> str:
        """Return why a setting cannot be changed over HTTP, "" if it can."""
        return plan.read_only_reason or self.form.lock_reason(setting, self.settings)

    def is_secret(self, setting: Setting) -> bool:
        """Return whether the value of a setting is never shown."""
        return self.settings.is_text_of(setting.target, Secret)


def build_tab(plan: TabPlan, context: FormContext) -> Tab:
    """Return a tab with its fields."""
    return Tab(
        name=plan.name,
        display_name=plan.label,
        icon=plan.icon,
        order=context.form.tabs.index(plan),
        group=plan.group,
        fields=tuple(_field(entry, plan, context=context) for entry in plan.entries),
    )


def _field(entry: Entry, plan: TabPlan, *, context: FormContext) -> Field:
    if isinstance(entry, Heading):
        return Field(
            key=entry.key, type="HeadingField", label=entry.title, title=entry.title, description=entry.description
        )
    if isinstance(entry, Button):
        return Field(
            key=entry.key,
            type="ActionButton",
            label=entry.label,
            description=entry.description,
            style=entry.style,
            show_when=_condition(entry.show_when),
        )
    lock_reason = context.lock_reason(entry, plan)
    common: dict[str, Any] = {
        "key": entry.key,
        "label": entry.label,
        "description": entry.description or context.settings.meaning(entry.target),
        "from_env": context.is_set_at_start(entry),
        "disabled": bool(lock_reason),
        "disabled_reason": lock_reason or UNSET,
        "requires_restart": False,
        "show_when": _condition(entry.show_when),
        "disabled_when": _condition(entry.disabled_when, reason=entry.reason),
        "universal_only": entry.universal_only or UNSET,
    }
    return Field(**common, **_type_and_value(entry, context))


def _type_and_value(setting: Setting, context: FormContext) -> dict[str, Any]:
    value = context.settings.value(setting.target)
    if context.is_secret(setting):
        return {"type": "PasswordField", "value": "", "placeholder": PLACEHOLDER_IF_SET if value else "not set"}
    if setting.choices is not None:
        return _choice_field(setting.choices, value)
    return _simple_field(setting.target, value, context=context)


def _choice_field(choices: Choices, value: Any) -> dict[str, Any]:
    options = choices.options
    if choices.style == "select":
        return {"type": "SelectField", "value": value, "options": _options(options)}
    if choices.style == "ordered":
        # Enabled entries in their order, then the others.
        names = dict.fromkeys([*value, *options])
        return {
            "type": "OrderableListField",
            "value": [{"id": name, "enabled": name in value} for name in names],
            "options": tuple(Option(id=name, label=options.get(name, name)) for name in names),
        }
    labels = {**options, **{name: options.get(name, name) for name in value}}
    return {"type": "MultiSelectField", "value": list(value), "options": _options(labels), "variant": choices.style}


def _simple_field(name: str, value: Any, *, context: FormContext) -> dict[str, Any]:
    kind = context.settings.kind(name)
    if isinstance(kind, inspect.BoolType):
        return {"type": "CheckboxField", "value": value}
    if isinstance(kind, inspect.LiteralType):
        default, labels = context.settings.default(name), context.form.labels
        choices = sorted(map(str, kind.values), key=lambda choice: choice != default)
        options = {} if default is not None else {"": "Default"}
        options |= {choice: labels.get(choice, choice.replace("_", " ").capitalize()) for choice in choices}
        return {"type": "SelectField", "value": value or "", "options": _options(options)}
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        step = 1 if isinstance(kind, inspect.IntType) else 0.1
        return {"type": "NumberField", "value": value, "min": kind.ge, "max": kind.le, "step": step}
    if isinstance(kind, inspect.VarTupleType):
        return {"type": "TextField", "value": ",".join(value)}
    max_length = getattr(kind, "max_length", None)
    return {"type": "TextField", "value": str(value or ""), "max_length": UNSET if max_length is None else max_length}


def _options(options: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=label) for value, label in options.items())


def _condition(condition: When | None, *, reason: str = "") -> Any:
    if condition is None:
        return UNSET
    value = condition.values[0] if len(condition.values) == 1 else condition.values
    return Condition(field=condition.name.upper(), value=value, reason=reason or UNSET)  # type: ignore[arg-type]  # words
