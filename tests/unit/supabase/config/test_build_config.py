"""The configuration of the file, the environment and the database."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from alcove.wires.supabase.rest.config.build import ConfigSources, build_config, override_config, reload_config
from alcove.wires.supabase.rest.config.dump import dump_config, example_config
from alcove.wires.supabase.rest.config.file import Value, parse_config_file
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.config.settings import SETTINGS

OWN_FIELDS = {
    "app_settings",
    "blank_as_null",
    "default_order",
    "max_body",
    "max_depth",
    "max_response",
    "statement_timeout",
}
"""Fields that are no settings of their own name, or none of PostgREST's."""


def list_changes(config: RestConfig) -> dict[str, Any]:
    """Return the fields that are not the default."""
    default = RestConfig()
    return {
        field.name: value
        for field in dataclasses.fields(config)
        if (value := getattr(config, field.name)) != getattr(default, field.name)
    }


def test_every_field_has_its_setting() -> None:
    """The list of settings and the value have the same names, and no alias is a name."""
    fields = {field.name for field in dataclasses.fields(RestConfig)} - OWN_FIELDS
    assert sorted(setting.field for setting in SETTINGS) == sorted(fields)
    names = [name for setting in SETTINGS for name in setting.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ({}, {}),
        ({"unknown": "x"}, {}),
        ({"db-schemas": "a, b ,c"}, {"db_schemas": ("a", "b", "c")}),
        ({"db-schema": "old"}, {"db_schemas": ("old",)}),
        ({"db-schema": "old", "db-schemas": "new"}, {"db_schemas": ("new",)}),
        ({"max-rows": 5}, {"db_max_rows": 5}),
        ({"pre-request": "f"}, {"db_pre_request": "f"}),
        ({"role-claim-key": ".a"}, {"jwt_role_claim_key": ".a"}),
        ({"db-pool-timeout": 3}, {"db_pool_max_idletime": 3}),
        ({"server-proxy-uri": "https://x.org/y"}, {"openapi_server_proxy_uri": "https://x.org/y"}),
        ({"root-spec": "f"}, {"db_root_spec": "f"}),
        ({"secret-is-base64": True}, {"jwt_secret_is_base64": True}),
        ({"server-port": "3001"}, {"server_port": 3001}),
        ({"server-port": 3001.0}, {"server_port": 3001}),
        ({"server-port": "port"}, {}),
        ({"server-port": True}, {}),
        ({"db-plan-enabled": "TRUE"}, {"db_plan_enabled": True}),
        ({"db-plan-enabled": " true "}, {"db_plan_enabled": True}),
        ({"db-plan-enabled": 1}, {"db_plan_enabled": True}),
        ({"db-plan-enabled": "2"}, {"db_plan_enabled": True}),
        ({"db-config": 0}, {"db_config": False}),
        ({"db-config": "no"}, {}),
        ({"log-query": "main-query"}, {}),
        ({"db-anon-role": ""}, {}),
        ({"db-anon-role": 5}, {"db_anon_role": "5"}),
        ({"server-cors-allowed-origins": ""}, {}),
        ({"server-cors-allowed-origins": "http://a, http://b"}, {"server_cors_allowed_origins": ("http://a", "http://b")}),
        ({"jwt-secret": '{"kty":"oct","k":"AA"}'}, {"jwt_secret": '{"kty":"oct","k":"AA"}'}),
        ({"app.settings.a.b": 1}, {"app_settings": {"a.b": "1"}}),
        ({"server-unix-socket-mode": 777}, {"server_unix_socket_mode": "777"}),
    ],
)  # fmt: skip
def test_values_of_the_file(file: Mapping[str, Value], expected: dict[str, Any]) -> None:
    """Names, old names and types are those of PostgREST; what cannot be read leaves the default."""
    assert list_changes(build_config(ConfigSources(file=file))) == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (ConfigSources(file={"db-max-rows": 1}, environ={"PGRST_DB_MAX_ROWS": "2"}), {"db_max_rows": 2}),
        (
            ConfigSources(
                file={"db-max-rows": 1}, environ={"PGRST_DB_MAX_ROWS": "2"}, database={"db_max_rows": "3"}
            ),
            {"db_max_rows": 3},
        ),
        (ConfigSources(environ={"PGRST_DB_SCHEMA": "old"}), {"db_schemas": ("old",)}),
        (ConfigSources(database={"server_port": "1"}), {}),
        (
            ConfigSources(
                file={"app.settings.x": "1"}, environ={"PGRST_APP_SETTINGS_X": "2", "PGRST_APP_SETTINGS_Y": ""}
            ),
            {"app_settings": {"x": "2", "y": ""}},
        ),
        (ConfigSources(file={"db-anon-role": "a"}, environ={"PGRST_DB_ANON_ROLE": ""}), {}),
    ],
)  # fmt: skip
def test_order_of_sources(sources: ConfigSources, expected: dict[str, Any]) -> None:
    """The database wins over the environment, and that over the file; what belongs to the process is not in it."""
    assert list_changes(build_config(sources)) == expected


