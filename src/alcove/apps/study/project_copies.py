"""The copies of the accounts in the database of a program; their modules are loaded only where there is one."""

from typing import TYPE_CHECKING

from alcove.apps.study.api_database import project_address
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.project import ProjectAccounts


def find_object_address(deps: Deps) -> str:
    """Return the address of the program's database, which has the rows of stored files then; '' without one."""
    name = deps.load(StudySettings).study_project_database
    return project_address(deps.dsn, name) if name else ""


def open_project_accounts(deps: Deps) -> "ProjectAccounts | None":
    """Return the copies, None without a database of a program."""
    name = deps.load(StudySettings).study_project_database
    if not name:
        return None
    from alcove.apps.study.project import ProjectAccounts  # noqa: PLC0415 - few servers need it

    return ProjectAccounts(deps, name=name)
