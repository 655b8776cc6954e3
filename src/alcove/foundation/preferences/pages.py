"""The pages of a form: what they show, what they may change, and what their buttons try out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from alcove.foundation.database import Pool, transaction
from alcove.foundation.preferences import store
from alcove.foundation.preferences.fields import View, tab_of
from alcove.foundation.preferences.live import LivePreferences
from alcove.foundation.preferences.plan import Actions, Button, Choices, Form, Setting, TabPlan
from alcove.foundation.preferences.schemas import Pages, Saved, Tab, Tested
from alcove.foundation.preferences.values import NotAllowed, Snapshot, stored_value
from alcove.foundation.settings import SettingError


class UnknownPage(LookupError):
    """There is no such page, or no such button on it; the text says so."""


class Refused(Exception):
    """Values cannot be saved: `errors` has the reason by field, under "" what excludes each other."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = errors


class PreferencePages:
    """Shows and changes what can be set while the server runs."""

    def __init__(
        self,
        pool: Pool,
        form: Form,
        *,
        preferences: LivePreferences,
        actions: Actions | None = None,
        shown: Sequence[msgspec.Struct] = (),
        shown_given: Collection[str] = (),
    ) -> None:
        """Take the settings that can change, and further structs that are only `shown`, on pages that are fixed."""
        self._pool = pool
        self._form = form
        self._preferences = preferences
        self._actions = actions
        self._shown = shown
        self._given = preferences.given | set(shown_given)

    async def pages(self) -> Pages:
        """Return all pages."""
        view = self._view(await self._preferences.snapshot())
        return Pages(tabs=tuple(tab_of(plan, view) for plan in self._form.tabs), groups=tuple(self._form.groups))

    async def page(self, name: str) -> Tab:
        """Return one page; UnknownPage."""
        return tab_of(self._plan(name), self._view(await self._preferences.snapshot()))

    async def save(self, name: str, given: Mapping[str, Any]) -> Saved:
        """Change what was given, all of it or nothing; UnknownPage."""
        try:
            updated = await self.change(name, given)
        except Refused as error:
            return Saved(success=False, message=str(error))
        if not updated:
            return Saved(success=True, message="No changes to save")
        return Saved(success=True, message=f"Saved: {len(updated)}", updated=tuple(updated))

    async def change(self, name: str, given: Mapping[str, Any]) -> list[str]:
        """Change what was given and return the keys that were kept; UnknownPage, Refused with a reason per field."""
        plan = self._plan(name)
        if not given:
            return []
        async with transaction(self._pool) as connection:
            # Two who save at once: the second one builds on what the first one has saved.
            await store.lock(connection)
            known = await store.read(connection)
            current, _ = self._preferences.started.with_stored(known, given=self._preferences.given)
            changes, errors = _changes(plan, given, view=self._view(current))
            if errors:
                raise Refused(errors)
            _replaced(current, changes)
            await store.put(connection, {name: stored_value(value) for name, value in changes.items()})
        self._preferences.changed()
        return [key for key in given if plan.settings[key.upper()].target in changes]

    async def run(self, name: str, key: str, *, given: Mapping[str, Any]) -> Tested:
        """Do what a button is for, with the values of the form where they are allowed; UnknownPage."""
        plan = self._plan(name)
        if self._actions is None or not any(isinstance(entry, Button) and entry.key == key for entry in plan.entries):
            raise UnknownPage(f"Unknown action: {key[:100]}")
        settings = await self._preferences.snapshot()
        changes, errors = _changes(plan, given, view=self._view(settings), lenient=True)
        if errors:
            return Tested(success=False, message=next(iter(errors.values())))
        try:
            wanted = _replaced(settings, changes)
        except Refused as error:
            return Tested(success=False, message=str(error))
        return await self._actions.run(key, wanted)

    def _view(self, settings: Snapshot) -> View:
        return View(form=self._form, settings=settings.joined(self._shown), given=self._given)

    def _plan(self, name: str) -> TabPlan:
        found = next((plan for plan in self._form.tabs if plan.name == name), None)
        if found is None:
            raise UnknownPage(f"Unknown settings tab: {name[:100]}")
        return found


def _replaced(settings: Snapshot, changes: Mapping[str, Any]) -> Snapshot:
    try:
        return settings.replace(changes)
    except SettingError as error:
        raise Refused({"": str(error)}) from error


def _changes(
    plan: TabPlan, given: Mapping[str, Any], *, view: View, lenient: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return settings by name, and errors by key; with `lenient` what is locked is left out instead of refused."""
    changes: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key, value in given.items():
        setting = plan.settings.get(key.upper())
        reason = _locked(setting, key, plan=plan, view=view)
        if reason and not lenient:
            errors[key] = reason
        # The page sends no secret that was left empty; others may.
        if reason or setting is None or (value in ("", None) and view.is_secret(setting)):
            continue
        try:
            changes[setting.target] = _value(setting, value, settings=view.settings)
        except NotAllowed:
            errors[key] = f"{setting.key} must be {view.settings.allowed(setting.target)}"
        except SettingError as error:
            errors[key] = str(error)
    return changes, errors


def _locked(setting: Setting | None, key: str, *, plan: TabPlan, view: View) -> str:
    if setting is None:
        return f"There is no setting {key[:100]} here"
    if view.is_given(setting):
        return f"{key} is set by the environment"
    locked = view.locked(setting, plan)
    return f"{key}: {locked}" if locked else ""


def _value(setting: Setting, value: Any, *, settings: Snapshot) -> Any:
    if setting.choices is not None and setting.choices.style == "ordered":
        value = _ordered(setting.key, value, choices=setting.choices)
    elif setting.choices is not None and setting.choices.style != "select" and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if setting.parse is not None:
        value = setting.parse(value)
    return settings.convert(setting.target, value)


def _ordered(key: str, value: Any, *, choices: Choices) -> list[str]:
    """Return the entries that are on, in their order; SettingError."""
    wrong = SettingError(f"{key} must be a list of {{id, enabled}}")
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise wrong
    wanted: list[str] = []
    for entry in value:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
            raise wrong
        if entry["id"].partition(":")[0] not in choices.offered:
            raise SettingError(f"{key}: there is no {choices.noun} {entry['id'][:100]}")
        if entry.get("enabled") is True:
            wanted.append(entry["id"])
    return list(dict.fromkeys(wanted))
