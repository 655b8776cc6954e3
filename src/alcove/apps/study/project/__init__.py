"""A program's own SQL, in a database of its own with the accounts of this server."""

from alcove.apps.study.project.accounts import ProjectAccounts, ProjectHooks
from alcove.apps.study.project.script import ProjectMigrationError
from alcove.apps.study.project.service import ProjectDatabase, ProjectResult

__all__ = [
    "ProjectAccounts",
    "ProjectDatabase",
    "ProjectHooks",
    "ProjectMigrationError",
    "ProjectResult",
]
