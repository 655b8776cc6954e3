"""Settings as fields of a page: type, bounds, choices and value follow from how the setting is declared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import UNSET, inspect

from alcove.apps.books.model.languages import LANGUAGES
from alcove.apps.books.schemas.settings_pages import Condition, Field, Group, Option, Tab
from alcove.apps.books.service.settings_pages_tabs import (
    GROUPS,
    NETWORK,
    PASSWORD,
    TABS,
    Button,
    Entry,
    Heading,
    Setting,
    TabPlan,
    When,
)
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.settings import NetworkSettings, Secret, bare, meaning

FORMATS: Final = ("epub", "mobi", "azw3", "azw", "fb2", "djvu", "pdf", "cbz", "cbr", "txt", "rtf", "doc", "docx")
AUDIO: Final = ("m4b", "mp3", "m4a", "flac", "ogg", "opus")
SOURCES: Final[Mapping[str, str]] = {
    "standardebooks": "Standard Ebooks",
    "gutenberg": "Project Gutenberg",
    "internetarchive": "Internet Archive",
    "opds": "OPDS catalogues",
}
PROVIDERS: Final[Mapping[str, str]] = {"": "Nobody", "openlibrary": "Open Library"}
WORDS: Final[Mapping[str, str]] = {
    "none": "None", "builtin": "One user of our own", "cwa": "Users of Calibre-Web", "rename": "Renamed",
    "organize": "Renamed, in folders", "write": "Written in one go", "direct": "Files",
    "universal": "Books, then files",
}  # fmt: skip
DANGEROUS: Final = frozenset(
    {"auth_mode", "builtin_username", "restrict_settings_to_admin", "ext_bypasser_url", PASSWORD}
)
"""Besides folders and secrets: whoever could set these could let themselves in, or call what others cannot."""
NEVER: Final = frozenset({"custom_script"})
LOCKED: Final = "Set by the environment only, unless ALLOW_DANGEROUS_SETTINGS is on"
ENVIRONMENT: Final = "Set by the environment only"
SET: Final = "set; leave empty to keep it"

_NETWORK_NAMES: Final = frozenset(field.name for field in msgspec.structs.fields(NetworkSettings))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What pages are made from: the settings as they are, and what was set when the server started."""

    books: BooksSettings
    network: NetworkSettings
    given: Collection[str]

    def value(self, name: str) -> Any:
        """Return the value of a setting."""
        if name == PASSWORD:
            return self.books.builtin_password_hash
        return getattr(self.network if name in _NETWORK_NAMES else self.books, name)

    def is_given(self, name: str) -> bool:
        """Tell whether a setting was set when the server started."""
        return ("builtin_password_hash" if name == PASSWORD else name) in self.given

    def locked(self, name: str) -> str:
        """Return why a setting cannot be changed over HTTP, or nothing."""
        if name in _NETWORK_NAMES:
            return NETWORK
        if name in NEVER:
            return ENVIRONMENT
        return "" if self.books.allow_dangerous_settings or not is_dangerous(name) else LOCKED


def key_of(name: str) -> str:
    """Return the key of a setting's field."""
    return name.upper()


def groups() -> tuple[Group, ...]:
    """Return the groups of pages."""
    return tuple(
        Group(name=name, display_name=label, icon=icon, order=100 + order)
        for order, (name, label, icon) in enumerate(GROUPS)
    )


def tab_of(plan: TabPlan, view: View) -> Tab:
    """Return a page."""
    return Tab(
        name=plan.name,
        display_name=plan.label,
        icon=plan.icon,
        order=TABS.index(plan),
        group=plan.group,
        fields=tuple(_field(entry, view) for entry in plan.entries),
    )


def is_dangerous(name: str) -> bool:
    """Tell whether a setting is a folder, a program, a secret, or decides who comes in."""
    kind = _kind(name)
    return name in DANGEROUS or (isinstance(kind, inspect.CustomType) and kind.cls in (Path, Secret))


def is_secret(name: str) -> bool:
    """Tell whether a setting is shown to nobody."""
    kind = _kind(name)
    return isinstance(kind, inspect.CustomType) and kind.cls is Secret


