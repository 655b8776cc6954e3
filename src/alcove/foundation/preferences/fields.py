"""Settings as fields of a page: type, bounds, choices and value follow from how the setting is declared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET, inspect

from alcove.foundation.preferences.plan import Button, Choices, Entry, Form, Heading, Setting, TabPlan, When
from alcove.foundation.preferences.schemas import Condition, Field, Option, Tab
from alcove.foundation.preferences.values import Snapshot
from alcove.foundation.settings import Secret

SET: Final = "set; leave empty to keep it"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What pages are made from: their declaration, the settings as they are, and what was set at the start."""

    form: Form
    settings: Snapshot
    given: Collection[str]

    def is_given(self, setting: Setting) -> bool:
        """Tell whether a setting was set when the server started."""
        return setting.target in self.given

    def locked(self, setting: Setting, plan: TabPlan) -> str:
        """Return why a setting cannot be changed over HTTP, or nothing."""
        return plan.fixed or self.form.locked(setting, self.settings)

    def is_secret(self, setting: Setting) -> bool:
        """Tell whether a setting is shown to nobody."""
        return self.settings.is_text_of(setting.target, Secret)


def tab_of(plan: TabPlan, view: View) -> Tab:
    """Return a page."""
    return Tab(
        name=plan.name,
        display_name=plan.label,
        icon=plan.icon,
        order=view.form.tabs.index(plan),
        group=plan.group,
        fields=tuple(_field(entry, plan, view=view) for entry in plan.entries),
    )


def _field(entry: Entry, plan: TabPlan, *, view: View) -> Field:
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
    locked = view.locked(entry, plan)
    terms: dict[str, Any] = {
        "key": entry.key,
        "label": entry.label,
        "description": entry.description or view.settings.meaning(entry.target),
        "from_env": view.is_given(entry),
        "disabled": bool(locked),
        "disabled_reason": locked or UNSET,
        "requires_restart": False,
        "show_when": _condition(entry.show_when),
        "disabled_when": _condition(entry.disabled_when, reason=entry.reason),
        "universal_only": entry.universal_only or UNSET,
    }
    return Field(**terms, **_shape(entry, view))


def _shape(setting: Setting, view: View) -> dict[str, Any]:
    value = view.settings.value(setting.target)
    if view.is_secret(setting):
        return {"type": "PasswordField", "value": "", "placeholder": SET if value else "not set"}
    if setting.choices is not None:
        return _chosen(setting.choices, value)
    return _plain(setting.target, value, view=view)


def _chosen(choices: Choices, value: Any) -> dict[str, Any]:
    offered = choices.offered
    if choices.style == "select":
        return {"type": "SelectField", "value": value, "options": _options(offered)}
    if choices.style == "ordered":
        # Those that are on in their order, then the others.
        known = dict.fromkeys([*value, *offered])
        return {
            "type": "OrderableListField",
            "value": [{"id": name, "enabled": name in value} for name in known],
            "options": tuple(Option(id=name, label=offered.get(name, name)) for name in known),
        }
    named = {**offered, **{name: offered.get(name, name) for name in value}}
    return {"type": "MultiSelectField", "value": list(value), "options": _options(named), "variant": choices.style}


def _plain(name: str, value: Any, *, view: View) -> dict[str, Any]:
    kind = view.settings.kind(name)
    if isinstance(kind, inspect.BoolType):
        return {"type": "CheckboxField", "value": value}
    if isinstance(kind, inspect.LiteralType):
        default, labels = view.settings.default(name), view.form.labels
        words = sorted(map(str, kind.values), key=lambda word: word != default)
        offered = {} if default is not None else {"": "As usual"}
        offered |= {word: labels.get(word, word.replace("_", " ").capitalize()) for word in words}
        return {"type": "SelectField", "value": value or "", "options": _options(offered)}
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        step = 1 if isinstance(kind, inspect.IntType) else 0.1
        return {"type": "NumberField", "value": value, "min": kind.ge, "max": kind.le, "step": step}
    if isinstance(kind, inspect.VarTupleType):
        return {"type": "TextField", "value": ",".join(value)}
    most = getattr(kind, "max_length", None)
    return {"type": "TextField", "value": str(value or ""), "max_length": UNSET if most is None else most}


def _options(offered: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=label) for value, label in offered.items())


def _condition(when: When | None, *, reason: str = "") -> Any:
    if when is None:
        return UNSET
    value = when.values[0] if len(when.values) == 1 else when.values
    return Condition(field=when.name.upper(), value=value, reason=reason or UNSET)  # type: ignore[arg-type]  # words
