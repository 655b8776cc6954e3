"""The parser of whole requests."""

from collections.abc import Sequence

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.header_fields import join_headers
from alcove.wires.supabase.rest.request.errors import InvalidPreferences
from alcove.wires.supabase.rest.request.media_types import JSON, parse_accept, parse_media_type
from alcove.wires.supabase.rest.request.model import (
    Action,
    FunctionTarget,
    MediaType,
    Payload,
    Preferences,
    RestRequest,
)
from alcove.wires.supabase.rest.request.payload import check_size, parse_payload
from alcove.wires.supabase.rest.request.preferences import parse_preferences
from alcove.wires.supabase.rest.request.targets import choose_action, choose_schema, parse_target
from alcove.wires.supabase.rest.request.windows import parse_window
from alcove.wires.supabase.rest.syntax.model import QueryString
from alcove.wires.supabase.rest.syntax.query_string import parse_query_string

_SAFE_METHODS = ("GET", "HEAD")
_METHODS_WITH_BODY = ("POST", "PATCH", "PUT")


def parse_request(
    *,
    method: str,
    path: str,
    raw_query: str,
    headers: Sequence[tuple[bytes, bytes]],
    body: bytes,
    config: RestConfig,
) -> RestRequest:
    """Parse a request; `path` is the part below the prefix, decoded. Raises RestError."""
    fields = join_headers(headers)
    target = parse_target(path, config=config)
    schema, profile = choose_schema(method, fields, schemas=config.db_schemas)
    if path in ("", "/") and isinstance(target, FunctionTarget):
        schema = (config.db_root_spec or "").rpartition(".")[0] or schema
    action = choose_action(method, target)
    query = parse_query_string(
        raw_query, max_depth=config.max_depth, is_call_by_get=action == "call" and method in _SAFE_METHODS
    )
    window = parse_window(query, range_header=fields.get("range") if method in _SAFE_METHODS else None)
    content_type = parse_media_type(fields["content-type"]) if fields.get("content-type") else JSON
    return RestRequest(
        method=method,
        path=path,
        action=action,
        target=target,
        schema=schema,
        schema_profile=profile,
        query=query,
        preferences=_parse_preferences(fields.get("prefer"), config=config),
        window=window,
        accept=parse_accept([fields["accept"]] if "accept" in fields else []),
        content_type=content_type,
        payload=_read_payload(body, query=query, action=action, media_type=content_type, config=config)
        if method in _METHODS_WITH_BODY
        else None,
    )


def _parse_preferences(value: str | None, *, config: RestConfig) -> Preferences:
    preferences = parse_preferences(
        [] if value is None else [value], may_end_transaction=config.db_tx_end.endswith("allow-override")
    )
    if preferences.handling == "strict" and preferences.invalid:
        raise InvalidPreferences(preferences.invalid)
    return preferences


def _read_payload(
    body: bytes, *, query: QueryString, action: Action, media_type: MediaType, config: RestConfig
) -> Payload:
    check_size(body, limit=config.max_body)
    return parse_payload(
        body, media_type=media_type, for_function=action == "call", has_columns=query.columns is not None
    )
