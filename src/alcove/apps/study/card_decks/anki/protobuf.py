"""The few messages of Protocol Buffers in a package, read field by field."""

from collections.abc import Iterator
from typing import Final

from alcove.apps.study.card_decks.model import DeckError

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MAX_SHIFT: Final = 63
_DAMAGED: Final = "The deck is damaged: a part of it cannot be decoded."


def read_message(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the numbers of the fields of a message with their values; DeckError."""
    position = 0
    while position < len(data):
        key, position = _read_varint(data, position)
        kind = key & 7
        if kind == _VARINT:
            value, position = _read_varint(data, position)
            yield key >> 3, value
            continue
        if kind == _BYTES:
            size, position = _read_varint(data, position)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise DeckError(_DAMAGED)
        if position + size > len(data):
            raise DeckError(_DAMAGED)
        yield key >> 3, data[position : position + size]
        position += size


def read_text(data: bytes, number: int) -> str:
    """Return the text in a field of a message, blank when there is none; DeckError."""
    for found, value in read_message(data):
        if found == number and isinstance(value, bytes):
            return value.decode("utf-8", "replace")
    return ""


def read_number(data: bytes, number: int) -> int:
    """Return the number in a field of a message, 0 when there is none; DeckError."""
    for found, value in read_message(data):
        if found == number and isinstance(value, int):
            return value
    return 0


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data) and shift <= _MAX_SHIFT:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if not byte & 0x80:
            return value, position
    raise DeckError(_DAMAGED)
