"""Query strings read leniently: what does not parse counts as not given."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from alcove.foundation.errors import BadRequest
from alcove.foundation.web.values import INVALID, Field, fields_of

MOST_FIELDS = 5000


def query_reader(kind: type) -> Callable[[bytes], Any]:
    """Return a function from a raw query string to `kind`.

    Text is trimmed and loses NUL characters, which no database column holds; of a repeated key the last
    counts, or all in a tuple field; numbers that are none, not finite, overlong or out of bounds are
    ignored. Text that is too long and a missing required field are errors.
    """
    fields = {field.key: field for field in fields_of(kind)}
    required = [field for field in fields.values() if field.required]

    def read(raw: bytes) -> Any:
        values = _collect(raw, fields=fields) if raw else {}
        for field in required:
            if field.name not in values:
                raise BadRequest(f"The query parameter '{field.key}' is needed and must be {_kind(field)}.")
        try:
            return kind(**values)
        except ValueError as error:
            raise BadRequest(str(error)) from error

    return read


def _collect(raw: bytes, *, fields: dict[str, Field]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, text in pairs(raw.decode("utf-8", "replace")):
        field = fields.get(key)
        if field is None:
            continue
        value = field.read(text.replace("\0", "") if field.text else text)
        if value is INVALID:
            _refuse_text(field)
        elif field.many:
            values.setdefault(field.name, []).append(value)
        else:
            values[field.name] = value
    for field in fields.values():
        if field.many and field.name in values:
            values[field.name] = tuple(values[field.name])
    return values


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the fields of urlencoded text; too many are an error."""
    parts = text.split("&", MOST_FIELDS)
    if len(parts) > MOST_FIELDS:
        raise BadRequest(f"More than {MOST_FIELDS} fields were sent.")
    given: list[tuple[str, str]] = []
    for part in parts:
        if part:
            key, _, value = part.partition("=")
            given.append((_plain(key), _plain(value)))
    return given


def _plain(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    return unquote(text, errors="replace") if "%" in text else text


def _refuse_text(field: Field) -> None:
    if field.text:
        raise BadRequest(f"The query parameter '{field.key}' is too long or not of the allowed form.")


def _kind(field: Field) -> str:
    return "given" if field.text else field.kind
