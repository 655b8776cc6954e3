"""Read the configuration: the environment, then alcove.toml in the working directory and in the data directory."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

import alcove
from alcove.foundation.app import App
from alcove.foundation.cli import FAILED, CommandError
from alcove.foundation.identity import IdentitySettings
from alcove.foundation.lock import LockSettings
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
    is_restore_unfinished,
    join_faults,
    list_unsafe_settings,
    load_settings,
    make_private,
)
from alcove.foundation.telemetry import TraceSettings, check_trace_settings, get_logger
from alcove.foundation.vault import VaultSettings
from alcove.main.apps import APPS, enabled_apps

CONFIG_FILE = "alcove.toml"
log = get_logger("alcove.settings")
TLS_FOLDER = "tls"
"""The folder, in the data directory, of a certificate that `alcove cert` has made."""
SERVER_SETTINGS: Mapping[str, type[msgspec.Struct]] = {
    "server": ServerSettings,
    "tls": TlsSettings,
    "database": DatabaseSettings,
    "network": NetworkSettings,
    "accounts": IdentitySettings,
    "mail": MailSettings,
    "vault": VaultSettings,
    "lock": LockSettings,
    "traces": TraceSettings,
}
"""The settings that belong to no app, by section of the reference page."""


def read_configuration(environ: Mapping[str, str], *, restored_file: Path | None = None) -> Configuration:
    """Return the configuration of this process; SettingError, also about settings that others need.

    `restored_file` stands for the file of the data directory before it is there.
    """
    try:
        return _read_configuration(environ, restored_file=restored_file)
    except SettingError as error:
        files = [file for file in (Path(CONFIG_FILE).absolute(),) if file.is_file()]
        loads = [partial(load_settings, kind, environ=environ, files=files) for kind in setting_kinds(APPS)]
        raise join_faults([error, *_find_errors([*loads, *_list_file_checks(files)])]) from None


def _read_configuration(environ: Mapping[str, str], *, restored_file: Path | None) -> Configuration:
    local_file = Path(CONFIG_FILE).absolute()
    environ = _with_aliases(environ, enabled_apps(load_settings(ServerSettings, environ=environ, files=[local_file])))
    found = find_data_dir(load_settings(ServerSettings, environ=environ, files=[local_file]))
    data_dir = found.path.expanduser().absolute()
    files = list(dict.fromkeys((local_file, restored_file or data_dir / CONFIG_FILE)))
    server = load_settings(ServerSettings, environ=environ, files=files)
    database = load_settings(DatabaseSettings, environ=environ, files=files)
    database_name = next((app.database_name for app in enabled_apps(server) if app.database_name), "")
    if database.dsn() is not None and database.db_name is None and database_name:
        database = msgspec.structs.replace(database, db_name=database_name)
    return Configuration(
        environ=environ,
        files=files,
        server=server,
        database=database,
        data_dir=data_dir,
        data_dir_note=found.note,
    )


def configured_apps(environ: Mapping[str, str]) -> Sequence[App]:
    """Return the enabled apps, or all apps when a setting is wrong: the command itself reports the error."""
    try:
        return enabled_apps(read_configuration(environ).server)
    except SettingError:
        return APPS


def _with_aliases(environ: Mapping[str, str], apps: Sequence[App]) -> Mapping[str, str]:
    for app in apps:
        environ = app.aliases(environ)
    return environ


def setting_kinds(apps: Sequence[App]) -> list[type[msgspec.Struct]]:
    """Return the settings structs of the server and of `apps`."""
    return [*SERVER_SETTINGS.values(), *(app.settings for app in apps)]


def check_settings(configuration: Configuration) -> None:
    """Load every settings struct and check every file; SettingError about everything that is wrong."""
    apps = enabled_apps(configuration.server)
    loads = [partial(configuration.load, kind) for kind in setting_kinds(apps)]
    errors = _find_errors([*loads, *_list_file_checks(configuration.files)])
    if not errors:
        # These need settings that can be loaded.
        traces = partial(check_trace_settings, configuration.load(TraceSettings))
        apps_checks = [partial(_check_app, app, configuration) for app in apps]
        errors = _find_errors([*apps_checks, traces, partial(_check_environment, configuration)])
    if errors:
        raise join_faults(errors)


def _list_file_checks(files: Sequence[Path]) -> list[Callable[[], object]]:
    """Return the checks of the names in files, which may have settings of disabled apps."""
    return [partial(check_settings_file, setting_kinds(APPS), file) for file in files if file.is_file()]


def _find_errors(checks: Sequence[Callable[[], object]]) -> list[SettingError]:
    """Return the errors of the checks that fail."""
    errors = []
    for check in checks:
        try:
            check()
        except SettingError as error:
            errors.append(error)
    return errors


def _check_app(app: App, configuration: Configuration) -> None:
    app.check_settings(configuration)
    for listener in app.listeners(configuration):
        if listener.port == configuration.server.port:
            raise SettingError(f"{listener.setting} is {listener.port}, the same as PORT: choose another, or unset it")


def _check_environment(configuration: Configuration) -> None:
    """Raise SettingError for what production refuses; staging logs it."""
    environment = configuration.server.alcove_environment
    if environment == "development":
        return
    kinds = setting_kinds(enabled_apps(configuration.server))
    faults = [fault for kind in kinds for fault in list_unsafe_settings(configuration.load(kind))]
    faults = list(dict.fromkeys(faults))
    if environment == "production" and faults:
        raise join_faults([SettingError(f"{fault} (ALCOVE_ENVIRONMENT is production)") for fault in faults])
    for fault in faults:
        log.warning("unsafe_setting", reason=fault)


def prepare_data_dir(directory: Path, *, for_restore: bool = False) -> None:
    """Create the data directory and make it private; CommandError when that fails or a restore was interrupted."""
    if is_restore_unfinished(directory) and not for_restore:
        raise CommandError(
            f"a restore into {directory} was interrupted: run `alcove restore` again with the same backup, which"
            " completes it",
            code=FAILED,
        )
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(directory)
    except OSError as error:
        raise CommandError(
            f"the data directory {directory} cannot be used: {error.strerror}; choose another with"
            " --data-dir or ALCOVE_DATA_DIR",
            code=FAILED,
        ) from error


def frontend_dir(configuration: Configuration) -> Path | None:
    """Return the folder in SERVE_FRONTEND_DIR, else the one built in a source checkout, else None."""
    configured = configuration.server.serve_frontend_dir
    if configured is not None:
        return configured
    built = Path(alcove.__file__).parents[2] / "web" / "dist"
    return built if (built / "index.html").is_file() else None
