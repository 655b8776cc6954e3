"""Responses of reads, writes and calls."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from alcove.wires.supabase.rest.request.model import Action, FunctionTarget, TableTarget
from alcove.wires.supabase.rest.respond import preferences
from alcove.wires.supabase.rest.respond.errors import JSON_CONTENT, RangeNotSatisfiable, render_body
from alcove.wires.supabase.rest.respond.model import VARY, Headers, Outcome, Response
from alcove.wires.supabase.rest.respond.settings import read_headers, read_status

_BODILESS: Final = frozenset({204, 304})
_PATH_SAFE: Final = "!$&'()*+,;=:@~"


def build_response(outcome: Outcome) -> Response:
    """Return the response of a request, as SQL has changed it by `response.headers` and `response.status`."""
    if outcome.format.explain is not None:
        response = Response(200, outcome.content_headers(), outcome.result.body)
    else:
        response = _BUILDERS[outcome.request.action](outcome)
    _apply_settings(response, outcome)
    response.headers.append(VARY)
    return response


def content_range(*, first: int, last: int, total: int | None) -> str:
    """Return the Content-Range header; `last` before `first` means no row."""
    span = "*" if last < first or total == 0 else f"{first}-{last}"
    return f"{span}/{'*' if total is None else total}"


def range_status(*, first: int, page: int, total: int | None) -> int:
    """Return 200, or 206 for a part of the counted rows, or 416 when the offset is past the last of them."""
    if total is None:
        return 200
    if first > total:
        return 416
    return 206 if page < total else 200


def _apply_settings(response: Response, outcome: Outcome) -> None:
    if not outcome.result.headers and not outcome.result.status:
        return
    sql_headers = read_headers(outcome.result.headers)
    response.status = read_status(outcome.result.status) or response.status
    sql_names = {name.lower() for name, _ in sql_headers}
    response.headers = [pair for pair in response.headers if pair[0].lower() not in sql_names] + sql_headers
    if response.status in _BODILESS:
        response.body = b""


def _respond_read(outcome: Outcome) -> Response:
    target = outcome.request.target
    name = target.name if isinstance(target, TableTarget | FunctionTarget) else ""
    location = _quote_path(name) + (f"?{canonical}" if (canonical := outcome.request.query.canonical) else "")
    headers = [_page_range(outcome), ("Content-Location", location)]
    return _respond_page(outcome, headers, applied=_describe_applied(outcome, preferences.READ))


def _respond_call(outcome: Outcome) -> Response:
    headers, applied = [_page_range(outcome)], _describe_applied(outcome, preferences.CALL)
    if outcome.is_void:
        return Response(204, headers + applied)
    return _respond_page(outcome, headers, applied=applied)


def _respond_page(outcome: Outcome, headers: Headers, *, applied: Headers) -> Response:
    first, result = outcome.request.window.offset, outcome.result
    status = range_status(first=first, page=result.page, total=result.total)
    if status != 416 or result.total is None:
        return Response(status, headers + outcome.content_headers() + applied, result.body)
    body = render_body(RangeNotSatisfiable(offset=first, total=result.total), outcome.config)
    return Response(status, [*headers, JSON_CONTENT, *applied], body)


def _respond_insert(outcome: Outcome) -> Response:
    request, result = outcome.request, outcome.result
    headers: Headers = []
    representation = request.preferences.representation
    if representation == "headers-only" and result.location:
        headers.append(("Location", _location(outcome)))
    headers.append(("Content-Range", content_range(first=1, last=0, total=outcome.counted)))
    names = preferences.INSERT if outcome.applies_resolution else preferences.PLAIN_INSERT
    headers += _describe_applied(outcome, names)
    merged_only = request.preferences.resolution == "merge-duplicates" and result.inserted == 0
    status = 200 if merged_only else 201
    if representation != "full":
        return Response(status, headers)
    return Response(status, headers + outcome.content_headers(), result.body)


def _respond_update(outcome: Outcome) -> Response:
    page = outcome.result.page
    headers = [("Content-Range", content_range(first=0, last=page - 1, total=outcome.counted))]
    return _respond_change(outcome, headers + _describe_applied(outcome, preferences.UPDATE))


def _respond_delete(outcome: Outcome) -> Response:
    headers = [("Content-Range", content_range(first=1, last=0, total=outcome.counted))]
    return _respond_change(outcome, headers + _describe_applied(outcome, preferences.DELETE))


def _respond_upsert(outcome: Outcome) -> Response:
    response = _respond_change(outcome, _describe_applied(outcome, preferences.UPSERT))
    if response.status == 200 and outcome.result.inserted:
        response.status = 201
    return response


def _respond_change(outcome: Outcome, headers: Headers) -> Response:
    if outcome.request.preferences.representation != "full":
        return Response(204, headers)
    return Response(200, headers + outcome.content_headers(), outcome.result.body)


_BUILDERS: Final[dict[Action, Callable[[Outcome], Response]]] = {
    "read": _respond_read,
    "insert": _respond_insert,
    "update": _respond_update,
    "upsert": _respond_upsert,
    "delete": _respond_delete,
    "call": _respond_call,
}


def _page_range(outcome: Outcome) -> tuple[str, str]:
    first, page = outcome.request.window.offset, outcome.result.page
    return "Content-Range", content_range(first=first, last=first + page - 1, total=outcome.result.total)


def _location(outcome: Outcome) -> str:
    target = outcome.request.target
    name = target.name if isinstance(target, TableTarget) else ""
    pairs = [(quote(column, safe=""), quote(value, safe="")) for column, value in outcome.result.location]
    filters = "&".join(f"{column}={value}" for column, value in pairs)
    return f"{_quote_path(name)}?{filters}"


@lru_cache(maxsize=256)
def _quote_path(name: str) -> str:
    return f"/{quote(name, safe=_PATH_SAFE)}"


def _describe_applied(outcome: Outcome, names: frozenset[preferences.Name]) -> Headers:
    text = preferences.applied_preferences(outcome.request.preferences, names=names)
    return [("Preference-Applied", text)] if text is not None else []
