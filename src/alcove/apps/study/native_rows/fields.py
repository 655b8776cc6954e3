"""Fields of bodies and queries, read by their types; errors name all that are wrong."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.native_rows.model import DEFAULT, Filter, Operator, Page, Resource, Values

_YEARS: Final = range(1900, 2200)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE: Final = re.compile(r"\d\d:\d\d")
_MAX_CHOICES: Final = 50


def read_values(body: Mapping[str, Any], kind: type[msgspec.Struct], *, is_partial: bool) -> Values:
    """Return the fields of a JSON object; InvalidFields names every one that is wrong. Unknown ones are ignored.

    Without `is_partial` required fields must be there, and others that are not are DEFAULT. A blank for a field that is
    no text is null, a time without a zone is in UTC, and a date can stand for its first moment.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name in body:
            try:
                values[name] = read_value(body[name], field.type)
            except ValueError as error:
                wrong[name] = str(error).replace("`", "'")
        elif not is_partial and field.required:
            wrong[name] = "is missing"
        elif not is_partial:
            values[name] = DEFAULT
    if wrong:
        raise InvalidFields(wrong)
    return values


def read_value(value: object, kind: Any, *, is_strict: bool = True) -> Any:
    """Return a value as `kind`; ValueError. Without `is_strict` a text may be a number or a boolean."""
    try:
        converted = msgspec.convert(value, kind, strict=is_strict)
    except msgspec.ValidationError as error:
        converted = _read_other_form(value, kind, error=error)
    if isinstance(converted, date) and converted.year not in _YEARS:
        raise ValueError(f"is not between {_YEARS.start} and {_YEARS.stop}")
    if isinstance(converted, datetime):
        return converted.replace(tzinfo=UTC) if converted.tzinfo is None else converted.astimezone(UTC)
    return converted


def _read_other_form(value: object, kind: Any, *, error: msgspec.ValidationError) -> Any:
    """Return a blank as null, a date as a time, and minutes with seconds; or else raise the error of the usual form."""
    other: object = None
    if isinstance(value, str) and _DAY.fullmatch(value):
        other = f"{value}T00:00:00Z"
    elif isinstance(value, str) and _MINUTE.fullmatch(value):
        other = f"{value}:00"
    elif not isinstance(value, str) or value:
        raise error
    try:
        return msgspec.convert(other, kind)
    except msgspec.ValidationError:
        raise error from None


def read_page(query: Any, resource: Resource) -> Page:
    """Return which rows to list; InvalidFields."""
    wrong: dict[str, str] = {}
    filters = []
    for item in resource.filters:
        text = getattr(query, item.name)
        if not text:
            continue
        try:
            filters.append((item, _read_filter(text, item)))
        except ValueError as error:
            wrong[item.name] = str(error).replace("`", "'")
    order = query.sort or resource.order
    if order.removeprefix("-") not in resource.sorts:
        wrong["sort"] = f"is not one of {', '.join(resource.sorts)}"
    if wrong:
        raise InvalidFields(wrong)
    descending = "-" if order.startswith("-") else ""
    order = descending + resource.column(order.removeprefix("-"))
    return Page(limit=query.limit, offset=query.offset, order=order, filters=tuple(filters))


def _read_filter(text: str, item: Filter) -> Any:
    if item.operator is not Operator.ANY_OF:
        return read_value(text, item.kind, is_strict=False)
    parts = text.split(",", _MAX_CHOICES)
    return [read_value(part.strip(), item.kind, is_strict=False) for part in parts]
