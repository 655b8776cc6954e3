"""Commands beside a running `alcove serve --demo`: they use its data directory and its settings."""

import contextlib
import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from alcove.foundation.cli import print_error
from alcove.foundation.settings import (
    DatabaseSettings,
    ServerSettings,
    SettingError,
    find_data_dir,
    has_own_data,
    load_settings,
)
from alcove.main.configuration import CONFIG_FILE

LOCK_FILE: Final = "serve.lock"
DEMO_DIRECTORY: Final = "demo"
"""The data directory of a demo, within the one that a server uses."""


def find_environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment of a command: that of the running demo, if `environ` leads to one.

    It does if the data directory is a demo's, or has no data of its own while a demo runs beside it. Nothing changes
    while a server that is no demo uses the data directory, and where a database is configured.
    """
    files = [Path(CONFIG_FILE).absolute()]
    try:
        directory = find_data_dir(load_settings(ServerSettings, environ=environ, files=files)).path
        has_database = load_settings(DatabaseSettings, environ=environ, files=files).dsn() is not None
    except SettingError:
        # The command itself reports it.
        return environ
    if has_database:
        return environ
    directory = directory.expanduser().absolute()
    own = _read_lock(directory)
    if own is not None:
        return _use_demo(environ, directory, lock=own)
    beside = directory / DEMO_DIRECTORY
    demo = _read_lock(beside)
    if demo is None:
        return environ
    if has_own_data(directory):
        print_error(f"a demonstration runs, too: set ALCOVE_DATA_DIR={beside} to use it")
        return environ
    return _use_demo(environ, beside, lock=demo)


def _use_demo(environ: Mapping[str, str], directory: Path, *, lock: Mapping[str, Any]) -> Mapping[str, str]:
    settings, hidden = lock.get("settings"), lock.get("hidden")
    if not isinstance(settings, dict) or not isinstance(hidden, list):
        return environ
    print_error(f"using the demonstration that runs on {lock.get('address')} (data in {directory})")
    kept = {name: value for name, value in environ.items() if name not in hidden}
    return {**kept, **settings, "ALCOVE_DATA_DIR": str(directory)}


def _read_lock(directory: Path) -> Mapping[str, Any] | None:
    """Return what a running server has written into its lock file; None if no server uses the directory."""
    try:
        with (directory / LOCK_FILE).open(encoding="utf-8") as file:
            content = json.load(file)
            os.kill(content["pid"], 0)
            # A process that was killed leaves its lock file, and its number may be another process's by now.
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return content if isinstance(content, dict) else None
