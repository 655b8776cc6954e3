"""Limits of buckets, and ranges of files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.wires.supabase.storage.buckets.limits import allows_type, parse_size_limit
from alcove.wires.supabase.storage.download.ranges import parse_range
from alcove.wires.supabase.storage.errors import StorageError

MOST = 2**40


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (None, None), (0, None), ("0", None), (1, 1), (1024, 1024), ("1024", 1024), ("1kb", 1024),
        ("1.5 MB", 1_572_864), ("20GB", 20 * 2**30), (" 1 tb ", 2**40), (1.0, 1), ("7B", 7),
    ],
)  # fmt: skip
def test_sizes_are_read(value: float | str | None, size: int | None) -> None:
    """Numbers are bytes; units are powers of 1024, as in Supabase's examples."""
    assert parse_size_limit(value, most=MOST) == size


@pytest.mark.parametrize("value", ["", "MB", "1 XB", "-1", -1, "1e3", "1,5MB", "nan", "1MB 2MB", "٣"])
def test_what_is_no_size_is_refused(value: float | str) -> None:
    """Nothing else is a size."""
    with pytest.raises(StorageError) as refusal:
        parse_size_limit(value, most=MOST)
    assert refusal.value.code == "400"


def test_a_limit_above_the_servers_is_refused() -> None:
    """A bucket cannot allow more than the server."""
    with pytest.raises(StorageError) as refusal:
        parse_size_limit("2TB", most=MOST)
    assert refusal.value.code == "413"


@pytest.mark.parametrize(
    ("allowed", "mime_type", "is_allowed"),
    [
        (None, "text/html", True), ([], "text/html", True), (["image/*"], "image/png", True),
        (["image/*"], "IMAGE/PNG; q=1", True), (["image/*"], "imagex/png", False), (["*/*"], "a/b", True),
        (["Text/Plain"], "text/plain;charset=UTF-8", True), (["text/plain"], "text/html", False),
        (["image/*"], "", False),
    ],
)  # fmt: skip
def test_types_match_with_wildcards(allowed: list[str] | None, mime_type: str, *, is_allowed: bool) -> None:
    """A family with a star allows all its types; parameters and case do not count."""
    assert allows_type(allowed, mime_type) is is_allowed


@given(st.integers(0, 200), st.integers(0, 250), st.integers(0, 250))
def test_a_range_is_a_slice(size: int, first: int, last: int) -> None:
    """A range sends what a slice of the content would."""
    content = bytes(index % 251 for index in range(size))
    wanted = parse_range(f"bytes={first}-{last}", size=size)
    if last < first:
        assert wanted is None
        return
    assert wanted is not None
    assert content[wanted.start : wanted.start + wanted.length] == content[first : last + 1]
    suffix = parse_range(f"bytes=-{last}", size=size)
    assert suffix is not None
    assert content[suffix.start : suffix.start + suffix.length] == (content[-last:] if last else b"")
