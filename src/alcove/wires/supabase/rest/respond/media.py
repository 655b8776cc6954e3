"""Negotiation of the media type: the first one of the Accept header that the resource has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from alcove.wires.supabase.rest.header_fields import is_http_token
from alcove.wires.supabase.rest.query.model import EXPLAIN_OPTIONS, ExplainOptions
from alcove.wires.supabase.rest.request.model import MediaType
from alcove.wires.supabase.rest.respond.errors import NoAcceptableMediaType
from alcove.wires.supabase.rest.schema_cache.model import Function, MediaHandler, QualifiedName

FormatKind = Literal["json", "object", "csv", "geojson", "handler"]

ANY: Final = "*/*"
_JSON: Final = "application/json"
_OBJECT: Final = "application/vnd.pgrst.object"
_ARRAY: Final = "application/vnd.pgrst.array"
_PLAN: Final = "application/vnd.pgrst.plan"
_OCTETS: Final = "application/octet-stream"
_WITH_CHARSET: Final = frozenset({
    _JSON, "application/geo+json", "application/openapi+json", "application/x-www-form-urlencoded", "text/csv",
    "text/plain", "text/xml",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFormat:
    """The form of a body. `media_type` is its media type without a charset; `explain` replaces it by its plan."""

    kind: FormatKind
    media_type: str
    nulls_stripped: bool = False
    handler: MediaHandler | None = None
    explain: ExplainOptions | None = None

    @property
    def content_type(self) -> str:
        """The Content-Type header."""
        if self.explain is not None:
            options = f"; options={'|'.join(self.explain.options)}" if self.explain.options else ""
            return f'{_PLAN}+{self.explain.format}; for="{self.media_type}"{options}; charset=utf-8'
        base = self.media_type.partition(";")[0]
        has_charset = base in _WITH_CHARSET or base.startswith("application/vnd.pgrst.")
        return f"{self.media_type}; charset=utf-8" if has_charset else self.media_type


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaTarget:
    """What a request reads: the table whose handlers apply, and the function, if one is called."""

    table: QualifiedName | None = None
    function: Function | None = None


def negotiate(
    accept: Sequence[MediaType],
    *,
    handlers: Iterable[MediaHandler],
    target: MediaTarget,
    plan_enabled: bool = False,
) -> ResponseFormat:
    """Return the form of the response; NoAcceptableMediaType."""
    usable = _usable_handlers(handlers, target)
    for media_type in accept or (MediaType(ANY),):
        response_format = _find_format(media_type, usable, plan_enabled=plan_enabled)
        if response_format is not None:
            return response_format
    raise NoAcceptableMediaType(describe_media_type(media_type) for media_type in accept)


def describe_media_type(media_type: MediaType) -> str:
    """Return a media type as text, with its parameters; a value that is no token is in quotes."""
    return media_type.name + "".join(f"; {name}={_quote_value(value)}" for name, value in media_type.parameters)


def _quote_value(value: str) -> str:
    return value if is_http_token(value) else f'"{value}"'


def _usable_handlers(handlers: Iterable[MediaHandler], target: MediaTarget) -> dict[str, MediaHandler]:
    """Return the handlers for the target by media type; those of its own table or function win."""
    general_handlers: dict[str, MediaHandler] = {}
    specific_handlers: dict[str, MediaHandler] = {}
    for handler in handlers:
        if not handler.is_aggregate:
            if target.function is not None and handler.function == target.function.name:
                specific_handlers[handler.media_type] = handler
        elif handler.table is None:
            general_handlers[handler.media_type] = handler
        elif handler.table == target.table:
            specific_handlers[handler.media_type] = handler
    return general_handlers | specific_handlers


def _find_format(
    media_type: MediaType, handlers: dict[str, MediaHandler], *, plan_enabled: bool
) -> ResponseFormat | None:
    name = media_type.name
    if name.partition("+")[0] in (_OBJECT, _ARRAY):
        return _vendor_format(media_type)
    if name.partition("+")[0] == _PLAN:
        return _plan_format(media_type, handlers) if plan_enabled else None
    catch_all = handlers.get(ANY)
    if catch_all is not None:
        sent_name = _OCTETS if name == ANY else name
        return ResponseFormat(kind="handler", media_type=sent_name, handler=catch_all)
    return _plain_format(_JSON if name == ANY else name, handlers)


def _plain_format(name: str, handlers: dict[str, MediaHandler]) -> ResponseFormat | None:
    handler = handlers.get(name)
    if handler is not None:
        return ResponseFormat(kind="handler", media_type=name, handler=handler)
    kind = _BUILTIN.get(name)
    return ResponseFormat(kind=kind, media_type=name) if kind is not None else None


_BUILTIN: Final[dict[str, FormatKind]] = {_JSON: "json", "text/csv": "csv", "application/geo+json": "geojson"}


def _vendor_format(media_type: MediaType) -> ResponseFormat | None:
    stem, _, suffix = media_type.name.partition("+")
    if suffix not in ("", "json"):
        return None
    stripped = media_type.parameter("nulls") == "stripped"
    if stem == _OBJECT:
        name = f"{_OBJECT}+json;nulls=stripped" if stripped else f"{_OBJECT}+json"
        return ResponseFormat(kind="object", media_type=name, nulls_stripped=stripped)
    if stripped:
        return ResponseFormat(kind="json", media_type=f"{_ARRAY}+json;nulls=stripped", nulls_stripped=True)
    return ResponseFormat(kind="json", media_type=_JSON)


def _plan_format(media_type: MediaType, handlers: dict[str, MediaHandler]) -> ResponseFormat | None:
    suffix = media_type.name.partition("+")[2]
    if suffix not in ("", "text", "json"):
        return None
    name, *parameters = (media_type.parameter("for") or _JSON).strip('"').split(";")
    pairs = tuple(pair for pair in (_split_parameter(part) for part in parameters) if pair is not None)
    response_format = _find_format(MediaType(name.strip().lower(), pairs), handlers, plan_enabled=False)
    requested_options = (media_type.parameter("options") or "").strip('"').split("|")
    options = tuple(option for option in EXPLAIN_OPTIONS if option in requested_options)
    explain = ExplainOptions(format="json" if suffix == "json" else "text", options=options)
    return replace(response_format, explain=explain) if response_format is not None else None


def _split_parameter(text: str) -> tuple[str, str] | None:
    name, separator, value = text.partition("=")
    return (name.strip().lower(), value.strip()) if separator else None
