"""The parser of whole requests."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.header_fields import join_headers
from alcove.wires.supabase.rest.request.errors import InvalidPreferences
from alcove.wires.supabase.rest.request.media_types import JSON, parse_accept, parse_media_type
from alcove.wires.supabase.rest.request.model import (
    FunctionTarget,
    Payload,
    Preferences,
    RestRequest,
)
from alcove.wires.supabase.rest.request.payload import check_size, parse_payload
from alcove.wires.supabase.rest.request.preferences import parse_preferences
from alcove.wires.supabase.rest.request.targets import choose_action, choose_schema, parse_target
from alcove.wires.supabase.rest.request.windows import parse_window
from alcove.wires.supabase.rest.syntax.query_string import parse_query_string

_SAFE_METHODS: Final = ("GET", "HEAD")
_METHODS_WITH_BODY: Final = ("POST", "PATCH", "PUT")


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
    request = parse_head(method=method, path=path, raw_query=raw_query, headers=headers, config=config)
    payload = read_payload(request, body, config=config)
    return request if payload is None else replace(request, payload=payload)


def parse_head(
    *, method: str, path: str, raw_query: str, headers: Sequence[tuple[bytes, bytes]], config: RestConfig
) -> RestRequest:
    """Parse all of a request except for its body. Raises RestError."""
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
        payload=None,
    )


def _parse_preferences(value: str | None, *, config: RestConfig) -> Preferences:
    preferences = parse_preferences(
        [] if value is None else [value], may_end_transaction=config.db_tx_end.endswith("allow-override")
    )
    if preferences.handling == "strict" and preferences.invalid:
        raise InvalidPreferences(preferences.invalid)
    return preferences


def read_payload(request: RestRequest, body: bytes, *, config: RestConfig) -> Payload | None:
    """Return the body of a parsed request, None for a method that has none. Raises RestError."""
    if request.method not in _METHODS_WITH_BODY:
        return None
    check_size(body, limit=config.max_body)
    return parse_payload(
        body,
        media_type=request.content_type,
        for_function=request.action == "call",
        has_columns=request.query.columns is not None,
    )
