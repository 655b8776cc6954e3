"""Where the built web page is, when there is one."""

from pathlib import Path

import alcove
from alcove.foundation.settings import Configuration


def frontend_dir(configuration: Configuration) -> Path | None:
    """Return the folder given by SERVE_FRONTEND_DIR, else the one built in a source checkout, else None."""
    given = configuration.server.serve_frontend_dir
    if given is not None:
        return given
    built = Path(alcove.__file__).parents[2] / "web" / "dist"
    return built if (built / "index.html").is_file() else None