SHORT = "The JWT secret must be at least 32 characters long."


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ({"jwt-secret": "x" * 31}, SHORT),
        ({"jwt-secret": '"json"'}, SHORT),
        ({"jwt-secret": "c2VjcmV0", "jwt-secret-is-base64": True}, SHORT),
        ({"jwt-secret": "*" * 40, "jwt-secret-is-base64": True}, "jwt-secret is no valid base64"),
        ({"jwt-secret": "@/nowhere/secret"}, "jwt-secret: cannot read /nowhere/secret: No such file or directory"),
        ({"db-uri": "@/nowhere/uri"}, "db-uri: cannot read /nowhere/uri"),
        ({"db-uri": "mysql://x"}, "db-uri must start with postgresql://"),
        ({"db-schemas": "a, pg_catalog"}, "db-schemas does not allow schema: 'pg_catalog'"),
        ({"db-schemas": "information_schema"}, "db-schemas does not allow schema: 'information_schema'"),
        ({"db-tx-end": "x"}, "Invalid transaction termination. Check your configuration."),
        ({"log-level": "x"}, "Invalid logging level. Check your configuration."),
        ({"openapi-mode": "x"}, "Invalid openapi-mode. Check your configuration."),
        ({"client-error-verbosity": "x"}, "Invalid client-error-verbosity. Check your configuration."),
        ({"openapi-server-proxy-uri": "x.org"}, "Malformed proxy uri, a correct example"),
        ({"openapi-server-proxy-uri": "ftp://x.org"}, "Malformed proxy uri, a correct example"),
        ({"openapi-server-proxy-uri": "https://x.org:99999"}, "Malformed proxy uri, a correct example"),
        ({"server-unix-socket-mode": "888"}, "Invalid server-unix-socket-mode: not an octal"),
        ({"server-unix-socket-mode": "577"}, "Invalid server-unix-socket-mode: needs to be between 600 and 777"),
        ({"server-port": 3000, "admin-server-port": 3000}, "admin-server-port cannot be the same as server-port"),
        ({"server-port": 65536}, "server-port must be between 0 and 65535"),
        ({"db-pool": 0}, "db-pool must be at least 1"),
        ({"server-trace-header": "a b"}, "server-trace-header must be the name of a header"),
    ],
)
def test_invalid_values(file: Mapping[str, Value], error: str) -> None:
    """A setting that cannot work stops the start, in PostgREST's words where it has some."""
    with pytest.raises(ConfigError) as raised:
        build_config(ConfigSources(file=file))
    assert str(raised.value).startswith(error)


def test_values_from_other_files(tmp_path: Path) -> None:
    """`@file` reads the connection string and the secret, without the line break at the end."""
    (tmp_path / "uri").write_text("postgres://h/d\n")
    (tmp_path / "secret").write_text("s" * 32 + "\r\n")
    config = build_config(ConfigSources(file={"db-uri": f"@{tmp_path}/uri", "jwt-secret": f"@{tmp_path}/secret"}))
    assert (config.db_uri, config.jwt_secret) == ("postgres://h/d", "s" * 32)


def test_reload_keeps_what_needs_a_restart() -> None:
    """A reload changes the reloadable settings only."""
    current = RestConfig(db_uri="postgres://a/b", server_port=1, db_tx_end="rollback", db_max_rows=1)
    loaded = RestConfig(db_uri="postgres://c/d", server_port=2, db_max_rows=2, app_settings={"a": "b"})
    assert reload_config(current, loaded) == dataclasses.replace(current, db_max_rows=2, app_settings={"a": "b"})


def test_database_settings_over_a_configuration_of_code() -> None:
    """The settings of a database replace those of a given configuration, and are checked."""
    config = RestConfig(max_depth=7, db_max_rows=1)
    assert override_config(config, {"db_max_rows": "5", "server_port": "1"}) == RestConfig(max_depth=7, db_max_rows=5)
    with pytest.raises(ConfigError):
        override_config(config, {"db_schemas": "pg_catalog"})


def test_dumped_configuration_is_the_same() -> None:
    """The dump of a configuration is a file that makes the same configuration."""
    config = build_config(
        ConfigSources(
            file={
                "db-schemas": "a,b",
                "jwt-secret": '$"\\' * 20,
                "db-max-rows": 3,
                "app.settings.x": "y",
                "log-query": True,
            }
        )
    )
    again = build_config(ConfigSources(file=parse_config_file(dump_config(config), environ={})))
    assert again == config


def test_example_is_a_valid_file_with_every_setting() -> None:
    """The example starts as it is, and with every comment removed."""
    example = example_config()
    everything = example.replace("\n# ", "\n")
    for text in (example, everything):
        build_config(ConfigSources(file=parse_config_file(text, environ={})))
    names = parse_config_file(everything, environ={})
    assert {setting.name for setting in SETTINGS} <= set(names)
