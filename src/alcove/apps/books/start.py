"""Start-up of the app: checks settings, declares the app's own port, and logs the start."""

import os
from collections.abc import Sequence
from pathlib import Path

from alcove import __version__
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.settings.legacy import find_ignored
from alcove.foundation.app import Listener
from alcove.foundation.identity import IdentitySettings, SignInPolicy
from alcove.foundation.settings import Configuration, is_loopback
from alcove.foundation.telemetry import get_logger

OWN_PORT = "own port"
"""The name of the listener at FLASK_PORT."""

log = get_logger("alcove.books")


def listeners(configuration: Configuration) -> Sequence[Listener]:
    """Return the listener at FLASK_PORT, if it is set."""
    settings = configuration.load(BooksSettings)
    if not settings.flask_port:
        return ()
    return (Listener(name=OWN_PORT, host=settings.flask_host, port=settings.flask_port, setting="FLASK_PORT"),)


def check_settings(configuration: Configuration) -> None:
    """Check settings that are otherwise only read when the app runs; SettingError."""
    settings = configuration.load(BooksSettings)
    if settings.opds_catalogs:
        from alcove.apps.books.sources.opds import read_catalogs  # noqa: PLC0415 - loads the parser

        read_catalogs(settings.opds_catalogs.reveal())


def log_start(configuration: Configuration) -> None:
    """Log address, sources and folders in one line, and the names of ignored variables, never their values."""
    names = find_ignored(configuration.environ)
    if names:
        log.info("ignored_variables", names=", ".join(names))
    settings, server = configuration.load(BooksSettings), configuration.server
    host, port = (settings.flask_host, settings.flask_port) if settings.flask_port else (server.host, server.port)
    ingest = settings.ingest(configuration.data_dir)
    mode = SignInPolicy(open_address=not is_loopback(host)).mode(configuration.load(IdentitySettings))
    state = "ok" if _is_writable(ingest) else "not writable"
    line = (
        f"Starting book server on {host}:{port} (version {__version__}, sources {' '.join(settings.sources)},"
        f" auth {mode}, workers {settings.max_concurrent_downloads}, ingest {ingest} {state})"
    )
    log.info(line)


def _is_writable(folder: Path) -> bool:
    """Return whether a folder can be written to, or created when it is missing."""
    existing = next((path for path in (folder, *folder.absolute().parents) if path.exists()), Path("/"))
    return os.access(existing, os.W_OK | os.X_OK)
