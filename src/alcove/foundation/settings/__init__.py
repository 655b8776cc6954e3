"""Typed settings from the environment and alcove.toml."""

from alcove.foundation.settings.configuration import Configuration
from alcove.foundation.settings.data_directory import SYSTEM_DATA_DIR, DataDir, close_to_others, data_dir, find_data_dir
from alcove.foundation.settings.loading import SettingDoc, check_file, describe, given, load
from alcove.foundation.settings.network import PRESETS, NameServer, NetworkSettings, Preset, ProxyAddress
from alcove.foundation.settings.private_files import write_private_file
from alcove.foundation.settings.secret import Secret, SettingError
from alcove.foundation.settings.server import DatabaseSettings, ServerSettings, is_loopback
from alcove.foundation.settings.tls import TlsSettings
from alcove.foundation.settings.words import allowed_words, bare, meaning

__all__ = [
    "PRESETS",
    "SYSTEM_DATA_DIR",
    "Configuration",
    "DataDir",
    "DatabaseSettings",
    "NameServer",
    "NetworkSettings",
    "Preset",
    "ProxyAddress",
    "Secret",
    "ServerSettings",
    "SettingDoc",
    "SettingError",
    "TlsSettings",
    "allowed_words",
    "bare",
    "check_file",
    "close_to_others",
    "data_dir",
    "describe",
    "find_data_dir",
    "given",
    "is_loopback",
    "load",
    "meaning",
    "write_private_file",
]
