"""Texts of errors in JSON bodies, as Supabase's validation words them."""

import re
from typing import Final

_AT: Final = re.compile(r"(?P<text>.*?)(?: - at `(?P<place>key in )?\$(?P<path>[^`]*)`)?", re.DOTALL)
_INDEX: Final = re.compile(r"\[(\d+|\.\.\.)\]")
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_BOUND: Final = re.compile(r"Expected `\w+(?: \| null)?` (?P<bound>[<>]=? -?\d+)")
_TYPE: Final = re.compile(r"Expected `(?P<types>[^`]+)`, got `(?P<other>[^`]+)`")
_NAMES: Final = {"int": "integer", "float": "number", "str": "string", "bool": "boolean"}
_CHOICE: Final = "must be equal to one of the allowed values"


def explain_body(error: Exception) -> str:
    """Return what is wrong with a body: where, and what is expected there."""
    match = _AT.fullmatch(str(error))
    assert match is not None
    text, place = match["text"], "body" + _INDEX.sub(r"/\1", match["path"] or "").replace(".", "/")
    if missing := _MISSING.fullmatch(text):
        return f"{place} must have required property '{missing['name']}'"
    if bound := _BOUND.fullmatch(text):
        return f"{place} must be {bound['bound']}"
    if types := _TYPE.fullmatch(text):
        expected = [_NAMES.get(name, name) for name in types["types"].split(" | ") if name != "null"]
        return f"{place} must be {','.join(expected)}"
    if text.startswith("Invalid enum value"):
        return f"{place} {_CHOICE}"
    return f"The body is not valid JSON: {text}".replace("`", "'")
