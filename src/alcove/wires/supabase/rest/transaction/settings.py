"""The transaction of a request: its access mode, isolation, search path and settings."""

from collections.abc import Mapping, Sequence

import msgspec

from alcove.wires.supabase.rest.caller import Caller
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.header_fields import parse_cookies
from alcove.wires.supabase.rest.query.session import ISOLATION_LEVELS, Transaction
from alcove.wires.supabase.rest.request.model import Preferences, RestRequest

_ISOLATION = "default_transaction_isolation"
_TIMEOUT = "statement_timeout"
_IGNORED = frozenset({"role", "search_path", _ISOLATION})

Settings = Sequence[tuple[str, str]]


def build_transaction(
    request: RestRequest,
    caller: Caller,
    *,
    fields: Mapping[str, str],
    config: RestConfig,
    read_only: bool,
    role_settings: Mapping[str, str],
    function_settings: Settings = (),
    isolation: str | None = None,
) -> Transaction:
    """Return the transaction of a request.

    `fields` are its headers; those of `request` may be of an equal request before it. The settings of a function win
    over those of the role.
    """
    level = isolation or role_settings.get(_ISOLATION) or "read committed"
    return Transaction(
        role=caller.role,
        search_path=tuple(dict.fromkeys((request.schema, *config.db_extra_search_path))),
        privileged=_role_settings(role_settings, function_settings, config=config),
        settings=_request_settings(request, caller, fields=fields, config=config),
        read_only=read_only,
        isolation=ISOLATION_LEVELS.get(level.lower(), "read committed"),
        pre_request=tuple(config.db_pre_request.split(".", 1)) if config.db_pre_request else (),
        calls_function=request.action == "call",
    )


def commits_changes(preferences: Preferences, config: RestConfig) -> bool:
    """Return whether the transaction is committed: as preferred (where that is allowed), or else as configured."""
    if preferences.transaction is not None:
        return preferences.transaction == "commit"
    return config.db_tx_end.startswith("commit")


def _role_settings(
    of_role: Mapping[str, str], of_function: Settings, *, config: RestConfig
) -> tuple[tuple[str, str], ...]:
    timeout = {_TIMEOUT: str(config.statement_timeout)} if config.statement_timeout else {}
    settings = {**timeout, **of_role, **dict(of_function)}
    return tuple((name, value) for name, value in settings.items() if name not in _IGNORED)


def _request_settings(
    request: RestRequest, caller: Caller, *, fields: Mapping[str, str], config: RestConfig
) -> Settings:
    headers = {name: value for name, value in fields.items() if name != "cookie"} if "cookie" in fields else fields
    settings = [
        ("request.jwt.claims", caller.claims_json),
        ("request.method", request.method),
        ("request.path", request.path),
        ("request.headers", msgspec.json.encode(headers).decode()),
        ("request.cookies", msgspec.json.encode(parse_cookies(fields.get("cookie", ""))).decode()),
    ]
    if request.preferences.timezone is not None:
        settings.append(("timezone", request.preferences.timezone))
    settings += ((f"app.settings.{name}", value) for name, value in config.app_settings.items())
    return settings
