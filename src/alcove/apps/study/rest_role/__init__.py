"""The role `rest`: REST as PostgREST serves it, on any database, without the rest of the server."""

from typing import Final

from alcove.foundation.app import StandaloneRole, lazy
from alcove.foundation.cli import Flag

CONFIG: Final = Flag("--config", "Configuration file with PostgREST's settings.", value="FILE")
PORT: Final = Flag("--port", "Port to listen on, in place of server-port.", value="INTEGER")
DUMP_CONFIG: Final = Flag("--dump-config", "Print the configuration, and exit.", value="")
DUMP_SCHEMA: Final = Flag("--dump-schema", "Print the schema cache as JSON, and exit.", value="")
EXAMPLE: Final = Flag("--example", "Print an example configuration file, and exit.", value="")
READY: Final = Flag("--ready", "Ask the admin server of the running process whether it is ready, and exit.", value="")

REST: Final = StandaloneRole(
    help="Serve any PostgreSQL schema over REST, as PostgREST does with the same configuration.",
    flags=(CONFIG, PORT, DUMP_CONFIG, DUMP_SCHEMA, EXAMPLE, READY),
    run=lazy("alcove.apps.study.rest_role.process:run"),
)

__all__ = ["REST"]
