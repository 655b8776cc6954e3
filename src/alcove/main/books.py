"""The books' own address: claimed beside the server's, and told of in one line at the start."""

import os
from pathlib import Path

from alcove import __version__
from alcove.apps.books import Settings, ignored
from alcove.foundation.settings import is_loopback
from alcove.foundation.telemetry import get_logger
from alcove.main.configuration import Configuration
from alcove.main.ports import addresses, claim

log = get_logger("alcove.books")


def claim_own(settings: Settings, *, patience: float | None) -> list[str]:
    """Return the addresses of the books' own port, none without one; Refused when a stranger has it.

    Without `patience` somebody else has seen to that.
    """
    if not settings.flask_port:
        return []
    if patience is None:
        return addresses(settings.flask_host)
    return claim(settings.flask_host, settings.flask_port, patience=patience, advice="FLASK_PORT")


def tell_ignored(configuration: Configuration) -> None:
    """Name the variables of older programs that mean nothing here, never their values."""
    names = ignored(configuration.environ)
    if names:
        log.info("variables_without_meaning", names=", ".join(names))


def tell_start(configuration: Configuration) -> None:
    """Say in one line where the books are and what they work with."""
    settings, server = configuration.load(Settings), configuration.server
    host, port = (settings.flask_host, settings.flask_port) if settings.flask_port else (server.host, server.port)
    ingest = settings.ingest(configuration.data_dir)
    state = "ok" if _is_writable(ingest) else "not writable"
    line = (
        f"Starting book server on {host}:{port} (version {__version__}, sources {' '.join(settings.sources)},"
        f" auth {settings.sign_in}, workers {settings.max_concurrent_downloads}, ingest {ingest} {state})"
    )
    log.info(line)
    if settings.flask_port and settings.sign_in == "none" and not is_loopback(settings.flask_host):
        log.warning("books_open_to_everybody", host=settings.flask_host, advice="set CWA_DB_PATH or AUTH_MODE")


def _is_writable(folder: Path) -> bool:
    """Tell whether a folder can be written to, or made where it is not there yet."""
    there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), Path("/"))
    return os.access(there, os.W_OK | os.X_OK)
