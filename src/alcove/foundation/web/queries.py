"""Query strings, parsed leniently: a value that does not parse counts as absent."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from alcove.foundation.errors import BadRequest
from alcove.foundation.web.struct_fields import INVALID, Field, struct_fields

MAX_FIELDS = 5000


def query_reader(kind: type) -> Callable[[bytes], Any]:
    """Return a function that parses a raw query string into `kind`.

    Text is trimmed and NUL characters are removed, because PostgreSQL cannot store them. The last value of a repeated
    key counts; a tuple field takes all of them. Invalid, non-finite, overlong and out-of-range numbers are ignored.
    Text that is too long and a missing required field raise BadRequest.
    """
    fields = {field.key: field for field in struct_fields(kind)}
    required = [field for field in fields.values() if field.is_required]
    lists = [field.name for field in fields.values() if field.is_list]

    def read(raw: bytes) -> Any:
        values = _collect(raw, fields=fields) if raw else {}
        for name in lists:
            if name in values:
                values[name] = tuple(values[name])
        for field in required:
            if field.name not in values:
                raise BadRequest(f"The query parameter '{field.key}' is needed and must be {_type_name(field)}.")
        try:
            return kind(**values)
        except ValueError as error:
            raise BadRequest(str(error)) from error

    return read


def _collect(raw: bytes, *, fields: dict[str, Field]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, text in parse_urlencoded(raw.decode("utf-8", "replace")):
        field = fields.get(key)
        if field is None:
            continue
        value = field.parse(text.replace("\0", "") if field.is_text and "\0" in text else text)
        if value is INVALID:
            _reject_text(field)
        elif field.is_list:
            values.setdefault(field.name, []).append(value)
        else:
            values[field.name] = value
    return values


def parse_urlencoded(text: str) -> list[tuple[str, str]]:
    """Return the keys and values of urlencoded text; BadRequest when there are too many."""
    parts = text.split("&", MAX_FIELDS)
    if len(parts) > MAX_FIELDS:
        raise BadRequest(f"More than {MAX_FIELDS} fields were sent.")
    pairs = [(key, value) for key, _, value in [part.partition("=") for part in parts if part]]
    if "%" in text or "+" in text:
        return [(_decode(key), _decode(value)) for key, value in pairs]
    return pairs


def _decode(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    return unquote(text, errors="replace") if "%" in text else text


def _reject_text(field: Field) -> None:
    if field.is_text:
        raise BadRequest(f"The query parameter '{field.key}' is too long or not of the allowed form.")


def _type_name(field: Field) -> str:
    return "given" if field.is_text else field.type_name
