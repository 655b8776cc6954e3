"""A program's own SQL, in a database of its own with the accounts of this server."""

from alcove.apps.study.project.accounts import ProjectAccounts, ProjectHooks
from alcove.apps.study.project.script import SUPPLIED_EXTENSIONS, ObjectName, ProjectMigrationError, find_changes
from alcove.apps.study.project.service import ProjectDatabase, ProjectResult
from alcove.apps.study.project.statements import Statement, StatementBuffer, Token

__all__ = [
    "SUPPLIED_EXTENSIONS",
    "ObjectName",
    "ProjectAccounts",
    "ProjectDatabase",
    "ProjectHooks",
    "ProjectMigrationError",
    "ProjectResult",
    "Statement",
    "StatementBuffer",
    "Token",
    "find_changes",
]
