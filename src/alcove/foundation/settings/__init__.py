"""Typed settings from the environment and alcove.toml."""

from alcove.foundation.settings.configuration import Configuration
from alcove.foundation.settings.data_directory import (
    RESTORE_MARKER,
    SYSTEM_DATA_DIR,
    DataDir,
    find_data_dir,
    give_to_owner,
    has_own_data,
    is_restore_unfinished,
    make_private,
)
from alcove.foundation.settings.environments import PLACEHOLDERS, is_placeholder, list_unsafe_settings
from alcove.foundation.settings.live import LiveSettings
from alcove.foundation.settings.loading import (
    SettingDoc,
    check_settings_file,
    decode_custom_type,
    describe_settings,
    fields_set,
    load_settings,
)
from alcove.foundation.settings.network import PRESETS, NameServer, NetworkSettings, Preset, ProxyAddress
from alcove.foundation.settings.private_files import (
    create_private_file,
    lock_private_file,
    open_private_file,
    write_private_file,
)
from alcove.foundation.settings.secret import Secret, SettingError, join_faults
from alcove.foundation.settings.server import DatabaseSettings, DiskSettings, ServerSettings, is_loopback
from alcove.foundation.settings.tls import TlsSettings
from alcove.foundation.settings.type_descriptions import (
    ANY_ORIGIN,
    RELOADABLE,
    describe_allowed,
    read_description,
    unwrap_type,
)

__all__ = [
    "ANY_ORIGIN",
    "PLACEHOLDERS",
    "PRESETS",
    "RELOADABLE",
    "RESTORE_MARKER",
    "SYSTEM_DATA_DIR",
    "Configuration",
    "DataDir",
    "DatabaseSettings",
    "DiskSettings",
    "LiveSettings",
    "NameServer",
    "NetworkSettings",
    "Preset",
    "ProxyAddress",
    "Secret",
    "ServerSettings",
    "SettingDoc",
    "SettingError",
    "TlsSettings",
    "check_settings_file",
    "create_private_file",
    "decode_custom_type",
    "describe_allowed",
    "describe_settings",
    "fields_set",
    "find_data_dir",
    "give_to_owner",
    "has_own_data",
    "is_loopback",
    "is_placeholder",
    "is_restore_unfinished",
    "join_faults",
    "list_unsafe_settings",
    "load_settings",
    "lock_private_file",
    "make_private",
    "open_private_file",
    "read_description",
    "unwrap_type",
    "write_private_file",
]
