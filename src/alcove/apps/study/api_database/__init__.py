"""The database that programs see, and the role with which requests connect to it."""

from alcove.apps.study.api_database.service import ApiDatabase
from alcove.apps.study.api_database.store import RestLogin, can_become, ensure_login, is_login_made, project_address

__all__ = ["ApiDatabase", "RestLogin", "can_become", "ensure_login", "is_login_made", "project_address"]
