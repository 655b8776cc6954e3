"""Settings forms: show them, save changes, and run their actions."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from alcove.foundation.database import Pool, transaction
from alcove.foundation.preferences import store
from alcove.foundation.preferences.fields import FormContext, build_tab
from alcove.foundation.preferences.form import Actions, Button, Choices, Form, Setting, TabPlan
from alcove.foundation.preferences.live import LivePreferences
from alcove.foundation.preferences.schemas import Pages, Saved, Tab, Tested
from alcove.foundation.preferences.snapshot import InvalidValue, Snapshot, to_json
from alcove.foundation.settings import SettingError


class UnknownPage(LookupError):
    """The page, or the button on it, does not exist."""


class InvalidSettings(Exception):
    """Values cannot be saved: `errors` has the reason by field; the key "" is for conflicts between fields."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = errors


class PreferencePages:
    """Shows and changes settings at run time."""

    def __init__(
        self,
        pool: Pool,
        form: Form,
        *,
        preferences: LivePreferences,
        actions: Actions | None = None,
        read_only: Sequence[msgspec.Struct] = (),
        read_only_set_at_start: Collection[str] = (),
    ) -> None:
        """Create it; `read_only` are further structs that are shown on read-only tabs."""
        self._pool = pool
        self._form = form
        self._preferences = preferences
        self._actions = actions
        self._read_only = read_only
        self._set_at_start = preferences.set_at_start | set(read_only_set_at_start)

    async def pages(self) -> Pages:
        """Return all pages."""
        context = self._context(await self._preferences.snapshot())
        return Pages(tabs=tuple(build_tab(plan, context) for plan in self._form.tabs), groups=tuple(self._form.groups))

    async def page(self, name: str) -> Tab:
        """Return one page; UnknownPage."""
        return build_tab(self._plan(name), self._context(await self._preferences.snapshot()))

    async def save(self, name: str, values: Mapping[str, Any]) -> Saved:
        """Save the values, all or none; UnknownPage."""
        try:
            updated = await self.change(name, values)
        except InvalidSettings as error:
            return Saved(success=False, message=str(error))
        if not updated:
            return Saved(success=True, message="No changes to save")
        return Saved(success=True, message=f"Saved: {len(updated)}", updated=tuple(updated))

    async def change(self, name: str, values: Mapping[str, Any]) -> list[str]:
        """Save the values and return the changed keys; UnknownPage, InvalidSettings with a reason per field."""
        plan = self._plan(name)
        if not values:
            return []
        async with transaction(self._pool) as connection:
            # Concurrent saves: the second one sees the changes of the first.
            await store.lock(connection)
            stored = await store.read(connection)
            current, _ = self._preferences.startup.with_stored(stored, set_at_start=self._preferences.set_at_start)
            changes, errors = _parse_changes(plan, values, context=self._context(current))
            if errors:
                raise InvalidSettings(errors)
            _apply_changes(current, changes)
            await store.put(connection, {name: to_json(value) for name, value in changes.items()})
        self._preferences.invalidate()
        return [key for key in values if plan.settings[key.upper()].target in changes]

    async def run(self, name: str, key: str, *, values: Mapping[str, Any]) -> Tested:
        """Run the action of a button with the values of the form that are valid; UnknownPage."""
        plan = self._plan(name)
        if self._actions is None or not any(isinstance(entry, Button) and entry.key == key for entry in plan.entries):
            raise UnknownPage(f"Unknown action: {key[:100]}")
        settings = await self._preferences.snapshot()
        changes, errors = _parse_changes(plan, values, context=self._context(settings), skip_locked=True)
        if errors:
            return Tested(success=False, message=next(iter(errors.values())))
        try:
            updated_settings = _apply_changes(settings, changes)
        except InvalidSettings as error:
            return Tested(success=False, message=str(error))
        return await self._actions.run(key, updated_settings)

    def _context(self, settings: Snapshot) -> FormContext:
        return FormContext(form=self._form, settings=settings.merge(self._read_only), set_at_start=self._set_at_start)

    def _plan(self, name: str) -> TabPlan:
        plan = next((plan for plan in self._form.tabs if plan.name == name), None)
        if plan is None:
            raise UnknownPage(f"Unknown settings tab: {name[:100]}")
        return plan


def _apply_changes(settings: Snapshot, changes: Mapping[str, Any]) -> Snapshot:
    try:
        return settings.replace(changes)
    except SettingError as error:
        raise InvalidSettings({"": str(error)}) from error


def _parse_changes(
    plan: TabPlan, values: Mapping[str, Any], *, context: FormContext, skip_locked: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return parsed values by setting name, and errors by key; `skip_locked` ignores locked settings."""
    changes: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key, value in values.items():
        setting = plan.settings.get(key.upper())
        reason = _lock_reason(setting, key, plan=plan, context=context)
        if reason and not skip_locked:
            errors[key] = reason
        # An empty secret means that it is unchanged.
        if reason or setting is None or (value in ("", None) and context.is_secret(setting)):
            continue
        try:
            changes[setting.target] = _parse_value(setting, value, settings=context.settings)
        except InvalidValue:
            errors[key] = f"{setting.key} must be {context.settings.describe_allowed(setting.target)}"
        except SettingError as error:
            errors[key] = str(error)
    return changes, errors


def _lock_reason(setting: Setting | None, key: str, *, plan: TabPlan, context: FormContext) -> str:
    if setting is None:
        return f"There is no setting {key[:100]} here"
    if context.is_set_at_start(setting):
        return f"{key} is set by the environment"
    lock_reason = context.lock_reason(setting, plan)
    return f"{key}: {lock_reason}" if lock_reason else ""


def _parse_value(setting: Setting, value: Any, *, settings: Snapshot) -> Any:
    if setting.choices is not None and setting.choices.style == "ordered":
        value = _parse_order(setting.key, value, choices=setting.choices)
    elif setting.choices is not None and setting.choices.style != "select" and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if setting.parse is not None:
        value = setting.parse(value)
    return settings.convert(setting.target, value)


def _parse_order(key: str, value: Any, *, choices: Choices) -> list[str]:
    """Return the ids of the enabled entries in order; SettingError."""
    error = SettingError(f"{key} must be a list of {{id, enabled}}")
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise error
    enabled: list[str] = []
    for entry in value:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
            raise error
        if entry["id"].partition(":")[0] not in choices.options:
            raise SettingError(f"{key}: there is no {choices.noun} {entry['id'][:100]}")
        if entry.get("enabled") is True:
            enabled.append(entry["id"])
    return list(dict.fromkeys(enabled))
