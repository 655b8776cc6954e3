"""The body of a request, checked and made JSON."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl

import msgspec

from alcove.wires.supabase.rest.request.csv_table import parse_csv
from alcove.wires.supabase.rest.request.errors import BodyTooLarge, InvalidBody, InvalidEncoding
from alcove.wires.supabase.rest.request.model import JsonPayload, MediaType, Payload, RawPayload

INVALID_JSON = "Empty or invalid json"
DIFFERING_KEYS = "All object keys must match"
EMPTY_ARRAY = JsonPayload(text=b"[]", keys=(), is_array=True)
MAX_FORM_FIELDS = 10_000

_RAW_KINDS: Mapping[str, Literal["text", "xml", "bytea"]] = {
    "text/plain": "text",
    "text/xml": "xml",
    "application/octet-stream": "bytea",
}
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_OBJECTS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


def parse_payload(body: bytes, *, media_type: MediaType, for_function: bool, has_columns: bool) -> Payload:
    """Parse a body by its media type.

    With `columns` in the query string a JSON body is left to PostgreSQL as it is, even if it is malformed.
    """
    name = media_type.name
    if name == "application/json":
        return _parse_json(body, for_function=for_function, has_columns=has_columns)
    if name == "text/csv":
        rows = parse_csv(body)
        keys = tuple(sorted(rows[0])) if rows else ()
        return JsonPayload(text=msgspec.json.encode(rows), keys=keys, is_array=True)
    if name == "application/x-www-form-urlencoded":
        return _parse_form(body)
    if for_function and name in _RAW_KINDS:
        kind = _RAW_KINDS[name]
        if kind != "bytea":
            _check_encoding(body)
        return RawPayload(body, kind)
    raise InvalidBody(f"Content-Type not acceptable: {name}")


def check_size(body: bytes, *, limit: int) -> None:
    """Fail for a body of more than `limit` bytes; 0 is no limit."""
    if limit and len(body) > limit:
        raise BodyTooLarge(f"The request body is larger than {limit} bytes")


def _parse_json(body: bytes, *, for_function: bool, has_columns: bool) -> JsonPayload:
    start = body.lstrip()[:1]
    _check_encoding(body)
    if has_columns:
        return JsonPayload(text=body, keys=None, is_array=start == b"[")
    if for_function and not body:
        return JsonPayload(text=b"{}", keys=(), is_array=False)
    if start == b"{":
        return JsonPayload(text=body, keys=tuple(sorted(_decode_object(body))), is_array=False)
    if start == b"[":
        return _check_array(body)
    _check_json(body)
    # PostgREST reads a text, number, boolean or null as a list of no rows.
    return EMPTY_ARRAY


def _decode_object(body: bytes) -> dict[str, msgspec.Raw]:
    try:
        return _OBJECT.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise InvalidBody(INVALID_JSON) from None


def _check_array(body: bytes) -> JsonPayload:
    try:
        rows = _OBJECTS.decode(body)
    except msgspec.ValidationError:
        _check_json(body)
        raise InvalidBody(DIFFERING_KEYS) from None
    except (msgspec.DecodeError, RecursionError):
        raise InvalidBody(INVALID_JSON) from None
    if not rows:
        return EMPTY_ARRAY
    keys = rows[0].keys()
    if any(row.keys() != keys for row in rows):
        raise InvalidBody(DIFFERING_KEYS)
    return JsonPayload(text=body, keys=tuple(sorted(keys)), is_array=True)


def _check_json(body: bytes) -> None:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        raise InvalidBody(INVALID_JSON) from None


def _check_encoding(body: bytes) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidEncoding(body[error.start]) from None


def _parse_form(body: bytes) -> JsonPayload:
    """Parse a form into an object; a repeated field is a repeated key, of which PostgreSQL takes the last."""
    try:
        fields = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MAX_FORM_FIELDS
        )
    except ValueError:
        raise InvalidBody(f"More than {MAX_FORM_FIELDS} fields in a form") from None
    members = (msgspec.json.encode(name) + b":" + msgspec.json.encode(value) for name, value in fields)
    keys = tuple(sorted({name for name, _ in fields}))
    return JsonPayload(text=b"{" + b",".join(members) + b"}", keys=keys, is_array=False, form=tuple(fields))
