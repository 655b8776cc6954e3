"""What a process is configured with: the environment, then alcove.toml here, then the data folder's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from alcove.foundation.app import App
from alcove.foundation.cli import FAILED, CommandError
from alcove.foundation.identity import IdentitySettings
from alcove.foundation.mail import MailSettings
from alcove.foundation.settings import (
    Configuration,
    DatabaseSettings,
    NetworkSettings,
    ServerSettings,
    SettingError,
    TlsSettings,
    check_settings_file,
    find_data_dir,
    load_settings,
    make_private,
)
from alcove.main.apps import APPS, enabled_apps

FILE = "alcove.toml"
SERVER_SETTINGS: Mapping[str, type[msgspec.Struct]] = {
    "server": ServerSettings,
    "tls": TlsSettings,
    "database": DatabaseSettings,
    "network": NetworkSettings,
    "accounts": IdentitySettings,
    "mail": MailSettings,
}
"""The settings that belong to no app, by what reads them."""


def read_configuration(environ: Mapping[str, str]) -> Configuration:
    """Read all settings of the process; SettingError names the first wrong one."""
    here = Path(FILE).absolute()
    environ = _with_aliases(environ, enabled_apps(load_settings(ServerSettings, environ=environ, files=[here])))
    found = find_data_dir(load_settings(ServerSettings, environ=environ, files=[here]))
    place = found.path.expanduser().absolute()
    files = list(dict.fromkeys((here, place / FILE)))
    server = load_settings(ServerSettings, environ=environ, files=files)
    database = load_settings(DatabaseSettings, environ=environ, files=files)
    named = next((app.database_name for app in enabled_apps(server) if app.database_name), "")
    if database.dsn() is not None and database.db_name is None and named:
        database = msgspec.structs.replace(database, db_name=named)
    return Configuration(
        environ=environ,
        files=files,
        server=server,
        database=database,
        data_dir=place,
        data_dir_note=found.note,
    )


def configured_apps(environ: Mapping[str, str]) -> Sequence[App]:
    """Return the apps that are on, and all of them while a setting is wrong: the command itself then says so."""
    try:
        return enabled_apps(read_configuration(environ).server)
    except SettingError:
        return APPS


def _with_aliases(environ: Mapping[str, str], apps: Sequence[App]) -> Mapping[str, str]:
    for app in apps:
        environ = app.aliases(environ)
    return environ


def setting_kinds(apps: Sequence[App]) -> list[type[msgspec.Struct]]:
    """Return the settings structs of the server and of these apps."""
    return [*SERVER_SETTINGS.values(), *(app.settings for app in apps)]


def check_settings(configuration: Configuration) -> None:
    """Read every setting and every file once, so that a wrong one is refused before anything starts."""
    apps = enabled_apps(configuration.server)
    for kind in setting_kinds(apps):
        configuration.load(kind)
    for app in apps:
        app.check_settings(configuration)
        for listener in app.listeners(configuration):
            if listener.port == configuration.server.port:
                raise SettingError(f"{listener.setting} is {listener.port}, as PORT is: choose another, or unset it")
    for file in configuration.files:
        if file.is_file():
            # Settings of an app that is off may stay in the file.
            check_settings_file(setting_kinds(APPS), file)


def prepare_data_dir(place: Path) -> None:
    """Create the data folder, and keep it for its owner alone; CommandError when that is impossible."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(place)
    except OSError as error:
        raise CommandError(
            f"the data directory {place} cannot be used: {error.strerror}; choose another with"
            " --data-dir or ALCOVE_DATA_DIR",
            code=FAILED,
        ) from error