def _field(entry: Entry, view: View) -> Field:
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
    return _setting(entry, view)


def _setting(entry: Setting, view: View) -> Field:
    locked = view.locked(entry.name)
    terms: dict[str, Any] = {
        "key": key_of(entry.name),
        "label": entry.label,
        "description": "Eight letters or more." if entry.name == PASSWORD else _meaning(entry.name),
        "from_env": view.is_given(entry.name),
        "disabled": bool(locked),
        "disabled_reason": locked or UNSET,
        "requires_restart": False,
        "show_when": _condition(entry.show_when),
        "disabled_when": _condition(entry.disabled_when, reason=entry.reason),
        "universal_only": entry.universal_only or UNSET,
    }
    return Field(**terms, **_shape(entry, view.value(entry.name)))


def _shape(entry: Setting, value: Any) -> dict[str, Any]:
    kind = _kind(entry.name)
    if isinstance(kind, inspect.CustomType) and kind.cls is Secret:
        return {"type": "PasswordField", "value": "", "placeholder": SET if value else "not set"}
    if entry.choices == "sources":
        return {"type": "OrderableListField", **_order(value)}
    if entry.choices in ("languages", "formats", "audio"):
        offered = _choices(entry.choices, value)
        variant = "dropdown" if entry.choices == "languages" else "pills"
        return {"type": "MultiSelectField", "value": list(value), "options": offered, "variant": variant}
    if entry.choices == "providers":
        return {"type": "SelectField", "value": value, "options": _options(PROVIDERS)}
    return _plain(entry.name, value)


def _plain(name: str, value: Any) -> dict[str, Any]:
    kind = _kind(name)
    if isinstance(kind, inspect.BoolType):
        return {"type": "CheckboxField", "value": value}
    if isinstance(kind, inspect.LiteralType):
        default = _declared()[name].default
        words = sorted(map(str, kind.values), key=lambda each: each != default)
        offered = {} if default is not None else {"": "As usual"}
        offered |= {each: WORDS.get(each, each.replace("_", " ").capitalize()) for each in words}
        return {"type": "SelectField", "value": value or "", "options": _options(offered)}
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        step = 1 if isinstance(kind, inspect.IntType) else 0.1
        return {"type": "NumberField", "value": value, "min": kind.ge, "max": kind.le, "step": step}
    if isinstance(kind, inspect.VarTupleType):
        return {"type": "TextField", "value": ",".join(value)}
    most = getattr(kind, "max_length", None)
    return {"type": "TextField", "value": str(value or ""), "max_length": UNSET if most is None else most}


def _order(value: tuple[str, ...]) -> dict[str, Any]:
    """Return the list of catalogues: those that are on in their order, then the others."""
    known = dict.fromkeys([*value, *SOURCES])
    return {
        "value": [{"id": each, "enabled": each in value} for each in known],
        "options": tuple(Option(id=each, label=SOURCES.get(each, each)) for each in known),
    }


def _choices(kind: str, value: tuple[str, ...]) -> tuple[Option, ...]:
    offered = {each.code: each.name for each in LANGUAGES} if kind == "languages" else {}
    if kind != "languages":
        offered = {each: each.upper() for each in (AUDIO if kind == "audio" else FORMATS)}
    return _options(offered | {each: offered.get(each, each) for each in value})


def _options(offered: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=label) for value, label in offered.items())


def _condition(when: When | None, *, reason: str = "") -> Any:
    if when is None:
        return UNSET
    value = when.values[0] if len(when.values) == 1 else when.values
    return Condition(field=key_of(when.name), value=value, reason=reason or UNSET)  # type: ignore[arg-type]  # words


@lru_cache(maxsize=1)
def _declared() -> Mapping[str, inspect.Field]:
    found: dict[str, inspect.Field] = {}
    for struct in (NetworkSettings, BooksSettings):
        info = inspect.type_info(struct)
        if isinstance(info, inspect.StructType):
            found |= {field.name: field for field in info.fields}
    return found


def _kind(name: str) -> inspect.Type:
    return bare(_declared()["builtin_password_hash" if name == PASSWORD else name].type)


def _meaning(name: str) -> str:
    return meaning(_declared()[name].type)
