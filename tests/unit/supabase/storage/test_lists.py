"""Ranges of names, and cursors that clients send back."""

import base64
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.wires.supabase.storage.errors import StorageError
from alcove.wires.supabase.storage.lists.model import Cursor, NameRange

_TEXTS = st.text(alphabet="\x01a/0\ud7ff\ue000\U0010ffff", max_size=4)


@given(prefix=_TEXTS, name=_TEXTS)
def test_a_range_has_the_names_with_a_prefix(prefix: str, name: str) -> None:
    """A name is in the range if it begins with the prefix, unless it is the folder itself."""
    names = NameRange.of_prefix(prefix)
    is_inside = names.low.encode() <= name.encode() < names.high.encode()
    assert is_inside == (name.startswith(prefix) and name != names.folder)
    assert names.folder == prefix[: prefix.rfind("/") + 1]


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(column="name", direction="asc", name="a/"),
        Cursor(column="created_at", direction="desc", name="é", time=datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_cursor_is_read_back(cursor: Cursor) -> None:
    """A cursor is a text that fits into an address, and is read back exactly."""
    text = cursor.encode()
    assert text.isascii()
    assert text.replace("-", "").replace("_", "").isalnum()
    assert Cursor.decode(text) == cursor


def encode(value: object) -> str:
    """Return a cursor with any content."""
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    [
        "x", "====", "é", "a" * 20_000, encode({}), encode([]), encode(["name", "asc"]), encode(["size", "asc", "a"]),
        encode(["name", "up", "a"]), encode(["name", "asc", 1]), encode(["name", "asc", "a\0b"]),
        encode(["created_at", "asc", "a", "yesterday"]), encode(["created_at", "asc", "a", "2026-01-01T00:00:00"]),
        encode(["name", "asc", "a", None, 1]),
    ],
)  # fmt: skip
def test_what_is_no_cursor(text: str) -> None:
    """A text that is no cursor is an error of the request."""
    with pytest.raises(StorageError) as caught:
        Cursor.decode(text)
    assert (caught.value.kind, caught.value.message) == ("InvalidParameter", "Invalid Parameter cursor")
