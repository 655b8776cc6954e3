"""A lenient JSON parser for responses of other systems."""

import json
from decimal import Decimal, DecimalException
from typing import Final

_NOT_A_NUMBER: Final = Decimal("NaN")


def parse_json(content: bytes) -> object:
    """Return the JSON value of a response, fractions as Decimal; ValueError for invalid JSON.

    One invalid text or number does not make the whole response invalid: invalid UTF-8 becomes a replacement
    character, an impossible number Decimal("NaN").
    """
    try:
        return json.loads(
            content.decode("utf-8", "replace"),
            parse_float=_parse_decimal,
            parse_int=_parse_integer,
            parse_constant=_parse_decimal,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _parse_decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except DecimalException:
        return _NOT_A_NUMBER


def _parse_integer(text: str) -> int | Decimal:
    # int() rejects thousands of digits.
    return int(text) if len(text) <= 1000 else _NOT_A_NUMBER
