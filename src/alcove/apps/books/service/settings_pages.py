"""The settings pages: what they show, what they may change, and what their buttons try out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from alcove.apps.books.errors import NotFound
from alcove.apps.books.schemas.settings_pages import Pages, Saved, Tab, Tested
from alcove.apps.books.service.preferences import StoredPreferences
from alcove.apps.books.service.settings_pages_actions import Workshop
from alcove.apps.books.service.settings_pages_fields import SOURCES, View, groups, is_secret, key_of, tab_of
from alcove.apps.books.service.settings_pages_tabs import PASSWORD, TABS, Button, Setting, TabPlan
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings.storing import NotAllowed, allowed, setting_value, stored_value, with_stored
from alcove.apps.books.store import settings as store
from alcove.foundation.database import Pool, transaction
from alcove.foundation.identity import hash_werkzeug_password
from alcove.foundation.settings import NetworkSettings, Secret, SettingError

SHORTEST: Final = 8
LONGEST: Final = 1024


class Refused(Exception):
    """A value cannot be saved; the text is for a person and quotes no secret."""


class SettingsPages:
    """Shows and changes what can be set while the server runs."""

    def __init__(
        self,
        pool: Pool,
        *,
        preferences: StoredPreferences,
        network: NetworkSettings,
        network_given: Collection[str],
        workshop: Workshop,
    ) -> None:
        """Take the settings that can change, and those of the network, which cannot."""
        self._pool = pool
        self._preferences = preferences
        self._network = network
        self._given = preferences.given | set(network_given)
        self._workshop = workshop

    async def pages(self) -> Pages:
        """Return all pages."""
        view = self._view(await self._preferences.current())
        return Pages(tabs=tuple(tab_of(plan, view) for plan in TABS), groups=groups())

    async def page(self, name: str) -> Tab:
        """Return one page; NotFound."""
        return tab_of(_plan(name), self._view(await self._preferences.current()))

    async def save(self, name: str, given: Mapping[str, Any]) -> Saved:
        """Change what was given, all of it or nothing; NotFound."""
        plan = _plan(name)
        if not given:
            return Saved(success=True, message="No changes to save")
        try:
            updated = await self._save(plan, given)
        except Refused as error:
            return Saved(success=False, message=str(error))
        if not updated:
            return Saved(success=True, message="No changes to save")
        return Saved(success=True, message=f"Saved: {len(updated)}", updated=tuple(updated))

    async def press(self, name: str, key: str, *, given: Mapping[str, Any]) -> Tested:
        """Try out what a button is for, with the values of the form where they are allowed; NotFound."""
        plan = _plan(name)
        button = next((each.key for each in plan.entries if isinstance(each, Button) and each.key == key), None)
        if button is None:
            raise NotFound(f"Unknown action: {key[:100]}")
        settings = await self._preferences.current()
        try:
            changes = self._changes(plan, given, view=self._view(settings), lenient=True)
            settings = msgspec.structs.replace(settings, **changes)
        except (Refused, SettingError, ValueError) as error:
            return Tested(success=False, message=str(error))
        return await self._workshop.press(button, settings)

    def _view(self, settings: BooksSettings) -> View:
        return View(books=settings, network=self._network, given=self._given)

    async def _save(self, plan: TabPlan, given: Mapping[str, Any]) -> list[str]:
        async with transaction(self._pool) as connection:
            # Two who save at once: the second one builds on what the first one has saved.
            await store.lock(connection)
            known = await store.read(connection)
            current, _ = with_stored(self._preferences.started, known, given=self._preferences.given)
            changes = self._changes(plan, given, view=self._view(current))
            try:
                msgspec.structs.replace(current, **changes)
            except (SettingError, ValueError) as error:
                raise Refused(str(error)) from error
            await store.put(connection, {name: stored_value(value) for name, value in changes.items()})
        self._preferences.changed()
        return [key for key in given if _name_of(key) in changes or (_name_of(key) == PASSWORD and given[key])]

    def _changes(self, plan: TabPlan, given: Mapping[str, Any], *, view: View, lenient: bool = False) -> dict[str, Any]:
        """Return settings by name; with `lenient` what may not be changed is left out instead of refused."""
        names = {each.name for each in plan.entries if isinstance(each, Setting)}
        changes: dict[str, Any] = {}
        for key, value in given.items():
            name = _name_of(key)
            reason = "" if name in names else f"There is no setting {key[:100]} here"
            reason = reason or (f"{key} is set by the environment" if view.is_given(name) else "")
            reason = reason or (f"{key}: {view.locked(name)}" if view.locked(name) else "")
            if reason and not lenient:
                raise Refused(reason)
            # The page sends no secret that was left empty; others may.
            if not reason and not (value in ("", None) and is_secret(name)):
                changes |= _change(name, value)
        return changes


def _change(name: str, value: Any) -> dict[str, Any]:
    if name == PASSWORD:
        return {"builtin_password_hash": Secret(_hashed(value))}
    if name == "sources":
        value = _ordered(value)
    elif isinstance(value, str) and name in ("supported_formats", "supported_audiobook_formats", "book_language"):
        value = [each.strip() for each in value.split(",") if each.strip()]
    try:
        found = setting_value(name, value)
    except NotAllowed:
        raise Refused(f"{key_of(name)} must be {allowed(name)}") from None
    if name == "opds_catalogs":
        _check_catalogues(found)
    return {name: found}


def _ordered(value: Any) -> list[str]:
    """Return the catalogues that are on, in their order."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Refused("SOURCES must be a list of {id, enabled}")
    wanted: list[str] = []
    for each in value:
        if not isinstance(each, Mapping) or not isinstance(each.get("id"), str):
            raise Refused("SOURCES must be a list of {id, enabled}")
        if each["id"].partition(":")[0] not in SOURCES:
            raise Refused(f"SOURCES: there is no catalogue {each['id'][:100]}")
        if each.get("enabled") is True:
            wanted.append(each["id"])
    return list(dict.fromkeys(wanted))


def _hashed(value: Any) -> str:
    if not isinstance(value, str) or not SHORTEST <= len(value) <= LONGEST:
        raise Refused(f"{key_of(PASSWORD)} must have {SHORTEST} letters or more")
    return hash_werkzeug_password(value)


def _check_catalogues(value: Secret) -> None:
    from alcove.apps.books.sources.opds import read_catalogs  # noqa: PLC0415 - loads the parser

    try:
        read_catalogs(value.reveal())
    except SettingError as error:
        raise Refused(str(error)) from error


def _name_of(key: str) -> str:
    return key.lower()


def _plan(name: str) -> TabPlan:
    found = next((plan for plan in TABS if plan.name == name), None)
    if found is None:
        raise NotFound(f"Unknown settings tab: {name[:100]}")
    return found
