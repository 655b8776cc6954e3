"""Who may do what: one table of services, resources and actions, and of the roles that are allowed each."""

from alcove.apps.study.permissions.model import PERMISSIONS, Permission, Role, is_allowed
from alcove.apps.study.permissions.native_routes import EVENTS, FRAMES, ROUTES, find_permission
from alcove.apps.study.permissions.service import AppRoles

__all__ = [
    "EVENTS",
    "FRAMES",
    "PERMISSIONS",
    "ROUTES",
    "AppRoles",
    "Permission",
    "Role",
    "find_permission",
    "is_allowed",
]
