"""What a dump needs to be loaded into another server, or as another user."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.foundation.backup import store
from alcove.foundation.backup.model import BackupError, DatabaseEntry
from alcove.foundation.database import Connection, list_dump, read_dump_script, use_list

DEFAULT_PRIVILEGES: Final = "DEFAULT ACL"
EVENT_TRIGGER: Final = "EVENT TRIGGER"
_KIND: Final = re.compile(r"\d+; \d+ \d+ (DEFAULT ACL|EVENT TRIGGER) ")
_FOR_ROLE: Final = re.compile(r'^ALTER DEFAULT PRIVILEGES FOR ROLE ("(?:[^"]|"")*"|\S+)', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSteps:
    """The SQL to run before and after a load, in its transaction, and the options of pg_restore."""

    before: str
    after: str
    options: Sequence[str]


async def prepare_load(connection: Connection, entry: DatabaseEntry, *, dump: Path) -> LoadSteps:
    """Return the steps for a user who owns afterwards what the user owned who made the dump; BackupError.

    Event triggers, which only a superuser may create, are left out for others.
    """
    user = await store.read_user(connection)
    left_out = set() if await store.is_superuser(connection) else {EVENT_TRIGGER}
    roles = [role for role in entry.roles if role.name != user]
    names = {role.name for role in roles}
    settings = [setting for setting in entry.settings if not setting.role or setting.role in names]
    before = f"{await store.create_roles_sql(connection, roles)}\n{store.EMPTY_DATABASE}"
    after = await store.settings_sql(connection, settings)
    if user == entry.user:
        return LoadSteps(before=before, after=after, options=_select_entries(dump, left_out=left_out))
    others = sorted(set(entry.owners) - {entry.user})
    if others:
        raise BackupError(
            f"the backup was made by the database user {entry.user}, and it has objects that belong to"
            f" {', '.join(others)}: restore it as a user with the name {entry.user}"
        )
    defaults = _default_privileges(dump, old=entry.user, new=await store.quote_name(connection, user))
    options = ("--no-owner", *_select_entries(dump, left_out={DEFAULT_PRIVILEGES, *left_out}))
    return LoadSteps(before=before, after=f"{defaults}\n{after}", options=options)


def _select_entries(dump: Path, *, left_out: Collection[str]) -> Sequence[str]:
    if not left_out:
        return ()
    return use_list(dump, [line for line in list_dump(dump) if _kind(line) not in left_out])


def _default_privileges(dump: Path, *, old: str, new: str) -> str:
    """Return the statements of the dump about default privileges, for another user."""
    lines = [line for line in list_dump(dump) if _kind(line) == DEFAULT_PRIVILEGES]
    if not lines:
        return ""
    quoted = '"' + old.replace('"', '""') + '"'
    return _FOR_ROLE.sub(
        lambda match: f"ALTER DEFAULT PRIVILEGES FOR ROLE {new}" if match[1] in (old, quoted) else match[0],
        read_dump_script(dump, use_list(dump, lines)),
    )


def _kind(line: str) -> str | None:
    match = _KIND.match(line)
    return match[1] if match else None
