"""The role `auth`: accounts as GoTrue serves them, on any database, without the rest of the server."""

from typing import Final

from alcove.foundation.app import StandaloneRole, lazy
from alcove.foundation.cli import Flag

CONFIG: Final = Flag("--config", "File of variables, NAME=value in each line; the environment wins.", value="FILE")
PORT: Final = Flag("--port", "Port to listen on, in place of PORT or GOTRUE_API_PORT.", value="INTEGER")

AUTH: Final = StandaloneRole(
    help="Serve the accounts of any PostgreSQL database, as GoTrue does with the same configuration.",
    flags=(CONFIG, PORT),
    run=lazy("alcove.apps.study.auth_role.process:run"),
)

__all__ = ["AUTH"]
